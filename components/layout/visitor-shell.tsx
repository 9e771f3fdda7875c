// The frame of public pages for visitors: the logo, sign-in and sign-up.
import Link from "next/link";
import type { ReactNode } from "react";
import { Wordmark } from "../brand/logo";
import { ConnectionBanner } from "../connection/connection-banner";
import { ButtonLink } from "../ui/form/button";

/** A page that marks itself `data-wide` gets the whole width. */
export function VisitorShell({ children }: { children: ReactNode }) {
  return (
    <>
      <ConnectionBanner />
      <header className="mx-auto flex h-18 max-w-[1152px] items-center justify-between gap-3 px-4 sm:px-8">
        <Link href="/" aria-label="heartwire, home" className="tap -ml-1 flex items-center px-1">
          <Wordmark />
        </Link>
        <nav aria-label="Account" className="flex items-center gap-1.5">
          <ButtonLink href="/sign-in" tone="quiet" className="px-3! sm:px-4.5!">
            Sign in
          </ButtonLink>
          <ButtonLink href="/sign-up" className="max-sm:hidden!">
            Create account
          </ButtonLink>
        </nav>
      </header>
      <main
        id="main"
        className="mx-auto max-w-[648px] px-4 pb-20 has-[[data-wide]]:max-w-none has-[[data-wide]]:px-0"
      >
        {children}
      </main>
    </>
  );
}

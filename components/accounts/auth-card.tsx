// The frame of signing in and signing up: the logo and one card.
import Link from "next/link";
import type { ReactNode } from "react";
import { Wordmark } from "../brand/logo";

/** `foot` is shown under the card. */
export function AuthCard({
  title,
  intro,
  foot,
  children,
}: {
  title: string;
  intro: string;
  foot: ReactNode;
  children: ReactNode;
}) {
  return (
    <main className="mx-auto flex min-h-dvh max-w-[456px] flex-col px-4 pt-6 pb-12 sm:justify-center sm:pt-10">
      <Link
        href="/"
        aria-label="heartwire, home"
        className="tap mb-6 flex items-center self-start px-1"
      >
        <Wordmark />
      </Link>
      <div className="surface p-5 shadow-soft sm:p-7 dark:shadow-none">
        <h1 className="font-bold text-[28px] leading-9 tracking-[-0.02em]">{title}</h1>
        <p className="mt-1 text-soft">{intro}</p>
        <div className="mt-6">{children}</div>
      </div>
      <p className="mt-5 text-center text-[15px] text-soft">{foot}</p>
    </main>
  );
}

// The frame of every signed-in page: navigation, the page, and on a desktop the side rail. One column on a
// phone, two on a tablet, three on a desktop.
import Link from "next/link";
import type { ReactNode } from "react";
import { Wordmark } from "../brand/logo";
import { ConnectionBanner } from "../connection/connection-banner";
import { FailedLikeToasts } from "../engagement/failed-like-toasts";
import { NotificationAlert } from "../notifications/notification-alert";
import { DialogsProvider } from "./dialogs";
import { Keyboard } from "./keyboard";
import { NavRail } from "./nav-rail";
import { TabBar } from "./tab-bar";

/** `side` is the rail of a desk. */
export function MemberShell({ side, children }: { side: ReactNode; children: ReactNode }) {
  return (
    <DialogsProvider>
      <nav aria-label="Shortcut">
        <a
          href="#main"
          className="-translate-y-20 fixed top-3 left-3 z-50 rounded-control bg-ink px-4 py-2.5 font-semibold text-paper focus:translate-y-0"
        >
          Skip to content
        </a>
      </nav>
      <ConnectionBanner />
      <div className="mx-auto grid max-w-[1280px] grid-cols-1 gap-x-8 px-3 sm:px-5 md:grid-cols-[64px_minmax(0,640px)] md:justify-center lg:grid-cols-[232px_minmax(0,616px)_304px] lg:px-8">
        <NavRail />
        <div className="min-w-0 pb-24 md:pb-16">
          <header className="flex h-14 items-center md:hidden">
            <Link href="/" aria-label="heartwire, home" className="tap flex items-center px-1">
              <Wordmark />
            </Link>
          </header>
          <main id="main" tabIndex={-1} className="outline-none md:pt-5">
            {children}
          </main>
        </div>
        <aside
          aria-label="Around"
          className="sticky top-0 hidden max-h-dvh self-start overflow-y-auto py-7 lg:block [scrollbar-width:none]"
        >
          {side}
        </aside>
      </div>
      <TabBar />
      <Keyboard />
      <NotificationAlert />
      <FailedLikeToasts />
    </DialogsProvider>
  );
}

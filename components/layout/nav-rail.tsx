"use client";
// The navigation of tablets (icons) and desktops (icons and text).
import clsx from "clsx";
import { PenLine } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useCurrentUser } from "@/hooks/accounts/use-current-user";
import { Logo, Wordmark } from "../brand/logo";
import { NotificationBell } from "../notifications/notification-bell";
import { Avatar } from "../people/avatar";
import { buttonClass } from "../ui/form/button-look";
import { railItemClass } from "../ui/rail-item";
import { useDialogs } from "./dialogs";
import { isAt, listPlaces } from "./nav-places";

/** Stays in view while the feed scrolls. */
export function NavRail() {
  const pathname = usePathname();
  const viewer = useCurrentUser();
  const { openComposer } = useDialogs();
  if (viewer === null) return null;
  return (
    <nav
      aria-label="Main"
      className="sticky top-0 hidden h-dvh flex-col py-6 *:shrink-0 md:flex [@media(height<31rem)]:overflow-y-auto"
    >
      <Link
        href="/"
        aria-label="heartwire, home"
        className="mb-5 flex h-9 items-center justify-center rounded-control lg:justify-start lg:px-2.5"
      >
        <Wordmark className="max-lg:hidden!" />
        <Logo className="lg:hidden" />
      </Link>
      <div className="flex flex-col gap-0.5">
        {listPlaces(viewer.username).map(({ name, href, Icon }) => {
          const isCurrent = isAt(pathname, href);
          if (name === "Notifications")
            return <NotificationBell key={href} isCurrent={isCurrent} />;
          return (
            <Link
              key={href}
              href={href}
              aria-current={isCurrent ? "page" : undefined}
              className={railItemClass(isCurrent)}
            >
              <Icon size={21} strokeWidth={1.9} aria-hidden="true" />
              <span className={clsx("max-lg:sr-only", isCurrent && "font-semibold")}>{name}</span>
            </Link>
          );
        })}
      </div>
      <button
        type="button"
        onClick={openComposer}
        aria-keyshortcuts="n"
        className={buttonClass("ink", "normal", "mt-5 h-12! rounded-row! px-0! text-[16px]!")}
      >
        <PenLine size={19} strokeWidth={1.9} aria-hidden="true" />
        <span className="max-lg:sr-only">New post</span>
      </button>
      <Link
        href={`/u/${viewer.username}`}
        className="mt-auto flex items-center justify-center gap-3 rounded-row p-2 hover:bg-faint/70 lg:justify-start lg:px-3"
      >
        <span className="sr-only">Signed in as</span>
        <Avatar person={viewer} size={36} />
        <span className="min-w-0 leading-5 max-lg:sr-only">
          <bdi className="block truncate font-semibold">{viewer.displayName}</bdi>
          <bdi className="block truncate text-[14px] text-soft">@{viewer.username}</bdi>
        </span>
      </Link>
    </nav>
  );
}

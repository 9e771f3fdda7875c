"use client";
// The navigation of a phone: home, bell, compose, activity, profile.
import clsx from "clsx";
import { Plus } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useCurrentUser } from "@/hooks/accounts/use-current-user";
import { useInbox } from "@/hooks/notifications/use-inbox";
import { UnreadBadge } from "../notifications/unread-badge";
import { useDialogs } from "./dialogs";
import { isAt, listPlaces } from "./nav-places";

/** Settings are reached from the profile here. */
export function TabBar() {
  const pathname = usePathname();
  const viewer = useCurrentUser();
  const { unreadCount } = useInbox();
  const { openComposer } = useDialogs();
  if (viewer === null) return null;
  const [home, bell, activity, profile] = listPlaces(viewer.username);
  const tab = ({
    name,
    href,
    Icon,
  }: typeof home | typeof bell | typeof activity | typeof profile) => {
    const isCurrent = isAt(pathname, href);
    const isBell = name === "Notifications";
    return (
      <Link
        key={href}
        href={href}
        aria-current={isCurrent ? "page" : undefined}
        aria-label={isBell && unreadCount > 0 ? `${name}, ${unreadCount} unread` : name}
        className={clsx(
          "relative grid h-14 flex-1 place-items-center rounded-row",
          isCurrent ? "text-ink" : "text-soft",
        )}
      >
        <span className="relative">
          <Icon size={24} strokeWidth={isCurrent ? 2.2 : 1.8} aria-hidden="true" />
          {isBell ? <UnreadBadge count={unreadCount} className="absolute -top-2 left-3" /> : null}
        </span>
      </Link>
    );
  };
  return (
    <nav
      aria-label="Main"
      className="fixed inset-x-0 bottom-0 z-30 flex items-center border-line border-t bg-card px-2 pt-1 pb-[max(4px,env(safe-area-inset-bottom))] md:hidden"
    >
      {tab(home)}
      {tab(bell)}
      <button
        type="button"
        onClick={openComposer}
        aria-label="New post"
        className="mx-1 grid h-11 w-13 place-items-center rounded-row bg-ink text-paper active:scale-95"
      >
        <Plus size={24} aria-hidden="true" />
      </button>
      {tab(activity)}
      {tab(profile)}
    </nav>
  );
}

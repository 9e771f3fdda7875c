"use client";
// The bell with its live badge. A press opens the newest notifications beside it; without scripts, or
// with a modifier key, it is the link to their page.
import clsx from "clsx";
import { Bell } from "lucide-react";
import Link from "next/link";
import { type MouseEvent, useRef } from "react";
import { useInbox } from "@/hooks/notifications/use-inbox";
import { lazyCode } from "../ui/lazy-code";
import { LazyView, useLazyPopup } from "../ui/lazy-view";
import { railItemClass } from "../ui/rail-item";
import { UnreadBadge } from "./unread-badge";

const panel = lazyCode(async () => (await import("./notification-panel")).NotificationPanel);

/** One line of the rail; `isCurrent` on the notifications page itself. */
export function NotificationBell({ isCurrent }: { isCurrent: boolean }) {
  const { unreadCount } = useInbox();
  const link = useRef<HTMLAnchorElement>(null);
  const { isWanted, isOpen, setIsOpen, toggle, giveUp } = useLazyPopup();

  const onClick = (event: MouseEvent) => {
    const asksForPage = isCurrent || event.metaKey || event.ctrlKey || event.shiftKey;
    if (asksForPage) return;
    event.preventDefault();
    toggle();
  };

  return (
    <>
      <Link
        ref={link}
        href="/notifications"
        prefetch={false}
        aria-current={isCurrent ? "page" : undefined}
        aria-haspopup={isCurrent ? undefined : "dialog"}
        aria-expanded={isCurrent ? undefined : isOpen}
        data-bell=""
        onPointerEnter={panel.fetch}
        onClick={onClick}
        className={railItemClass(isCurrent || isOpen)}
      >
        <span className="relative">
          <Bell key={unreadCount} size={21} strokeWidth={1.9} aria-hidden="true" />
          <UnreadBadge count={unreadCount} className="absolute -top-2 left-2.5 lg:hidden" />
        </span>
        <span className={clsx("max-lg:sr-only", isCurrent && "font-semibold")}>
          Notifications
          {unreadCount > 0 ? <span className="sr-only">, {unreadCount} unread</span> : null}
        </span>
        <span className="ml-auto max-lg:hidden">
          <UnreadBadge count={unreadCount} />
        </span>
      </Link>
      {isWanted ? (
        <LazyView
          part={panel}
          with={{ anchor: link, isOpen, onOpenChange: setIsOpen }}
          onMissing={giveUp}
        />
      ) : null}
    </>
  );
}

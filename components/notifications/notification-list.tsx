"use client";
// Notifications, newest first, with unread ones marked and one button to mark all as read.
import clsx from "clsx";
import { Bell, CheckCheck } from "lucide-react";
import { useInbox } from "@/hooks/notifications/use-inbox";
import { useMarkRead } from "@/hooks/notifications/use-mark-read";
import { useNotifications } from "@/hooks/notifications/use-notifications";
import type { Inbox, Notification, Page } from "@/protocol/views";
import { EmptyState } from "../ui/feedback/empty-state";
import { RowSkeleton, SkeletonList } from "../ui/feedback/skeleton";
import { Button } from "../ui/form/button";
import { ListEnd } from "../ui/list-end";
import { NotificationRow } from "./notification-row";

interface NotificationListProps {
  initial?: Page<Notification> & Inbox;
  /** As in the popover: the first page only, under a smaller heading. */
  isShort?: boolean;
  onFollowed?: () => void;
}

/** A row links to its subject, and following it marks it as read. */
export function NotificationList({ initial, isShort = false, onFollowed }: NotificationListProps) {
  const list = useNotifications(initial);
  const { unreadCount } = useInbox();
  const { markAllSeen, markOne } = useMarkRead();
  const isEmpty = list.items.length === 0;
  const isWaiting = isEmpty && (list.isLoading || list.isLoadingMore) && list.error === null;

  return (
    <section aria-label="Notifications">
      <header className="flex min-h-11 items-center justify-between gap-3">
        {isShort ? (
          <h2 className="font-bold text-[18px] leading-6">Notifications</h2>
        ) : (
          <p className="text-soft" aria-live="polite">
            {unreadCount > 0 ? `${unreadCount} unread` : isEmpty ? "" : "You have seen everything."}
          </p>
        )}
        {unreadCount > 0 ? (
          <Button tone="quiet" size="small" onClick={markAllSeen} className="-mr-2">
            <CheckCheck size={17} aria-hidden="true" /> Mark all as read
          </Button>
        ) : null}
      </header>
      {isWaiting ? <SkeletonList of={RowSkeleton} count={4} /> : null}
      {!isWaiting && isEmpty && list.error === null ? (
        <EmptyState
          title="No notifications yet"
          picture={<Bell size={36} strokeWidth={1.5} aria-hidden="true" className="text-soft" />}
        >
          Likes and new followers appear here.
        </EmptyState>
      ) : null}
      <ul
        className={clsx(
          isShort ? "pb-2" : "surface mt-2 overflow-hidden shadow-soft dark:shadow-none",
          isEmpty && "hidden",
        )}
      >
        {list.items.map((notification) => (
          <NotificationRow
            key={notification.id}
            notification={notification}
            isTight={isShort}
            onFollow={() => {
              if (!notification.isRead) markOne(notification.id);
              onFollowed?.();
            }}
          />
        ))}
      </ul>
      {isShort && list.error === null ? null : (
        <ListEnd list={list} skeleton={RowSkeleton} endWords="You are up to date." />
      )}
    </section>
  );
}

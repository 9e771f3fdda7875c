// One group of people who did the same thing, in one sentence, leading to what they did it to.
import clsx from "clsx";
import { Heart, UserPlus } from "lucide-react";
import Link from "next/link";
import { Fragment } from "react";
import type { Notification } from "@/protocol/views";
import { Avatar } from "../people/avatar";
import { writeCount } from "../ui/format";
import { TimeAgo } from "../ui/time-ago";

interface NotificationRowProps {
  notification: Notification;
  isTight?: boolean;
  onFollow: () => void;
}

/** Where a notification leads. */
function hrefOf(notification: Notification): string {
  return notification.type === "like"
    ? `/p/${notification.data.contentId}`
    : `/u/${notification.data.followerUsername}`;
}

/** The whole row is one link. */
export function NotificationRow({ notification, isTight = false, onFollow }: NotificationRowProps) {
  const isLike = notification.type === "like";
  return (
    <li className={clsx(!isTight && "border-line border-t first:border-t-0")}>
      <Link
        href={hrefOf(notification)}
        onClick={onFollow}
        data-unread={notification.isRead ? undefined : ""}
        className={clsx(
          "flex gap-3 transition-colors hover:bg-faint/60",
          isTight ? "-mx-2 rounded-row px-2 py-2.5" : "px-4 py-4 sm:px-5",
          !notification.isRead && !isTight && "bg-faint/45",
        )}
      >
        <span className="relative shrink-0 self-start">
          <ActorAvatars notification={notification} />
          <span
            className={clsx(
              "absolute -right-0.5 -bottom-1 grid size-5.5 place-items-center rounded-full bg-card ring-1 ring-line",
              isLike ? "text-heart" : "text-soft",
            )}
          >
            {isLike ? (
              <Heart size={12} fill="currentColor" strokeWidth={0} aria-hidden="true" />
            ) : (
              <UserPlus size={12} strokeWidth={2.4} aria-hidden="true" />
            )}
          </span>
        </span>
        <span className="min-w-0 flex-1">
          <span className="block text-[16px] leading-[22px]">
            <ActorNames notification={notification} />
            <span className="text-soft">
              {isLike ? ` liked your ${notification.data.contentType}` : " started following you"}
            </span>
          </span>
          {isLike && notification.data.excerpt !== "" ? (
            <span className="mt-0.5 block truncate text-[15px] text-soft" dir="auto">
              {notification.data.excerpt}
            </span>
          ) : null}
          <TimeAgo
            time={notification.updatedAt}
            className="mt-0.5 block text-[14px] text-soft leading-5"
          />
        </span>
        {notification.isRead ? null : (
          <span className="mt-2 size-2.5 shrink-0 rounded-full bg-heart">
            <span className="sr-only">Unread</span>
          </span>
        )}
      </Link>
    </li>
  );
}

function ActorAvatars({ notification }: { notification: Notification }) {
  const [first, second] = notification.actors;
  if (first === undefined) return null;
  if (second === undefined) return <Avatar person={first} size={44} className="block" />;
  return (
    <span className="relative block size-11">
      <Avatar person={second} size={30} className="absolute top-0 right-0" />
      <Avatar person={first} size={32} className="absolute bottom-0 left-0 ring-2 ring-card" />
    </span>
  );
}

function ActorNames({ notification }: { notification: Notification }) {
  const named = notification.actors.slice(0, 2);
  const otherCount = notification.actorCount - named.length;
  return (
    <>
      {named.map((person, index) => (
        <Fragment key={person.userId}>
          {index === 0 ? null : <span>{otherCount > 0 ? ", " : " and "}</span>}
          <bdi className="font-semibold text-ink">{person.displayName}</bdi>
        </Fragment>
      ))}
      {otherCount > 0 ? (
        <span>
          {" and "}
          {writeCount(otherCount)} {otherCount === 1 ? "other" : "others"}
        </span>
      ) : null}
    </>
  );
}

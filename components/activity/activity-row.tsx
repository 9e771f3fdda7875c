// One activity in one sentence. Shared by the side rail and the activity page.
import Link from "next/link";
import type { Activity } from "@/protocol/views";
import { Avatar } from "../people/avatar";
import { firstName } from "../people/person-name";
import { TimeAgo } from "../ui/time-ago";

interface ActivityRowProps {
  activity: Activity;
  /** Who is looking, to say "you" and "your". */
  viewerId: string | null;
  isLarge?: boolean;
}

/** Where an activity leads: to the content, or to the person followed. */
export function hrefOfActivity(activity: Activity): string {
  return activity.object.kind === "user"
    ? `/u/${activity.object.person.username}`
    : `/p/${activity.objectId}`;
}

/** Face, sentence, age; the sentence is a link. */
export function ActivityRow({ activity, viewerId, isLarge = false }: ActivityRowProps) {
  const { actor } = activity;
  const isMe = actor.userId === viewerId;
  return (
    <div className="flex gap-3">
      <Link
        href={`/u/${actor.username}`}
        tabIndex={-1}
        aria-hidden="true"
        className="self-start rounded-full"
      >
        <Avatar person={actor} size={isLarge ? 44 : 32} className="block" />
      </Link>
      <div className="min-w-0 flex-1">
        <Link
          href={hrefOfActivity(activity)}
          className={isLarge ? "block text-[16px] leading-[22px]" : "block text-[15px] leading-5"}
        >
          <bdi className="font-semibold text-ink">
            {isMe ? "You" : isLarge ? actor.displayName : firstName(actor)}
          </bdi>{" "}
          <span className="text-soft">
            <Deed activity={activity} viewerId={viewerId} />
          </span>
          {isLarge && activity.object.kind === "content" && activity.object.excerpt !== "" ? (
            <span
              className="mt-0.5 line-clamp-2 wrap-anywhere text-[15px] text-soft leading-[21px]"
              dir="auto"
            >
              {activity.object.excerpt}
            </span>
          ) : null}
        </Link>
        <TimeAgo time={activity.createdAt} className="block text-[14px] text-soft leading-5" />
      </div>
    </div>
  );
}

function Deed({ activity, viewerId }: { activity: Activity; viewerId: string | null }) {
  const { object, verb } = activity;
  if (object.kind === "user") {
    const isViewer = object.person.userId === viewerId;
    return (
      <>
        started following{" "}
        {isViewer ? (
          "you"
        ) : (
          <bdi className="font-semibold text-ink">{firstName(object.person)}</bdi>
        )}
      </>
    );
  }
  const thing = activity.objectType === "video" ? "video" : "post";
  if (verb === "posted") return <>posted{thing === "video" ? " a video" : ""}</>;
  if (object.author.userId === viewerId) return <>liked your {thing}</>;
  if (object.author.userId === activity.actor.userId) return <>liked their own {thing}</>;
  return (
    <>
      liked <bdi className="font-semibold text-ink">{firstName(object.author)}</bdi>’s {thing}
    </>
  );
}

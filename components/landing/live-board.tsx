"use client";
// The newest public posts, each with its live count and the person who liked it last.
import Link from "next/link";
import { useWatchedRoom } from "@/hooks/connection/use-watched-room";
import { useContent } from "@/hooks/contents/use-content";
import { useShownLikes } from "@/hooks/engagement/use-engagement";
import { useRecentLikes } from "@/hooks/engagement/use-recent-likes";
import type { Content } from "@/protocol/views";
import { HEART_PATH } from "../brand/heart-shape";
import { Avatar } from "../people/avatar";
import { firstName } from "../people/person-name";
import { writeCountOf } from "../ui/format";
import { RollingNumber } from "../ui/rolling-number";
import { TimeAgo } from "../ui/time-ago";

const LINES = 6;

/** Six lines at most. */
export function LiveBoard({ contents }: { contents: Content[] }) {
  return (
    <section aria-labelledby="live-board" className="mt-24">
      <h2 id="live-board" className="font-bold text-[30px] leading-9 tracking-[-0.025em]">
        In the room right now
      </h2>
      <ul className="mt-5 grid grid-cols-1 gap-x-16 border-line border-t md:grid-cols-2">
        {contents.slice(0, LINES).map((content) => (
          <BoardLine key={content.contentId} content={content} />
        ))}
      </ul>
    </section>
  );
}

function BoardLine({ content: initial }: { content: Content }) {
  const { content } = useContent(initial);
  const watch = useWatchedRoom(content);
  const { likeCount } = useShownLikes(content.contentId);
  const { people, pulse } = useRecentLikes(initial);
  const last = people[0];
  return (
    <li ref={watch} className="border-line border-b">
      <Link href={`/p/${content.contentId}`} className="group flex items-center gap-4 py-4">
        <Avatar person={content.author} size={44} />
        <span className="min-w-0 flex-1">
          <span className="block truncate text-[17px] leading-6 group-hover:underline" dir="auto">
            {content.body === "" ? "A video" : content.body}
          </span>
          <span className="block truncate text-[15px] text-soft leading-[22px]">
            <bdi>{content.author.displayName}</bdi> · <TimeAgo time={content.createdAt} />
            {last === undefined ? null : (
              <>
                {" · last liked by "}
                <bdi key={last.userId} className="inline-block animate-fade font-semibold text-ink">
                  {firstName(last)}
                </bdi>
              </>
            )}
          </span>
        </span>
        <span className="flex shrink-0 items-center gap-2 font-semibold text-heart">
          <svg
            key={pulse}
            viewBox="0 0 24 24"
            width="20"
            height="20"
            aria-hidden="true"
            className={pulse > 0 ? "animate-heart-beat" : ""}
          >
            <path d={HEART_PATH} fill="currentColor" />
          </svg>
          <RollingNumber value={likeCount} />
          <span className="sr-only">{writeCountOf(likeCount, "like")}</span>
        </span>
      </Link>
    </li>
  );
}

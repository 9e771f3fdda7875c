"use client";
// The row under a content that says who liked it last. A new avatar slides in from the left. The row keeps
// its height at any count, so nothing below it moves.
import Link from "next/link";
import { Fragment, useEffect, useRef } from "react";
import { lazyCode } from "@/client/lazy-code";
import { useShownLikes } from "@/hooks/engagement/use-engagement";
import type { Person } from "@/protocol/views";
import { Avatar } from "../people/avatar";
import { firstName } from "../people/person-name";
import { writeCount } from "../ui/format";
import { likedByText } from "./liked-by-text";

const motion = lazyCode(() => import("motion/mini"));

interface LikedByProps {
  contentId: string;
  /** Newest first, the viewer never among them. */
  people: Person[];
}

/** Leads to the list of everybody who liked it. */
export function LikedBy({ contentId, people }: LikedByProps) {
  const { likeCount, liked } = useShownLikes(contentId);
  const { named, otherCount, isOnlyMe } = likedByText(likeCount, liked, people);
  const avatars = people.slice(0, Math.min(3, likeCount - (liked ? 1 : 0)));
  const stack = useSlidingFace(avatars[0]?.userId);

  if (likeCount === 0) {
    return <p className="flex h-11 items-center text-[15px] text-soft">No likes yet</p>;
  }
  return (
    <Link
      href={`/p/${contentId}#likers`}
      className="group flex h-11 min-w-0 items-center gap-3 text-[15px] text-soft"
    >
      {avatars.length > 0 ? (
        <span ref={stack} className="flex shrink-0 -space-x-1.5">
          {avatars.map((person, index) => (
            <span
              key={person.userId}
              className="relative rounded-full ring-2 ring-card"
              // The newest face lies on top, as the latest card on a pile.
              data-place={index}
            >
              <Avatar person={person} size={22} className="block" />
            </span>
          ))}
        </span>
      ) : null}
      <span className="truncate group-hover:text-ink">
        {named.map((person, index) => (
          <Fragment key={person.userId}>
            {index > 0 ? <span>, </span> : null}
            <bdi className="font-semibold text-ink">{firstName(person)}</bdi>
          </Fragment>
        ))}
        {/* In an element of its own: a translated page wraps bare text, which React could not remove. */}
        <span>{restOfLine(named.length, otherCount, isOnlyMe)}</span>
      </span>
    </Link>
  );
}

function restOfLine(namedCount: number, otherCount: number, isOnlyMe: boolean): string {
  if (isOnlyMe) return "You like this";
  if (otherCount === 0) return namedCount === 1 ? " likes this" : " like this";
  const others = `${writeCount(otherCount)} ${namedCount === 0 ? (otherCount === 1 ? "like" : "likes") : otherCount === 1 ? "other" : "others"}`;
  return namedCount === 0 ? others : ` and ${others}`;
}

/** Slides the first face in whenever it becomes another person's; the very first one fetches what slides. */
function useSlidingFace(newestId: string | undefined) {
  const stack = useRef<HTMLSpanElement>(null);
  const seen = useRef(newestId);
  useEffect(() => {
    if (seen.current === newestId) return;
    seen.current = newestId;
    const avatar = stack.current?.firstElementChild;
    if (!avatar || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    motion.fetch();
    const sliding = motion
      .now()
      ?.animate(
        avatar,
        { opacity: [0, 1], transform: ["translateX(-14px) scale(.7)", "none"] },
        { duration: 0.42, ease: [0.2, 0.8, 0.2, 1] },
      );
    return () => sliding?.complete();
  }, [newestId]);
  return stack;
}

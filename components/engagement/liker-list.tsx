"use client";
// Everybody who liked a content, newest first, in step with its heart.
import { useShownLikes } from "@/hooks/engagement/use-engagement";
import { useLikers } from "@/hooks/engagement/use-likers";
import type { Liker, Page, Person } from "@/protocol/views";
import { PersonRow } from "../people/person-row";
import { RowSkeleton, SkeletonList } from "../ui/feedback/skeleton";
import { writeCountOf } from "../ui/format";
import { ListEnd } from "../ui/list-end";
import { TimeAgo } from "../ui/time-ago";

/** `#likers` on the page of a content. */
export function LikerList({ contentId, initial }: { contentId: string; initial: Page<Liker> }) {
  const list = useLikers(contentId, initial);
  const { likeCount } = useShownLikes(contentId);
  return (
    <section id="likers" aria-labelledby="likers-title" className="mt-6">
      <h2 id="likers-title" className="px-1 font-semibold text-[19px] leading-7 tracking-[-0.01em]">
        {likeCount === 0 ? "Nobody yet" : `Liked by ${writeCountOf(likeCount, "person", "people")}`}
      </h2>
      {likeCount === 0 ? (
        <p className="mt-1 px-1 text-soft">The first heart is still to come.</p>
      ) : list.items.length === 0 ? (
        <SkeletonList of={RowSkeleton} count={1} className="surface mt-3 px-4 sm:px-5" />
      ) : (
        <ul className="surface mt-3 divide-y divide-line px-4 sm:px-5">
          {list.items.map((person) => (
            <li key={person.userId} className="animate-fade">
              <PersonRow person={person} aside={<LikedAt person={person} />} />
            </li>
          ))}
        </ul>
      )}
      <ListEnd list={list} skeleton={RowSkeleton} endWords="" />
    </section>
  );
}

function LikedAt({ person }: { person: Person | Liker }) {
  const className = "text-[14px] text-soft";
  if (!("likedAt" in person)) return <span className={className}>now</span>;
  return <TimeAgo time={person.likedAt} className={className} />;
}

"use client";
// A list of contents that goes on as one scrolls: a feed, somebody's posts, somebody's likes.
import { memo, type ReactNode } from "react";
import type { Content } from "@/protocol/views";
import { ContentSkeleton, SkeletonList } from "../ui/feedback/skeleton";
import { ListEnd } from "../ui/list-end";
import { OffscreenSlot } from "../ui/offscreen-slot";
import { CardBoundary } from "./card-boundary";
import { ContentCard } from "./content-card";

interface ContentListProps {
  list: {
    items: Content[];
    hasMore: boolean;
    isLoadingMore: boolean;
    error: { message: string } | null;
    loadMore(): void;
    retry(): void;
  };
  label: string;
  empty: ReactNode;
  endWords: string;
}

const FIRST_SEEN = 2;
/** From here on a card rests while it is far away; shorter lists are whole, also for a search in the page. */
const ALWAYS_AWAKE = 40;

/** Cards keep their place; new pages come below. */
export function ContentList({ list, label, empty, endWords }: ContentListProps) {
  const isEmpty = list.items.length === 0;
  return (
    <section aria-label={label} className="mt-4">
      {isEmpty && list.isLoadingMore ? (
        <SkeletonList of={ContentSkeleton} count={3} className="flex flex-col gap-4" />
      ) : null}
      {isEmpty && !list.isLoadingMore && list.error === null ? empty : null}
      <div className="flex flex-col gap-4">
        {list.items.map((content, index) => (
          <ListCard
            key={content.contentId}
            content={content}
            isFirst={index < FIRST_SEEN}
            mayRest={index >= ALWAYS_AWAKE}
          />
        ))}
      </div>
      <div className="mt-4">
        <ListEnd list={list} skeleton={ContentSkeleton} endWords={endWords} />
      </div>
    </section>
  );
}

/** A longer list leaves the cards that stood as they are. */
const ListCard = memo(function ListCard({
  content,
  isFirst,
  mayRest,
}: {
  content: Content;
  isFirst: boolean;
  mayRest: boolean;
}) {
  return (
    <OffscreenSlot mayRest={mayRest}>
      <CardBoundary>
        <ContentCard content={content} isFirst={isFirst} />
      </CardBoundary>
    </OffscreenSlot>
  );
});

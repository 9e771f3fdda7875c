"use client";
// The end of an endless list: fetches the next page a screen before it is reached. Shows a skeleton, an
// error, or that there is no more.
import { useEffect, useRef } from "react";
import { SkeletonList } from "./feedback/skeleton";
import { Button } from "./form/button";

interface ListEndProps {
  list: {
    items: readonly unknown[];
    hasMore: boolean;
    isLoadingMore: boolean;
    error: { message: string } | null;
    loadMore(): void;
    retry(): void;
  };
  skeleton: () => React.JSX.Element;
  endWords: string;
}

/** Rendered right after the last item. */
export function ListEnd({ list, skeleton, endWords }: ListEndProps) {
  const { hasMore, isLoadingMore, error } = list;
  const foot = useRef<HTMLDivElement>(null);
  const loadMore = useRef(list.loadMore);
  useEffect(() => {
    loadMore.current = list.loadMore;
  });

  const isWaitingForMore = hasMore && !isLoadingMore && error === null;
  useEffect(() => {
    const element = foot.current;
    if (element === null || !isWaitingForMore) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) loadMore.current();
      },
      { rootMargin: "800px 0px" },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [isWaitingForMore]);

  if (error !== null) {
    return (
      <div role="alert" className="flex flex-col items-center gap-3 px-6 py-8 text-center">
        <p className="text-soft">{error.message}</p>
        <Button tone="outline" onClick={list.retry}>
          Try again
        </Button>
      </div>
    );
  }
  if (isLoadingMore && list.items.length > 0) {
    return <SkeletonList of={skeleton} count={2} className="flex flex-col gap-4" />;
  }
  if (hasMore) return <div ref={foot} className="h-px" />;
  if (list.items.length === 0) return null;
  return <p className="py-8 text-center text-[15px] text-soft">{endWords}</p>;
}

"use client";
// The feed: server-rendered first page, further pages on demand, newer posts only through use-new-posts.
import { useState } from "react";
import type { FeedScope } from "@/protocol/requests";
import type { Content } from "@/protocol/views";
import { type FeedData, type FeedPage, feedKey, feedPage, isFresher } from "./feed-pages";
import { useHeartwire } from "./heartwire-context";
import { useContentList } from "./use-content-list";
import { firstPage, type PagedList } from "./use-paged-list";

export function useFeed(scope: FeedScope, initial: FeedPage): PagedList<Content> {
  const { queryClient } = useHeartwire();
  // Coming back, the list kept from before stays as it was left, unless this page knows of newer posts.
  useState(() => {
    const kept = queryClient.getQueryData<FeedData>(feedKey(scope));
    if (kept && isFresher(kept, initial)) {
      queryClient.setQueryData<FeedData>(feedKey(scope), firstPage(initial));
    }
  });
  return useContentList({
    queryKey: feedKey(scope),
    path: "/api/feed",
    query: { scope },
    schema: feedPage,
    initial,
  });
}

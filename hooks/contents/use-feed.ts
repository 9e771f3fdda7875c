"use client";
// The feed: server-rendered first page, further pages on demand, newer posts only through use-new-posts. On
// return the cached list is kept, unless the page knows of newer posts.
import type { FeedScope } from "@/protocol/http-requests";
import type { Content } from "@/protocol/views";
import { useContentList } from "../lists/use-content-list";
import type { PagedList } from "../lists/use-paged-list";
import { type FeedPage, feedKey, feedPage, isFresher } from "./feed-pages";

export function useFeed(scope: FeedScope, initial: FeedPage): PagedList<Content> {
  return useContentList({
    queryKey: feedKey(scope),
    path: "/api/feed",
    query: { scope },
    schema: feedPage,
    initial,
    beats: isFresher,
  });
}

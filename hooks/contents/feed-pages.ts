// Where a feed's pages are in the query cache, and how newer posts get in front of them. They do so only on
// request, so that what is being read does not move.
import type { QueryClient, QueryKey } from "@tanstack/react-query";
import type { FeedScope } from "@/protocol/http-requests";
import type { Content } from "@/protocol/views";
import { contentCheck, type FeedAnswer, feedOf } from "../../client/http/answer-checks";
import { QUERY_KEYS } from "../lists/query-client";
import { firstPage, type PagedData } from "../lists/use-paged-list";

export type FeedPage = FeedAnswer<Content>;
export type FeedData = PagedData<FeedPage>;

export const feedPage = feedOf(contentCheck);

export function feedKey(scope: FeedScope): QueryKey {
  return [...QUERY_KEYS.feed, scope];
}

/** The newest page as read last, waiting to be shown. */
export function feedHeadKey(scope: FeedScope): QueryKey {
  return [...QUERY_KEYS.feedHead, scope];
}

/** The contents of the newest page that come before everything shown. */
export function newerThanShown(shown: FeedData | undefined, newest: FeedPage | undefined) {
  if (!shown || !newest) return [];
  const known = new Set(shown.pages.flatMap((page) => page.items.map((item) => item.contentId)));
  const top = shown.pages[0]?.items[0];
  return newest.items.filter(
    (item) => !known.has(item.contentId) && (!top || item.createdAt >= top.createdAt),
  );
}

/** Puts the newest page on top; when it does not reach what is shown, the list begins again with it. */
export function withNewest(shown: FeedData | undefined, newest: FeedPage): FeedData {
  const [top, ...rest] = shown?.pages ?? [];
  if (!shown || !top) return firstPage(newest);
  const newer = newerThanShown(shown, newest);
  if (newer.length === newest.items.length && newest.nextCursor !== null) return firstPage(newest);
  return {
    ...shown,
    pages: [{ ...top, head: newest.head, items: [...newer, ...top.items] }, ...rest],
  };
}

/** A server-rendered page beats a list kept from earlier only when it begins with something newer. */
export function isFresher(kept: FeedData | undefined, page: FeedPage): boolean {
  return newerThanShown(kept, page).length > 0;
}

export function putOwnPost(queryClient: QueryClient, content: Content): void {
  for (const scope of ["home", "latest"] as const) {
    queryClient.setQueryData<FeedData>(feedKey(scope), (shown) => {
      const [top, ...rest] = shown?.pages ?? [];
      if (!shown || !top || top.items.some((each) => each.contentId === content.contentId)) {
        return shown;
      }
      return { ...shown, pages: [{ ...top, items: [content, ...top.items] }, ...rest] };
    });
  }
}

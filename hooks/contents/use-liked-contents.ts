"use client";
// What a person liked, the latest like first.
import type { Content, Page } from "@/protocol/views";
import { QUERY_KEYS } from "../lists/query-client";
import { contentPage, useContentList } from "../lists/use-content-list";
import type { PagedList } from "../lists/use-paged-list";

export function useLikedContents(username: string, initial?: Page<Content>): PagedList<Content> {
  return useContentList({
    queryKey: [...QUERY_KEYS.likedBy, username],
    path: `/api/users/${username}/likes`,
    schema: contentPage,
    initial,
  });
}

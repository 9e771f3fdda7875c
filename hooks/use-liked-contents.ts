"use client";
// What a person liked, the latest like first.
import type { Content, Page } from "@/protocol/views";
import { contentPage, useContentList } from "./use-content-list";
import type { PagedList } from "./use-paged-list";

export function useLikedContents(username: string, initial?: Page<Content>): PagedList<Content> {
  return useContentList({
    queryKey: ["liked-by", username],
    path: `/api/users/${username}/likes`,
    schema: contentPage,
    initial,
  });
}

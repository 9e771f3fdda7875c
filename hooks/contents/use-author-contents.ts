"use client";
// What a person posted, newest first.
import type { Content, Page } from "@/protocol/views";
import { QUERY_KEYS } from "../lists/query-client";
import { contentPage, useContentList } from "../lists/use-content-list";
import type { PagedList } from "../lists/use-paged-list";

export function useAuthorContents(username: string, initial?: Page<Content>): PagedList<Content> {
  return useContentList({
    queryKey: [...QUERY_KEYS.contentsBy, username],
    path: `/api/users/${username}/contents`,
    schema: contentPage,
    initial,
  });
}

"use client";
// Lists of contents: a page's numbers go to the engagement store, and gone contents leave the list.
import type { QueryKey } from "@tanstack/react-query";
import type { Content, Page } from "@/protocol/views";
import { contentCheck, pageOf } from "../../client/http/answer-checks";
import type { Check } from "../../client/http/lazy-schemas";
import { withQuery } from "../../client/http/request";
import { useHeartwire } from "../provider/heartwire-context";
import { useRenderedContents } from "../provider/use-rendered-contents";
import { type PagedList, type PagedOptions, usePagedList } from "./use-paged-list";

export interface ContentListOptions<Answer extends Page<Content>> {
  queryKey: QueryKey;
  path: string;
  query?: Record<string, string>;
  schema: Check<Answer>;
  initial?: Answer | undefined;
  beats?: PagedOptions<Content, Answer>["beats"];
}

export const contentPage = pageOf(contentCheck);

export function useContentList<Answer extends Page<Content>>(
  options: ContentListOptions<Answer>,
): PagedList<Content> & { pages: Answer[] } {
  const client = useHeartwire();
  useRenderedContents(options.initial?.items);
  return usePagedList<Content, Answer>({
    queryKey: options.queryKey,
    initial: options.initial,
    beats: options.beats,
    idOf: (content) => content.contentId,
    read: async (cursor, signal) => {
      const askedInEpoch = client.engagement.epoch;
      const path = withQuery(options.path, { ...options.query, cursor });
      const page = await client.request(options.schema, path, { signal });
      client.absorb(page.items, askedInEpoch);
      return page;
    },
  });
}

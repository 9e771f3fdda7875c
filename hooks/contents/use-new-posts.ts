"use client";
// How many posts wait above what is being read. An event, or a return after an absence, reads the newest page
// once. The list moves only when `show` is called.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef } from "react";
import type { FeedScope } from "@/protocol/http-requests";
import { withQuery } from "../../client/http/request";
import { useQueryData } from "../lists/use-query-data";
import { useHeartwire } from "../provider/heartwire-context";
import { useClientEvent } from "../provider/use-client-event";
import {
  type FeedData,
  type FeedPage,
  feedHeadKey,
  feedKey,
  feedPage,
  newerThanShown,
  withNewest,
} from "./feed-pages";

/** Many hints are one look, and a thousand readers do not all look at once. */
const LOOK_SPREAD_MS = 1_500;
const POLLED_LOOK_EVERY_MS = 15_000;

export function useNewPosts(scope: FeedScope): { count: number; show(): void } {
  const client = useHeartwire();
  const queryClient = useQueryClient();
  const shown = useQueryData<FeedData>(feedKey(scope));
  const newest = useQuery<FeedPage>({
    queryKey: feedHeadKey(scope),
    enabled: false,
    queryFn: async ({ signal }) => {
      const askedInEpoch = client.engagement.epoch;
      const page = await client.request(feedPage, withQuery("/api/feed", { scope }), { signal });
      client.absorb(page.items, askedInEpoch);
      return page;
    },
  });
  const look = useLook(newest.refetch);

  useClientEvent("feedMoved", () => look(0));
  useClientEvent("synced", (kind) => {
    if (kind === "again" || kind === "periodic") look(0);
    if (kind === "poll") look(POLLED_LOOK_EVERY_MS);
  });

  const show = useCallback(() => {
    const page = queryClient.getQueryData<FeedPage>(feedHeadKey(scope));
    if (!page) return;
    queryClient.setQueryData<FeedData>(feedKey(scope), (before) => withNewest(before, page));
  }, [queryClient, scope]);

  return { count: newerThanShown(shown, newest.data).length, show };
}

/** Looks once, a little later; calls before that are the same look. */
function useLook(refetch: () => unknown): (notSoonerThanMs: number) => void {
  const { clock } = useHeartwire();
  const cancel = useRef<(() => void) | null>(null);
  const lookedAt = useRef(clock.now());
  const newest = useRef(refetch);
  useEffect(() => {
    newest.current = refetch;
  });
  useEffect(
    () => () => {
      cancel.current?.();
      cancel.current = null;
    },
    [],
  );
  return useCallback(
    (notSoonerThanMs: number) => {
      if (cancel.current || clock.now() - lookedAt.current < notSoonerThanMs) return;
      cancel.current = clock.after(clock.random() * LOOK_SPREAD_MS, () => {
        cancel.current = null;
        lookedAt.current = clock.now();
        newest.current();
      });
    },
    [clock],
  );
}

"use client";
// Everybody who likes one content; read anew when its count moved: at once, then at most every two seconds.
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import type { Liker, Page } from "@/protocol/views";
import { useHeartwire } from "./heartwire-context";
import { request, withQuery } from "./http";
import { likerCheck } from "./late-schemas";
import { pageOf } from "./page-answers";
import { QUERY_KEYS } from "./query-client";
import { useEngagement } from "./use-engagement";
import { type PagedList, usePagedList } from "./use-paged-list";

const READ_EVERY_MS = 2_000;
/** Below every version. */
const UNREAD = -2;
const likerPage = pageOf(likerCheck);

export function useLikers(contentId: string, initial?: Page<Liker>): PagedList<Liker> {
  const queryKey = [...QUERY_KEYS.likers, contentId];
  const list = usePagedList<Liker, Page<Liker>>({
    queryKey,
    initial,
    idOf: (liker) => liker.userId,
    read: async (cursor, signal) => {
      const path = withQuery(`/api/content/${contentId}/likers`, { cursor });
      return request(likerPage, path, { signal });
    },
  });
  useRereading(contentId, list.isAsRendered);
  return list;
}

/**
 * A lone like is read at once; a storm is one reading every two seconds, not one each. Of a list kept from
 * before nobody knows what came and went meanwhile: it is read at once too.
 */
function useRereading(contentId: string, isAsRendered: boolean): void {
  const { clock } = useHeartwire();
  const queryClient = useQueryClient();
  const { version, isPending } = useEngagement(contentId);
  const [readVersion, setReadVersion] = useState(isAsRendered ? version : UNREAD);
  const newestVersion = useRef(version);
  const readAt = useRef(Number.NEGATIVE_INFINITY);
  const isBehind = !isPending && readVersion !== version;
  useEffect(() => {
    newestVersion.current = version;
  });
  useEffect(() => {
    if (!isBehind) return;
    const waitMs = Math.max(0, readAt.current + READ_EVERY_MS - clock.now());
    return clock.after(waitMs, () => {
      readAt.current = clock.now();
      setReadVersion(newestVersion.current);
      void queryClient.invalidateQueries({ queryKey: [...QUERY_KEYS.likers, contentId] });
    });
  }, [clock, queryClient, contentId, isBehind]);
}

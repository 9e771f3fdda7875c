"use client";
// Everybody who likes one content, read again when its count moved: at once, then at most every two seconds.
// Changes the page receives meanwhile are laid over it at once.
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import type { Liker, Page, Person } from "@/protocol/views";
import type { LikerState, RecentLikesView } from "../../client/engagement/recent-likes";
import { showLikers } from "../../client/engagement/shown-likers";
import { likerCheck, pageOf } from "../../client/http/answer-checks";
import { withQuery } from "../../client/http/request";
import { QUERY_KEYS } from "../lists/query-client";
import { type PagedList, usePagedList } from "../lists/use-paged-list";
import { useHeartwire } from "../provider/heartwire-context";
import { useKeyedValue } from "../provider/use-keyed-value";
import { useEngagement, useShownLikes } from "./use-engagement";

const READ_EVERY_MS = 2_000;
/** Below every version. */
const UNREAD = -2;
const likerPage = pageOf(likerCheck);

/** A page, and the version known when it was asked for; a rendered page is as old as this visit. */
type LikerPage = Page<Liker> & { askedAtVersion?: number };

/** `items` always agree with the heart; those just received have no time. */
export function useLikers(contentId: string, initial?: Page<Liker>): PagedList<Liker | Person> {
  const { engagement, request } = useHeartwire();
  const list = usePagedList<Liker, LikerPage>({
    queryKey: [...QUERY_KEYS.likers, contentId],
    initial,
    idOf: (liker) => liker.userId,
    read: async (cursor, signal) => {
      const askedAtVersion = engagement.read(contentId).version;
      const path = withQuery(`/api/content/${contentId}/likers`, { cursor });
      return { ...(await request(likerPage, path, { signal })), askedAtVersion };
    },
  });
  useRereading(contentId, list.isAsRendered);
  const { visitedAtVersion, ...now } = useNow(contentId);
  const listedAtVersion = list.pages[0]?.askedAtVersion ?? visitedAtVersion;
  const items = showLikers(list.items, { ...now, listedAtVersion, hasMore: list.hasMore });
  return { ...list, items };
}

/** What the page knows of one content's hearts beside the list. */
function useNow(contentId: string) {
  const { engagement, recentLikes, viewer } = useHeartwire();
  const { liked } = useShownLikes(contentId);
  const likerStates = useKeyedValue(recentLikes, contentId, likerStatesOf);
  const readVersion = () => engagement.read(contentId).version;
  const [visitedAtVersion] = useState(readVersion);
  const [mine, setMine] = useState({ liked, likedAtVersion: null as number | null });
  if (mine.liked !== liked) setMine({ liked, likedAtVersion: readVersion() });
  return { viewer, ...mine, likerStates, visitedAtVersion };
}

function likerStatesOf(view: RecentLikesView): readonly LikerState[] {
  return view.likerStates;
}

/**
 * A lone like is read at once; many are read together every two seconds. A cached list may have missed
 * changes, so it is read at once too.
 */
function useRereading(contentId: string, isAsRendered: boolean): void {
  const { clock } = useHeartwire();
  const queryClient = useQueryClient();
  const { version, isPending } = useEngagement(contentId);
  const [readVersion, setReadVersion] = useState(isAsRendered ? version : UNREAD);
  const newestVersion = useRef(version);
  const readAt = useRef(Number.NEGATIVE_INFINITY);
  const isSlow = !isPending && readVersion !== version;
  useEffect(() => {
    newestVersion.current = version;
  });
  useEffect(() => {
    if (!isSlow) return;
    const waitMs = Math.max(0, readAt.current + READ_EVERY_MS - clock.now());
    return clock.after(waitMs, () => {
      readAt.current = clock.now();
      setReadVersion(newestVersion.current);
      void queryClient.invalidateQueries({ queryKey: [...QUERY_KEYS.likers, contentId] });
    });
  }, [clock, queryClient, contentId, isSlow]);
}

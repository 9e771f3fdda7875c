"use client";
// What the people I follow do, as it happens.
import { useMemo } from "react";
import { useStore } from "zustand";
import type { Activity, Page } from "@/protocol/views";
import { mergeActivities } from "./activity-store";
import { useHeartwire } from "./heartwire-context";
import { request, withQuery } from "./http";
import { activityCheck } from "./late-schemas";
import { pageOf } from "./page-answers";
import { QUERY_KEYS } from "./query-client";
import { type PagedList, usePagedList } from "./use-paged-list";

const activityPage = pageOf(activityCheck);

export function useTimeline(initial?: Page<Activity>): PagedList<Activity> {
  const { activities } = useHeartwire();
  const list = usePagedList<Activity, Page<Activity>>({
    queryKey: QUERY_KEYS.timeline,
    initial,
    idOf: (activity) => activity.id,
    read: (cursor, signal) =>
      request(activityPage, withQuery("/api/activity/timeline", { cursor }), { signal }),
  });
  const view = useStore(activities);
  const { items: read } = list;
  const items = useMemo(() => mergeActivities(read, view), [read, view]);
  return { ...list, items };
}

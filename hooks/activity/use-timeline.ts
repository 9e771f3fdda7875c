"use client";
// What the people I follow do, as it happens.
import { useMemo } from "react";
import { useStore } from "zustand";
import type { Activity, Page } from "@/protocol/views";
import { mergeActivities } from "../../client/activity/activity-store";
import { activityCheck, pageOf } from "../../client/http/answer-checks";
import { withQuery } from "../../client/http/request";
import { QUERY_KEYS } from "../lists/query-client";
import { type PagedList, usePagedList } from "../lists/use-paged-list";
import { useHeartwire } from "../provider/heartwire-context";

const activityPage = pageOf(activityCheck);

export function useTimeline(initial?: Page<Activity>): PagedList<Activity> {
  const { activities, request } = useHeartwire();
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

"use client";
// What the people I follow do, as it happens.
import { useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { useStore } from "zustand";
import { type Activity, activitySchema, type Page } from "@/protocol/views";
import { mergeActivities } from "./activity-store";
import { useHeartwire } from "./heartwire-context";
import { request, withQuery } from "./http";
import { pageOf } from "./page-answers";
import { type PagedList, usePagedList } from "./use-paged-list";
import { useSignal } from "./use-signal";

const TIMELINE_KEY = ["timeline"];
const activityPage = pageOf(activitySchema);

export function useTimeline(initial?: Page<Activity>): PagedList<Activity> {
  const { activities } = useHeartwire();
  const queryClient = useQueryClient();
  const list = usePagedList<Activity, Page<Activity>>({
    queryKey: TIMELINE_KEY,
    initial,
    idOf: (activity) => activity.id,
    read: (cursor, signal) =>
      request(activityPage, withQuery("/api/activity/timeline", { cursor }), { signal }),
  });
  useSignal("synced", (kind) => {
    if (kind === "again") void queryClient.invalidateQueries({ queryKey: TIMELINE_KEY });
  });
  const view = useStore(activities);
  const { items: read } = list;
  const items = useMemo(() => mergeActivities(read, view), [read, view]);
  return { ...list, items };
}

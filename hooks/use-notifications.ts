"use client";
// My notifications: the pages read, with everything heard since laid over them.
import { useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { useStore } from "zustand";
import type { Notification } from "@/protocol/views";
import { useHeartwire } from "./heartwire-context";
import { request, withQuery } from "./http";
import { hearInbox, mergeNotifications } from "./inbox-store";
import { type NotificationAnswer, notificationPage } from "./page-answers";
import { type PagedList, usePagedList } from "./use-paged-list";
import { useSignal } from "./use-signal";

const NOTIFICATIONS_KEY = ["notifications"];

export function useNotifications(initial?: NotificationAnswer): PagedList<Notification> {
  const { inbox } = useHeartwire();
  const queryClient = useQueryClient();
  const list = usePagedList<Notification, NotificationAnswer>({
    queryKey: NOTIFICATIONS_KEY,
    initial,
    idOf: (item) => item.id,
    read: async (cursor, signal) => {
      const path = withQuery("/api/notifications", { cursor });
      const page = await request(notificationPage, path, { signal });
      hearInbox(inbox, page);
      return page;
    },
  });
  useSignal("inboxMissed", () => {
    void queryClient.invalidateQueries({ queryKey: NOTIFICATIONS_KEY });
  });
  const view = useStore(inbox);
  const { pages } = list;
  const items = useMemo(() => mergeNotifications(pages, view), [pages, view]);
  return { ...list, items };
}

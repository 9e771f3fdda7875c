"use client";
// My notifications: the pages read, with everything received since laid over them.
import { useMemo } from "react";
import { useStore } from "zustand";
import type { Notification } from "@/protocol/views";
import { type NotificationAnswer, notificationPage } from "../../client/http/answer-checks";
import { withQuery } from "../../client/http/request";
import { applyInbox, mergeNotifications } from "../../client/notifications/inbox-store";
import { QUERY_KEYS } from "../lists/query-client";
import { type PagedList, usePagedList } from "../lists/use-paged-list";
import { useHeartwire } from "../provider/heartwire-context";

export function useNotifications(initial?: NotificationAnswer): PagedList<Notification> {
  const { inbox, request } = useHeartwire();
  const list = usePagedList<Notification, NotificationAnswer>({
    queryKey: QUERY_KEYS.notifications,
    initial,
    idOf: (item) => item.id,
    read: async (cursor, signal) => {
      const path = withQuery("/api/notifications", { cursor });
      const page = await request(notificationPage, path, { signal });
      applyInbox(inbox, page);
      return page;
    },
  });
  const view = useStore(inbox);
  const { pages } = list;
  const items = useMemo(() => mergeNotifications(pages, view), [pages, view]);
  return { ...list, items };
}

"use client";
// Marks notifications as read: shown at once, taken back when the server refuses. "Read" means up to the
// inbox version seen here, never simply all.
import { useMemo } from "react";
import type { MarkReadBody } from "@/protocol/http-requests";
import { inboxCheck } from "../../client/http/answer-checks";
import { applyInbox, markOneRead, markSeen } from "../../client/notifications/inbox-store";
import { useHeartwire } from "../provider/heartwire-context";

export function useMarkRead(): { markAllSeen(): void; markOne(id: string): void } {
  const { inbox, request } = useHeartwire();
  return useMemo(() => {
    async function send(body: MarkReadBody, takeBack: () => void): Promise<void> {
      try {
        const path = "/api/notifications/read";
        applyInbox(inbox, await request(inboxCheck, path, { method: "POST", body }));
      } catch {
        takeBack();
      }
    }
    return {
      markAllSeen() {
        const { inboxVersion, unreadCount } = inbox.getState().inbox;
        if (inboxVersion < 0 || unreadCount === 0) return;
        void send({ upTo: inboxVersion }, markSeen(inbox, inboxVersion));
      },
      markOne(id) {
        void send({ ids: [id] }, markOneRead(inbox, id));
      },
    };
  }, [inbox, request]);
}

"use client";
// The badge of the bell.
import { useStore } from "zustand";
import type { Inbox } from "@/protocol/views";
import { shownInbox } from "../../client/notifications/inbox-store";
import { useHeartwire } from "../provider/heartwire-context";

export function useInbox(): Inbox {
  const view = useStore(useHeartwire().inbox);
  return shownInbox(view);
}

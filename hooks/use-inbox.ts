"use client";
// The badge of the bell.
import { useStore } from "zustand";
import type { Inbox } from "@/protocol/views";
import { useHeartwire } from "./heartwire-context";
import { shownInbox } from "./inbox-store";

export function useInbox(): Inbox {
  const view = useStore(useHeartwire().inbox);
  return shownInbox(view);
}

"use client";
// The state of the line in words a banner can say.
import { useStore } from "zustand";
import type { ConnectionState } from "../../client/connection/connection";
import { useHeartwire } from "../provider/heartwire-context";

/** The state alone: a press on a page that is live is no news of its line. */
export function useConnectionState(): ConnectionState {
  return useStore(useHeartwire().connectionStore, (view) => view.state);
}

/** `storedIntents` counts likes pressed and not yet answered; they survive reload and closing. */
export function useConnection(): { state: ConnectionState; storedIntents: number } {
  const { connectionStore } = useHeartwire();
  const state = useStore(connectionStore, (view) => view.state);
  const storedIntents = useStore(connectionStore, (view) => view.intents.length);
  return { state, storedIntents };
}

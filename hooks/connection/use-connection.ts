"use client";
// The state of the connection, in words that a banner can show.
import { useStore } from "zustand";
import type { ConnectionState } from "../../client/connection/connection";
import { useHeartwire } from "../provider/heartwire-context";

/** The state alone: a like intent on a live page does not change its connection. */
export function useConnectionState(): ConnectionState {
  return useStore(useHeartwire().connectionStore, (view) => view.state);
}

/** `storedIntents` counts likes that are not yet answered; they survive reload and closing. */
export function useConnection(): { state: ConnectionState; storedIntents: number } {
  const { connectionStore } = useHeartwire();
  const state = useStore(connectionStore, (view) => view.state);
  const storedIntents = useStore(connectionStore, (view) => view.intents.length);
  return { state, storedIntents };
}

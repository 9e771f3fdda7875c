"use client";
// The state of the line in words a banner can say.
import { useStore } from "zustand";
import type { LineState } from "../../client/connection/connection";
import { useHeartwire } from "../provider/heartwire-context";

/** The state alone: a press on a page that is live is no news of its line. */
export function useLineState(): LineState {
  return useStore(useHeartwire().lineStore, (view) => view.state);
}

/** `keptPresses` counts likes pressed and not yet answered; they survive reload and closing. */
export function useLine(): { state: LineState; keptPresses: number } {
  const { lineStore } = useHeartwire();
  const state = useStore(lineStore, (view) => view.state);
  const keptPresses = useStore(lineStore, (view) => view.presses.length);
  return { state, keptPresses };
}

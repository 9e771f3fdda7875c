// What screens may know of the line: its state, the presses still on their way, what is watched, and in
// which rooms this page is.
import { createStore, type StoreApi } from "zustand/vanilla";
import type { Press } from "../intents/intent-storage";
import type { LineState } from "./connection";

export interface LineView {
  state: LineState;
  /** Presses the server has not answered yet, the last of each content. */
  presses: readonly Press[];
  /** Content ids on screen. */
  watched: readonly string[];
  /** Content ids whose room this page is in. */
  joined: readonly string[];
}

export type LineStore = StoreApi<LineView>;

export function createLineStore(hasSession: boolean): LineStore {
  return createStore<LineView>(() => ({
    state: hasSession ? "connecting" : "polling",
    presses: [],
    watched: [],
    joined: [],
  }));
}

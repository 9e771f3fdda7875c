// What screens may know of the line: its state, the presses still on their way, what is watched.
import { createStore, type StoreApi } from "zustand/vanilla";
import type { LineState } from "./line";

export interface LineView {
  state: LineState;
  /** Presses the server has not answered yet. */
  keptPresses: number;
  /** Content ids on screen. */
  watched: readonly string[];
}

export type LineStore = StoreApi<LineView>;

export function createLineStore(hasSession: boolean): LineStore {
  return createStore<LineView>(() => ({
    state: hasSession ? "connecting" : "polling",
    keptPresses: 0,
    watched: [],
  }));
}

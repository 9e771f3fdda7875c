// What screens may know of the line: its state, the presses still on their way, what is watched, and in
// which rooms this page is.
import { createStore, type StoreApi } from "zustand/vanilla";
import type { LikeIntent } from "../intents/intent-storage";
import type { ConnectionState } from "./connection";

export interface ConnectionView {
  state: ConnectionState;
  /** Presses the server has not answered yet, the last of each content. */
  intents: readonly LikeIntent[];
  /** Content ids on screen. */
  watched: readonly string[];
  /** Content ids whose room this page is in. */
  joined: readonly string[];
}

export type ConnectionStore = StoreApi<ConnectionView>;

export function createConnectionStore(hasSession: boolean): ConnectionStore {
  return createStore<ConnectionView>(() => ({
    state: hasSession ? "connecting" : "polling",
    intents: [],
    watched: [],
    joined: [],
  }));
}

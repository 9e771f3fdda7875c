// What screens may know of the connection: its state, unanswered like intents, what is watched, and the
// joined rooms.
import { createStore, type StoreApi } from "zustand/vanilla";
import type { LikeSetPayload } from "@/protocol/socket-requests";
import type { ConnectionState } from "./connection";

export interface ConnectionView {
  state: ConnectionState;
  /** Like intents the server has not answered yet, the last of each content. */
  intents: readonly LikeSetPayload[];
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

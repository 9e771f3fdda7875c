// Activities received since the timeline was read. An id counts once; the newest come first.
import { createStore, type StoreApi } from "zustand/vanilla";
import type { Activity } from "@/protocol/views";

export interface ActivityView {
  received: readonly Activity[];
}

export type ActivityStore = StoreApi<ActivityView>;

const RECEIVED_MAX = 200;

export function createActivityStore(): ActivityStore {
  return createStore<ActivityView>(() => ({ received: [] }));
}

export function applyActivity(store: ActivityStore, activity: Activity): void {
  const { received } = store.getState();
  if (received.some((each) => each.id === activity.id)) return;
  store.setState({ received: [...received, activity].sort(byNewest).slice(0, RECEIVED_MAX) });
}

/** Received ones newer than the last row of the page join it; each id once, newest first. */
export function mergeActivities(read: readonly Activity[], view: ActivityView): Activity[] {
  const merged = new Map([...view.received, ...read].map((each) => [each.id, each]));
  return [...merged.values()].sort(byNewest);
}

function byNewest(left: Activity, right: Activity): number {
  if (left.createdAt !== right.createdAt) return left.createdAt < right.createdAt ? 1 : -1;
  return left.id < right.id ? 1 : -1;
}

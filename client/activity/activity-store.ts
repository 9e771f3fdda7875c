// Activities heard since the timeline was read. An id counts once; the newest come first.
import { createStore, type StoreApi } from "zustand/vanilla";
import type { Activity } from "@/protocol/views";

export interface ActivityView {
  heard: readonly Activity[];
}

export type ActivityStore = StoreApi<ActivityView>;

const HEARD_MAX = 200;

export function createActivityStore(): ActivityStore {
  return createStore<ActivityView>(() => ({ heard: [] }));
}

export function hearActivity(store: ActivityStore, activity: Activity): void {
  const { heard } = store.getState();
  if (heard.some((each) => each.id === activity.id)) return;
  store.setState({ heard: [...heard, activity].sort(byNewest).slice(0, HEARD_MAX) });
}

/** Heard ones newer than the page's last line join it; each id once, newest first. */
export function mergeActivities(read: readonly Activity[], view: ActivityView): Activity[] {
  const merged = new Map([...view.heard, ...read].map((each) => [each.id, each]));
  return [...merged.values()].sort(byNewest);
}

function byNewest(left: Activity, right: Activity): number {
  if (left.createdAt !== right.createdAt) return left.createdAt < right.createdAt ? 1 : -1;
  return left.id < right.id ? 1 : -1;
}

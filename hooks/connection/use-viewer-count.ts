"use client";
// How many people have one content on screen now; null while this page is not in its room.
import { useStore } from "zustand";
import { useHeartwire } from "../provider/heartwire-context";
import { useKeyedValue } from "../provider/use-keyed-value";

export function useViewerCount(contentId: string): number | null {
  const { connectionStore, viewerCounts } = useHeartwire();
  const count = useKeyedValue(viewerCounts, contentId, orNull);
  const isTold = useStore(
    connectionStore,
    ({ state, joined }) => state === "live" && joined.includes(contentId),
  );
  return isTold ? count : null;
}

function orNull(count: number | undefined): number | null {
  return count ?? null;
}

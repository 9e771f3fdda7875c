"use client";
// How many people have one content on screen now; null until a room told.
import { useHeartwire } from "./heartwire-context";
import { useKeyedValue } from "./use-keyed-value";

export function useViewerCount(contentId: string): number | null {
  return useKeyedValue(useHeartwire().viewers, contentId, orNull);
}

function orNull(count: number | undefined): number | null {
  return count ?? null;
}

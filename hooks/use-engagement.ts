"use client";
// What one content shows: counts, my own heart, whether a press is under way. Wakes for that content alone.
import type { ShownEngagement } from "./engagement-reducer";
import { useHeartwire } from "./heartwire-context";
import { useKeyedValue } from "./use-keyed-value";

export function useEngagement(contentId: string): ShownEngagement {
  return useKeyedValue(useHeartwire().engagement, contentId, whole);
}

function whole(shown: ShownEngagement): ShownEngagement {
  return shown;
}

"use client";
// What one content shows: counts, my own heart, whether a like intent is under way. Wakes for that content
// alone.
import type { ShownEngagement } from "../../client/engagement/engagement-reducer";
import { useHeartwire } from "../provider/heartwire-context";
import { useKeyedValue } from "../provider/use-keyed-value";

export function useEngagement(contentId: string): ShownEngagement {
  return useKeyedValue(useHeartwire().engagement, contentId, whole);
}

/** Heart and count alone: other changes, such as a like intent under way, do not wake readers of these. */
export function useShownLikes(contentId: string): { liked: boolean; likeCount: number } {
  const { engagement } = useHeartwire();
  const liked = useKeyedValue(engagement, contentId, likedOf);
  const likeCount = useKeyedValue(engagement, contentId, likeCountOf);
  return { liked, likeCount };
}

function likedOf(shown: ShownEngagement): boolean {
  return shown.liked;
}

function likeCountOf(shown: ShownEngagement): number {
  return shown.likeCount;
}

function whole(shown: ShownEngagement): ShownEngagement {
  return shown;
}

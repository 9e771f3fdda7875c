"use client";
// The faces beside a count and the pulse of its outline when somebody else likes.
import { useMemo } from "react";
import type { Person } from "@/protocol/views";
import { useHeartwire } from "./heartwire-context";
import { type RecentLikesView, recentPeople } from "./recent-likes";
import { useKeyedValue } from "./use-keyed-value";

/** At most three people, newest first; `pulse` moves at most every 300 ms. */
export function useRecentLikes(
  contentId: string,
  initial: readonly Person[],
): { people: Person[]; pulse: number } {
  const view = useKeyedValue(useHeartwire().recentLikes, contentId, whole);
  const people = useMemo(() => recentPeople(initial, view), [initial, view]);
  return { people, pulse: view.pulse };
}

function whole(view: RecentLikesView): RecentLikesView {
  return view;
}

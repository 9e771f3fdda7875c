"use client";
// The avatars beside a count, and the pulse of the heart's outline when another person likes.
import { useMemo } from "react";
import type { Content, Person } from "@/protocol/views";
import { type RecentLikesView, recentPeople } from "../../client/engagement/recent-likes";
import { useHeartwire } from "../provider/heartwire-context";
import { useKeyedValue } from "../provider/use-keyed-value";

/** At most three people, newest first; `pulse` moves at most every 300 ms. */
export function useRecentLikes(content: Content): { people: Person[]; pulse: number } {
  const view = useKeyedValue(useHeartwire().recentLikes, content.contentId, whole);
  const people = useMemo(() => {
    const { recentLikers, engagement } = content;
    return recentPeople({ people: recentLikers, version: engagement.version }, view);
  }, [content, view]);
  return { people, pulse: view.pulse };
}

function whole(view: RecentLikesView): RecentLikesView {
  return view;
}

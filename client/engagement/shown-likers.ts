// The likers shown for a content: the list as read, with later changes laid over it. So names and heart agree
// while the list is read again. Pure.
import type { Liker, Person } from "@/protocol/views";
import type { LikerState } from "./recent-likes";

/** What the page knows beside the list. */
export interface LikersNow {
  /** Null for a visitor. */
  viewer: Person | null;
  /** My heart as it is shown. */
  liked: boolean;
  /** The version at which I was seen to like it here; null when I liked it before. */
  likedAtVersion: number | null;
  /** Newest first. */
  likerStates: readonly LikerState[];
  /** The version that was known when the list was asked for; what is not newer is in it. */
  listedAtVersion: number;
  /** The list goes on: anyone who is not in it may still come. */
  hasMore: boolean;
}

/** Newest first, each once; one of whom no time is known has just come. */
export function showLikers(listed: readonly Liker[], now: LikersNow): (Liker | Person)[] {
  const since = now.likerStates.filter((likerState) => likerState.version > now.listedAtVersion);
  const gone = new Set(
    since.filter((likerState) => !likerState.isLiked).map((likerState) => likerState.person.userId),
  );
  if (now.viewer && !now.liked) gone.add(now.viewer.userId);
  const staying = listed.filter((liker) => !gone.has(liker.userId));
  const known = new Set(staying.map((liker) => liker.userId));
  const coming = since.filter(
    (likerState) => likerState.isLiked && !known.has(likerState.person.userId),
  );
  const mine = now.likedAtVersion;
  const isMissing = now.viewer !== null && now.liked && !known.has(now.viewer.userId);
  if (!now.viewer || !isMissing || (mine === null && now.hasMore)) {
    return [...coming.map((likerState) => likerState.person), ...staying];
  }
  const later = coming.filter((likerState) => likerState.version > (mine ?? now.listedAtVersion));
  const earlier = coming.filter((likerState) => !later.includes(likerState));
  return [...later, { person: now.viewer }, ...earlier]
    .map<Liker | Person>(({ person }) => person)
    .concat(staying);
}

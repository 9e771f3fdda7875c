// How "liked by" reads for a given count and the few people known by name. Pure.
import type { Person } from "@/protocol/views";

export interface LikedByText {
  /** At most two people to name, newest first. */
  named: Person[];
  /** Likes beyond those named, the viewer's own included. */
  otherCount: number;
  /** The viewer is the only one who likes it. */
  isOnlyMe: boolean;
}

const NAMED_MAX = 2;

/**
 * Never names more people than the count allows: a name may arrive or leave an instant before the
 * number does.
 */
export function likedByText(likeCount: number, liked: boolean, people: Person[]): LikedByText {
  const othersLiking = Math.max(0, likeCount - (liked ? 1 : 0));
  const named = people.slice(0, Math.min(NAMED_MAX, othersLiking));
  return {
    named,
    otherCount: Math.max(0, likeCount - named.length),
    isOnlyMe: liked && likeCount === 1,
  };
}

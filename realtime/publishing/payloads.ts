// Builds every outgoing payload field by field, so that no other field of a client or a row can leave.
import { v7 as newId } from "uuid";
import type { LikeBatchEvent, LikeEvent, LikerChange } from "@/protocol/events/like-events";
import type { Engagement, Person, ViewerEngagement } from "@/protocol/views";
import type { MergedLikes } from "./merge-window";

/** The counts alone. */
export function toEngagement(from: Engagement): Engagement {
  return {
    contentId: from.contentId,
    contentType: from.contentType,
    likeCount: from.likeCount,
    commentCount: from.commentCount,
    repostCount: from.repostCount,
    version: from.version,
  };
}

/** What the actor's own devices receive. */
export function toOwnLike(engagement: Engagement, isLiked: boolean): ViewerEngagement {
  return { ...toEngagement(engagement), liked: isLiked, reposted: false };
}

/** One person's change, alone in its window. */
export function toLikeEvent(merged: MergedLikes, actor: Person, isLiked: boolean): LikeEvent {
  return {
    ...toEngagement(merged.engagement),
    eventId: newId(),
    postId: merged.engagement.contentId,
    ...toLikerChange(actor, isLiked),
    totalLikes: merged.engagement.likeCount,
    occurredAt: merged.occurredAt,
  };
}

function toLikerChange(person: Person, isLiked: boolean): LikerChange {
  const { userId, username, displayName, avatarUrl } = person;
  return { userId, username, displayName, avatarUrl, isLiked };
}

/** Several changes, merged. Who is not among `persons` is counted and not named. */
export function toLikeBatchEvent(
  merged: MergedLikes,
  persons: ReadonlyMap<string, Person>,
): LikeBatchEvent {
  return {
    ...toEngagement(merged.engagement),
    eventId: newId(),
    authorId: merged.authorId,
    totalLikes: merged.engagement.likeCount,
    changeCount: merged.changeCount,
    likers: merged.likers.flatMap(({ userId, isLiked }) => {
      const person = persons.get(userId);
      return person ? [toLikerChange(person, isLiked)] : [];
    }),
    windowMs: Math.max(0, Math.round(merged.windowMs)),
    occurredAt: merged.occurredAt,
  };
}

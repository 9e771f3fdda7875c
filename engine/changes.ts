// What the engine publishes after a commit, in commit order. A change names what moved; its receiver reads
// the current state, so a lost or merged message costs nothing.
import type { Logger } from "pino";
import type { ContentType, Visibility } from "@/protocol/ids";
import type { Engagement, Inbox } from "@/protocol/views";
import type { NotificationOutcome } from "./notifications/notification-view";

export type SessionEndReason = "signed-out" | "revoked" | "expired";

/** Whose heart moved, and to what. */
export interface LikeChange {
  userId: string;
  isLiked: boolean;
}

/** All that is known of a like at its commit. */
export interface LikedContent {
  authorId: string;
  /** At this commit everybody might see the content. */
  isPublic: boolean;
  engagement: Engagement;
  likedAt: string;
}

export type Change =
  | {
      kind: "likes";
      engagement: Engagement;
      authorId: string;
      /** At this commit everybody might see the content. */
      isPublic: boolean;
      changes: LikeChange[];
      occurredAt: string;
    }
  | ({ kind: "notification" } & NotificationOutcome)
  | { kind: "inbox"; recipientId: string; inbox: Inbox }
  | {
      kind: "content-created";
      contentId: string;
      contentType: ContentType;
      authorId: string;
      visibility: Visibility;
    }
  | { kind: "content-removed"; contentId: string; contentType: ContentType; authorId: string }
  | { kind: "follow"; followerId: string; followeeId: string; follows: boolean }
  /** `activityId` is what `readActivity` takes. A like names its content, so that nothing need be read. */
  | { kind: "activity"; activityId: string; actorId: string; liked?: LikedContent }
  | { kind: "session-ended"; sessionId: string; userId: string; reason: SessionEndReason };

export type ChangeListener = (change: Change) => void;

export interface Changes {
  /** Calls the listener for every change from now on; answers how to stop. */
  subscribe(listener: ChangeListener): () => void;
  /** Calls all listeners synchronously; one that throws is logged and does not stop the others. */
  publish(change: Change): void;
}

/** A fresh, empty set of listeners. */
export function createChanges(log: Logger): Changes {
  const listeners = new Set<ChangeListener>();
  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    publish(change) {
      for (const listener of listeners) {
        try {
          listener(change);
        } catch (error) {
          log.error({ err: error, kind: change.kind }, "a listener of engine changes failed");
        }
      }
    },
  };
}

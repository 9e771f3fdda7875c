// Hears every change after its commit and hands it to whoever tells of it. Nothing is decided here but
// who that is; nothing here can keep the engine waiting.
import type { Change } from "@/engine/changes";
import type { ViewerCounts } from "../rooms/viewer-counts";
import { createFollowerPublisher } from "./follower-publisher";
import { createLikePublisher, type PublisherDeps } from "./like-publisher";
import { createNotificationPublisher } from "./notification-publisher";

export interface Publisher {
  /** True while likes of this content wait to be told. */
  isWaiting(contentId: string): boolean;
  close(): void;
  /** What is held in memory, all told; zero when everything is quiet. */
  readonly heldCount: number;
}

type SessionEnded = Extract<Change, { kind: "session-ended" }>;

/** Starts listening to the engine. Session ends go to the caller, who holds the sockets. */
export function startPublisher(
  deps: PublisherDeps & { viewerCounts: ViewerCounts; cutSession: (ended: SessionEnded) => void },
): Publisher {
  const { engine, audience, broadcaster, log } = deps;
  const likes = createLikePublisher(deps);
  const notifications = createNotificationPublisher(deps);
  const followers = createFollowerPublisher(deps);

  const stop = engine.changes.subscribe((change) => {
    switch (change.kind) {
      case "likes":
        return likes.note(change);
      case "notification":
        return notifications.note(change);
      case "inbox":
        return broadcaster.toPeople([change.recipientId], "inbox:updated", {
          unreadCount: change.inbox.unreadCount,
          inboxVersion: change.inbox.inboxVersion,
        });
      case "activity":
      case "content-created":
        return followers.note(change);
      case "content-removed":
        likes.forget(change.contentId);
        return broadcaster.closeRoom(change);
      case "follow":
        followers.forgetFollowers();
        return void leaveHidden(change.followerId, change.follows);
      case "session-ended":
        return deps.cutSession(change);
    }
  });

  /** Somebody follows no longer: out of the rooms they may not see any more, before the next event. */
  async function leaveHidden(userId: string, follows: boolean): Promise<void> {
    if (follows) return;
    for (const content of audience.listWatched()) {
      if (!content.viewers.has(userId)) continue;
      try {
        if (await engine.visibility.canSee(userId, content.contentId)) continue;
        broadcaster.evict(content, [userId]);
        deps.viewerCounts.noteChanged(content.contentId);
      } catch (error) {
        log.warn({ err: error }, "could not ask who may see; every send asks again");
      }
    }
  }

  return {
    isWaiting: likes.isWaiting,
    close() {
      stop();
      likes.close();
      notifications.close();
    },
    get heldCount() {
      return likes.laneCount + notifications.openCount + followers.waitingCount;
    },
  };
}

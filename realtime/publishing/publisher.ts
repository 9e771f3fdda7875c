// The only consumer of changes: passes each, after its commit, to the publisher of its kind. It decides
// nothing else, and cannot delay the engine. Changes are plain data, from this process or over a bus.
import type { Change, Changes } from "@/engine/changes";
import type { RealtimeContext } from "../realtime-context";
import type { ViewerCounts } from "../rooms/viewer-counts";
import { createFollowerPublisher } from "./follower-publisher";
import { createLikePublisher } from "./like-publisher";
import { createNotificationPublisher } from "./notification-publisher";

export interface Publisher {
  /** True while likes of this content wait to be sent. */
  isWaiting(contentId: string): boolean;
  close(): void;
  /** What is held in memory, all in all; zero when everything is quiet. */
  readonly heldCount: number;
}

/** Where changes come from, in commit order a content. */
export type ChangeSource = Pick<Changes, "subscribe">;
type ChangeOf<Kind extends Change["kind"]> = Extract<Change, { kind: Kind }>;
/** The publisher of each kind of change; a kind missing here does not compile. */
type ChangeHandlers = { [Kind in Change["kind"]]: (change: ChangeOf<Kind>) => void };

export interface PublisherOptions {
  changes: ChangeSource;
  viewerCounts: ViewerCounts;
  /** Anyone who holds the sockets cuts them. */
  cutSession(ended: ChangeOf<"session-ended">): void;
}

/** Starts consuming changes. */
export function startPublisher(context: RealtimeContext, options: PublisherOptions): Publisher {
  const { audience, delivery, log } = context;
  const likes = createLikePublisher(context);
  const notifications = createNotificationPublisher(context);
  const followers = createFollowerPublisher(context);

  const handlers: ChangeHandlers = {
    likes(change) {
      likes.note(change);
      for (const { userId, isLiked } of change.changes) {
        if (!isLiked) followers.dropLike(userId, change.engagement.contentId);
      }
    },
    notification: notifications.note,
    inbox({ recipientId, inbox: { unreadCount, inboxVersion } }) {
      const payload = { unreadCount, inboxVersion };
      void delivery.sendToPeople([recipientId], { event: "inbox:updated", payload });
    },
    activity: followers.note,
    "content-created": followers.note,
    "content-removed"(content) {
      likes.forget(content.contentId);
      followers.dropContent(content.contentId);
      delivery.closeRoom(content);
    },
    follow({ followerId, followeeId, follows }) {
      followers.forgetFollowers(followeeId);
      if (!follows) void leaveHidden(followerId);
    },
    "session-ended": options.cutSession,
  };

  /** Out of the rooms they may not see any more, before the next event. */
  async function leaveHidden(userId: string): Promise<void> {
    for (const content of audience.listWatched()) {
      if (!content.viewers.has(userId)) continue;
      try {
        const isOut = await delivery.evictHidden(content, [userId]);
        if (isOut) options.viewerCounts.noteChanged(content.contentId);
      } catch (error) {
        log.warn({ err: error }, "could not ask who may see; every send asks again");
      }
    }
  }

  const stop = options.changes.subscribe((change) => {
    (handlers[change.kind] as (change: Change) => void)(change);
  });
  return {
    isWaiting: likes.isWaiting,
    close() {
      stop();
      likes.close();
      notifications.close();
      followers.close();
    },
    get heldCount() {
      return likes.laneCount + notifications.openCount + followers.waitingCount;
    },
  };
}

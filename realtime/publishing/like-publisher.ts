// Makes events of committed likes: the actor's devices at once, then the room and the author, merged by the
// window. Sends of one content follow one another, so the actor always comes first. Contents do not wait for
// one another.
import type { LikeChange } from "@/engine/changes";
import type { Engagement, Person } from "@/protocol/views";
import type { ContentEvent } from "../delivery/event-subjects";
import { createKeyedThrottle } from "../keyed-throttle";
import type { RealtimeContext } from "../realtime-context";
import {
  type CommittedLikes,
  type MergedLikes,
  type MergeWindow,
  noteLikes,
  openWindow,
  putBackMerged,
  takeMerged,
} from "./merge-window";
import { toLikeBatchEvent, toLikeEvent, toOwnLike } from "./payloads";

/** One content's likes on their way. */
interface Lane {
  window: MergeWindow;
  actorsDue: LikeChange[];
}

/** How long a quiet lane keeps its memory of the rate. */
const LANE_IDLE_MS = 2_000;
/** After a send that failed, as when the database hangs. */
const RETRY_MS = 1_000;

export interface LikePublisher {
  note(likes: CommittedLikes): void;
  /** True while something of this content waits to be sent. */
  isWaiting(contentId: string): boolean;
  /** Forgets what waits for a content that is gone. */
  forget(contentId: string): void;
  close(): void;
  readonly laneCount: number;
}

/** A publisher with nothing to send. */
export function createLikePublisher(context: RealtimeContext): LikePublisher {
  const { engine, audience, delivery, clock, metrics, log } = context;
  const lanes = new Map<string, Lane>();
  const throttle = createKeyedThrottle<void>({
    clock,
    pauseMs: (contentId) => (lanes.get(contentId)?.window.opensAt ?? 0) - clock.now(),
    retryMs: RETRY_MS,
    keepMs: LANE_IDLE_MS,
    send: withLane(sendRoom),
    sendUrgent: withLane(sendActors),
    onFailure: (error, contentId) =>
      log.warn({ err: error, contentId }, "could not tell of likes; trying again"),
    onQuiet: (contentId) => lanes.delete(contentId),
  });

  function note(likes: CommittedLikes) {
    const { contentId } = likes.engagement;
    metrics.changesCommitted.inc(likes.changes.length);
    let lane = lanes.get(contentId);
    if (!lane) {
      lane = { window: openWindow(likes.engagement, clock.now()), actorsDue: [] };
      lanes.set(contentId, lane);
    }
    noteLikes(lane.window, likes, clock.now());
    lane.actorsDue.push(...likes.changes.filter((change) => audience.isConnected(change.userId)));
    if (lane.actorsDue.length > 0) throttle.noteUrgent(contentId);
    throttle.note(contentId);
  }

  function withLane(send: (lane: Lane) => Promise<void>) {
    return async (contentId: string) => {
      const lane = lanes.get(contentId);
      if (lane) await send(lane);
    };
  }

  async function sendActors(lane: Lane): Promise<void> {
    const asked = new Set(lane.actorsDue.map((change) => change.userId));
    await delivery.sendToVisible(lane.window.newest, {
      to: "people",
      userIds: [...asked],
      isPublic: lane.window.isPublic,
      compose: () => {
        // The last state of each: with the newest version an earlier one would be a lie.
        const due = new Map<string, boolean>();
        lane.actorsDue = lane.actorsDue.filter(({ userId, isLiked }) => {
          if (asked.has(userId)) due.set(userId, isLiked);
          return !asked.has(userId);
        });
        return [true, false].map((isLiked) => ({
          userIds: [...due.keys()].filter((userId) => due.get(userId) === isLiked),
          event: toOwnLikeEvent(lane.window.newest, isLiked),
        }));
      },
    });
  }

  async function sendRoom(lane: Lane): Promise<void> {
    const { contentId } = lane.window.newest;
    const viewerCount = audience.findWatched(contentId)?.viewers.size ?? 0;
    const merged = takeMerged(lane.window, viewerCount, clock.now());
    if (!merged) return;
    const hasAuthor = merged.hasOthers && audience.isConnected(merged.authorId);
    if (viewerCount === 0 && !hasAuthor) return;
    const persons = await readLikers(merged);
    try {
      // Who may see is asked last: anyone who lost the right while names were read gets nothing.
      await delivery.sendToVisible(lane.window.newest, {
        to: "viewers",
        alsoUserId: hasAuthor ? merged.authorId : null,
        isPublic: lane.window.isPublic,
        compose: () => (lanes.get(contentId) === lane ? composeRoomEvent(merged, persons) : null),
      });
    } catch (error) {
      putBackMerged(lane.window, merged);
      throw error;
    }
  }

  function toOwnLikeEvent(engagement: Engagement, isLiked: boolean): ContentEvent {
    const event = isLiked ? "like:created" : "like:removed";
    return { event, payload: toOwnLike(engagement, isLiked) };
  }

  function composeRoomEvent(
    merged: MergedLikes,
    persons: ReadonlyMap<string, Person>,
  ): ContentEvent {
    audience.noteVersion(merged.engagement.contentId, merged.engagement.version);
    metrics.commitToEmitSeconds.observe((clock.now() - merged.firstAt) / 1_000);
    const [alone] = merged.likers;
    const actor = alone && persons.get(alone.userId);
    if (merged.changeCount === 1 && actor) {
      const payload = toLikeEvent(merged, actor, alone.isLiked);
      return { event: alone.isLiked ? "post:liked" : "post:unliked", payload };
    }
    metrics.changesMerged.inc(merged.changeCount);
    return { event: "like:count_updated", payload: toLikeBatchEvent(merged, persons) };
  }

  /** The people of these ids; empty when they cannot be read, since a count must not wait for names. */
  async function readLikers(merged: MergedLikes): Promise<ReadonlyMap<string, Person>> {
    try {
      return await engine.people.readPersons(merged.likers.map((liker) => liker.userId));
    } catch (error) {
      log.warn({ err: error }, "could not read who liked; telling the count alone");
      return new Map();
    }
  }

  function forget(contentId: string) {
    throttle.forget(contentId);
    lanes.delete(contentId);
  }

  return {
    note,
    forget,
    isWaiting: throttle.isWaiting,
    close() {
      throttle.close();
      lanes.clear();
    },
    get laneCount() {
      return throttle.openCount;
    },
  };
}

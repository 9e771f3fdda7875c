// From committed likes to events: the actor's devices at once, then the room and the author, merged by
// the window. Work on one content is one line of waiting, so the actor always hears before the room and
// nothing overtakes; contents do not wait for one another. Who may see it is asked at every send.

import type { Logger } from "pino";
import type { LikeChange } from "@/engine/changes";
import type { Engine } from "@/engine/engine";
import type { Person } from "@/protocol/views";
import type { RealtimeMetrics } from "../../server/metrics";
import type { Audience } from "../audience";
import type { Clock } from "../clock";
import type { Broadcaster } from "../delivery/broadcaster";
import {
  type CommittedLikes,
  isDue,
  type MergedLikes,
  type MergeWindow,
  noteLikes,
  openWindow,
  takeMerged,
} from "./merge-window";
import { toLikeBatchEvent, toLikeEvent, toOwnLike } from "./payloads";

export interface PublisherDeps {
  engine: Engine;
  audience: Audience;
  broadcaster: Broadcaster;
  clock: Clock;
  metrics: RealtimeMetrics;
  log: Logger;
}

/** One content's line of waiting. */
interface Lane {
  window: MergeWindow;
  actorsDue: LikeChange[];
  isRunning: boolean;
  callOff: (() => void) | null;
}

/** How long a quiet lane keeps its memory of the rate. */
const LANE_IDLE_MS = 2_000;
/** After a send that failed, as when the database hangs. */
const RETRY_MS = 1_000;

export interface LikePublisher {
  note(likes: CommittedLikes): void;
  /** True while something of this content waits to be told. */
  isWaiting(contentId: string): boolean;
  /** Forgets what waits for a content that is gone. */
  forget(contentId: string): void;
  close(): void;
  readonly laneCount: number;
}

/** A publisher with nothing to tell. */
export function createLikePublisher(deps: PublisherDeps): LikePublisher {
  const { engine, audience, broadcaster, clock, metrics, log } = deps;
  const lanes = new Map<string, Lane>();

  function note(likes: CommittedLikes) {
    const { contentId } = likes.engagement;
    metrics.changesCommitted.inc(likes.changes.length);
    let lane = lanes.get(contentId);
    if (!lane) {
      const window = openWindow(likes.engagement, clock.now());
      lane = { window, actorsDue: [], isRunning: false, callOff: null };
      lanes.set(contentId, lane);
    }
    noteLikes(lane.window, likes, clock.now());
    lane.actorsDue.push(...likes.changes.filter((change) => audience.isConnected(change.userId)));
    void run(contentId, lane);
  }

  async function run(contentId: string, lane: Lane): Promise<void> {
    if (lane.isRunning) return;
    lane.isRunning = true;
    lane.callOff?.();
    lane.callOff = null;
    let failed = false;
    try {
      while (lane.actorsDue.length > 0 || isDue(lane.window, clock.now())) {
        await publishToActors(contentId, lane);
        if (isDue(lane.window, clock.now())) await publishToRoom(contentId, lane);
      }
    } catch (error) {
      failed = true;
      log.warn({ err: error, contentId }, "could not tell of likes; trying again");
    } finally {
      lane.isRunning = false;
      if (lanes.get(contentId) === lane) rest(contentId, lane, failed);
    }
  }

  /** Sets the lane down until its window opens, or for good once nothing happened for a while. */
  function rest(contentId: string, lane: Lane, failed: boolean) {
    const wait = Math.max(0, lane.window.opensAt - clock.now());
    if (lane.window.pending !== null) {
      lane.callOff = clock.after(failed ? RETRY_MS : wait, () => void run(contentId, lane));
      return;
    }
    lane.callOff = clock.after(wait + LANE_IDLE_MS, () => lanes.delete(contentId));
  }

  /** Of these people, those who may not see it. What everybody might see at the commit is no question. */
  async function findHidden(contentId: string, lane: Lane, people: string[]): Promise<Set<string>> {
    if (lane.window.isPublic) return new Set();
    const allowed = await engine.visibility.filterAudience(contentId, people);
    return new Set(people.filter((userId) => !allowed.has(userId)));
  }

  async function publishToActors(contentId: string, lane: Lane) {
    if (lane.actorsDue.length === 0) return;
    const asked = new Set(lane.actorsDue.map((change) => change.userId));
    const hidden = await findHidden(contentId, lane, [...asked]);
    // The last state of each: with the newest version an earlier one would be a lie.
    const due = new Map<string, boolean>();
    lane.actorsDue = lane.actorsDue.filter(({ userId, isLiked }) => {
      if (asked.has(userId)) due.set(userId, isLiked);
      return !asked.has(userId);
    });
    for (const [userId, isLiked] of due) {
      if (hidden.has(userId)) continue;
      const event = isLiked ? "like:created" : "like:removed";
      broadcaster.toPeople([userId], event, toOwnLike(lane.window.newest, isLiked));
    }
  }

  async function publishToRoom(contentId: string, lane: Lane) {
    const { pending } = lane.window;
    if (!pending) return;
    const viewers = [...(audience.findWatched(contentId)?.viewers.keys() ?? [])];
    const authorId = audience.isConnected(pending.authorId) ? pending.authorId : null;
    const people = authorId === null ? viewers : [...viewers, authorId];
    const content = { contentId, contentType: lane.window.newest.contentType };
    // A database that does not answer fails here, with nothing taken yet.
    await findHidden(contentId, lane, people);
    const merged = takeMerged(lane.window, viewers.length, clock.now());
    if (!merged) return;
    const persons = await readLikers(merged);
    // Asked last: whoever lost the right while names were read is not told.
    const hidden = await findHidden(contentId, lane, people);
    if (lanes.get(contentId) !== lane) return;
    const evicted = viewers.filter((userId) => hidden.has(userId));
    if (evicted.length > 0) broadcaster.evict(content, evicted);
    if (people.every((userId) => hidden.has(userId))) return;
    audience.noteVersion(contentId, merged.engagement.version);
    const includesAuthor = authorId !== null && merged.hasOthers && !hidden.has(authorId);
    const alsoUserId = includesAuthor ? authorId : null;
    metrics.commitToEmitSeconds.observe((clock.now() - pending.firstAt) / 1_000);
    const [alone] = merged.likers;
    const actor = alone && persons.get(alone.userId);
    if (merged.changeCount === 1 && actor) {
      const event = alone.isLiked ? "post:liked" : "post:unliked";
      broadcaster.toViewers(content, alsoUserId, event, toLikeEvent(merged, actor, alone.isLiked));
      return;
    }
    metrics.changesMerged.inc(merged.changeCount);
    broadcaster.toViewers(
      content,
      alsoUserId,
      "like:count_updated",
      toLikeBatchEvent(merged, persons),
    );
  }

  /** Who they are; nobody when that cannot be read, since a count must not wait for names. */
  async function readLikers(merged: MergedLikes): Promise<ReadonlyMap<string, Person>> {
    try {
      return await engine.people.readPersons(merged.likers.map((liker) => liker.userId));
    } catch (error) {
      log.warn({ err: error }, "could not read who liked; telling the count alone");
      return new Map();
    }
  }

  function forget(contentId: string) {
    lanes.get(contentId)?.callOff?.();
    lanes.delete(contentId);
  }

  return {
    note,
    forget,
    isWaiting: (contentId) => {
      const lane = lanes.get(contentId);
      return lane !== undefined && (lane.isRunning || lane.window.pending !== null);
    },
    close: () => [...lanes.keys()].forEach(forget),
    get laneCount() {
      return lanes.size;
    },
  };
}

// One of several servers before one database, as the wire contract has them: it hears of commits with a
// lag of its own, tells a person's own sockets first, and merges what it tells a room. What goes to
// rooms keeps the order of commits; nothing holds between two servers.
import type { LikeBatchEvent, LikeEvent } from "@/protocol/events/like-events";
import type { Person } from "@/protocol/views";
import type { Clock } from "../../client/clock";
import type { ServerEventName } from "../../client/connection/transport";
import { sampleId, sampleTime } from "../../client/testing/sample-views";
import type { Change, SimulatedDatabase } from "./simulated-database";

export interface ServerSocket {
  readonly person: Person;
  readonly rooms: Set<string>;
  deliver(name: ServerEventName, payload: unknown): void;
  /** The server goes away under it. */
  cut(): void;
}

const MERGE_WINDOW_MS = 60;
const LAG_MS = 40;
/** Fewer than the contract's fifty, so that batches which do not name everybody are common. */
const NAMED_MAX = 1;

export class SimulatedServer {
  isUp = true;
  readonly sockets = new Set<ServerSocket>();
  readonly database: SimulatedDatabase;
  readonly #clock: Clock;
  readonly #waiting = new Map<string, Change[]>();
  #receivedUntil = 0;

  constructor(clock: Clock, database: SimulatedDatabase) {
    this.#clock = clock;
    this.database = database;
    database.onChange((change) => this.#applyLater(change));
  }

  /** Hears nothing for so long, then everything in order. */
  lagFor(durationMs: number): void {
    this.#receivedUntil = Math.max(this.#receivedUntil, this.#clock.now() + durationMs);
  }

  /** Dies with what it had not sent yet, and is started again later. */
  kill(downForMs: number): void {
    this.isUp = false;
    this.#waiting.clear();
    for (const socket of [...this.sockets]) socket.cut();
    this.#clock.after(downForMs, () => {
      this.isUp = true;
    });
  }

  #applyLater(change: Change): void {
    const now = this.#clock.now();
    this.#receivedUntil = Math.max(this.#receivedUntil, now + this.#clock.random() * LAG_MS);
    this.#clock.after(this.#receivedUntil - now, () => {
      if (this.isUp && change.epoch === this.database.epoch) this.#apply(change);
    });
  }

  #apply(change: Change): void {
    const { person, isLiked, engagement } = change;
    for (const socket of this.sockets) {
      if (socket.person.userId !== person.userId) continue;
      const own = { ...engagement, liked: isLiked, reposted: false };
      socket.deliver(isLiked ? "like:created" : "like:removed", own);
    }
    const waiting = this.#waiting.get(engagement.contentId);
    if (waiting) waiting.push(change);
    else this.#openWindow(change);
  }

  #openWindow(change: Change): void {
    const { contentId } = change.engagement;
    const changes = [change];
    this.#waiting.set(contentId, changes);
    this.#clock.after(this.#clock.random() * MERGE_WINDOW_MS, () => {
      if (this.#waiting.get(contentId) !== changes) return;
      this.#waiting.delete(contentId);
      if (change.epoch === this.database.epoch) this.#sendToRoom(contentId, changes);
    });
  }

  #sendToRoom(contentId: string, changes: readonly Change[]): void {
    const last = changes.at(-1);
    if (!last) return;
    const isAlone = changes.length === 1;
    const single = last.isLiked ? "post:liked" : "post:unliked";
    const payload = isAlone ? likeEventOf(last) : batchEventOf(last, changes);
    for (const socket of this.sockets) {
      if (socket.rooms.has(contentId)) {
        socket.deliver(isAlone ? single : "like:count_updated", payload);
      }
    }
  }
}

function commonOf({ engagement }: Change) {
  return {
    ...engagement,
    eventId: sampleId(engagement.version),
    totalLikes: engagement.likeCount,
    occurredAt: sampleTime(0),
  };
}

function likeEventOf(change: Change): LikeEvent {
  const { person, isLiked, engagement } = change;
  return { ...commonOf(change), postId: engagement.contentId, ...person, isLiked };
}

function batchEventOf(last: Change, changes: readonly Change[]): LikeBatchEvent {
  const lastStates = new Map(changes.map(({ person, isLiked }) => [person, isLiked]));
  const likers = [...lastStates].map(([person, isLiked]) => ({ ...person, isLiked }));
  return {
    ...commonOf(last),
    authorId: sampleId(1),
    changeCount: changes.length,
    likers: likers.slice(0, NAMED_MAX),
    windowMs: MERGE_WINDOW_MS,
  };
}

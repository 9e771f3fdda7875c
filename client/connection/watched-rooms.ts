// Owns the list of rooms this page is in: those of what is on screen. Joins in batches after a short time in
// view, leaves after a longer time out of it, joins again after every reconnect. Keeps under the server's
// limits of joins a minute and rooms a socket.

import { ROOMS_PER_SOCKET_MAX } from "@/protocol/bounds";
import type { ErrorView } from "@/protocol/errors";
import type { JoinAnswer } from "@/protocol/events/room-events";
import type { ContentRef } from "@/protocol/ids";
import type { Clock } from "../clock";
import { viewOf } from "../errors";
import { closeGate, OPEN_GATE, waitAtGate } from "./retry-gate";

export interface RoomsOptions {
  clock: Clock;
  /** Rejects when the connection is not open. */
  join(contents: (ContentRef & { version?: number })[]): Promise<JoinAnswer>;
  leave(contents: ContentRef[]): Promise<unknown>;
  versionOf(contentId: string): number | undefined;
  /** Called once the answer is in and the rooms count as joined. */
  joined(answer: JoinAnswer, contentIds: readonly string[]): void;
  /** True once the connection is settled: until then `rejoin` does the joining. */
  isOpen(): boolean;
  /** What is on screen changed. */
  watchedChanged(contentIds: readonly string[]): void;
  joinedChanged(contentIds: readonly string[]): void;
}

interface Watched {
  content: ContentRef;
  /** How many elements on screen show it. */
  viewCount: number;
  lastSeenAt: number;
  cancelTimer: (() => void) | null;
}

const DWELL_MS = 100;
const LINGER_MS = 1_000;
/** A bucket of joins: with the refill at most 58 in any minute, under the server's 60. */
const JOINS_BURST = 10;
const JOIN_REFILL_MS = 1_250;

export class WatchedRooms {
  readonly #options: RoomsOptions;
  /** On screen, or not long gone from it; insertion order is kept fresh by `#settleOn`. */
  readonly #watched = new Map<string, Watched>();
  readonly #wanted = new Map<string, ContentRef>();
  readonly #joined = new Map<string, ContentRef>();
  #tokens = JOINS_BURST;
  #tokensAt: number;
  #cancelFlush: (() => void) | null = null;
  #isAsking = false;
  #joinGate = OPEN_GATE;

  constructor(options: RoomsOptions) {
    this.#options = options;
    this.#tokensAt = options.clock.now();
  }

  /** Content ids on screen, at most as many as a socket may watch; the latest seen if there are more. */
  get contentIds(): string[] {
    return [...this.#wanted.keys()];
  }

  /** For sync: also what came into view just now and has not stayed long enough for a room. */
  get onScreenIds(): string[] {
    const onScreen = new Set([...this.#watched.keys(), ...this.#wanted.keys()]);
    return [...onScreen].slice(-ROOMS_PER_SOCKET_MAX);
  }

  isJoined(contentId: string): boolean {
    return this.#joined.has(contentId);
  }

  /** One more element shows this content. The returned function says it is out of view. */
  see(content: ContentRef): () => void {
    const watched = this.#watched.get(content.contentId) ?? newWatched(content);
    this.#watched.set(content.contentId, watched);
    watched.viewCount += 1;
    watched.lastSeenAt = this.#options.clock.now();
    watched.cancelTimer?.();
    watched.cancelTimer = null;
    if (!this.#wanted.has(content.contentId)) {
      watched.cancelTimer = this.#options.clock.after(DWELL_MS, () => {
        watched.cancelTimer = null;
        this.#want(watched);
      });
    } else if (!this.isJoined(content.contentId)) this.#flushSoon(0);
    let isSeen = true;
    return () => {
      if (isSeen) this.#lookAway(watched);
      isSeen = false;
    };
  }

  /** The server put this socket out of that room: shown again, it is joined again. */
  evicted(contentId: string): void {
    if (this.#joined.delete(contentId)) this.#announceJoined();
  }

  /** After a reconnect: joins every wanted room in one request. Resolves when answered, rejects when not. */
  async rejoin(): Promise<void> {
    this.#joined.clear();
    this.#announceJoined();
    if (this.#wanted.size > 0) await this.#askToJoin([...this.#wanted.values()]);
  }

  /** The connection is settled: what came into view meanwhile is joined now. */
  opened(): void {
    this.#flushSoon(0);
  }

  /** The socket is gone and every room with it. */
  lost(): void {
    this.#joined.clear();
    this.#announceJoined();
    this.#cancelFlush?.();
    this.#cancelFlush = null;
  }

  #lookAway(watched: Watched): void {
    watched.viewCount -= 1;
    if (watched.viewCount > 0) return;
    watched.cancelTimer?.();
    const { contentId } = watched.content;
    if (!this.#wanted.has(contentId)) {
      this.#watched.delete(contentId);
      return;
    }
    watched.cancelTimer = this.#options.clock.after(LINGER_MS, () => {
      this.#watched.delete(contentId);
      this.#wanted.delete(contentId);
      this.#changed();
    });
  }

  #want(watched: Watched): void {
    this.#wanted.set(watched.content.contentId, watched.content);
    while (this.#wanted.size > ROOMS_PER_SOCKET_MAX) {
      this.#wanted.delete(this.#leastRecentlySeen());
    }
    this.#changed();
  }

  #leastRecentlySeen(): string {
    const seenAt = (contentId: string) => this.#watched.get(contentId)?.lastSeenAt ?? 0;
    return this.contentIds.reduce((oldest, each) =>
      seenAt(each) < seenAt(oldest) ? each : oldest,
    );
  }

  #changed(): void {
    this.#options.watchedChanged(this.contentIds);
    this.#flushSoon(0);
  }

  #flushSoon(delayMs: number): void {
    this.#cancelFlush?.();
    this.#cancelFlush = this.#options.clock.after(delayMs, () => {
      this.#cancelFlush = null;
      void this.#flush();
    });
  }

  async #flush(): Promise<void> {
    if (this.#isAsking || !this.#options.isOpen()) return;
    const toLeave = [...this.#joined.values()].filter((each) => !this.#wanted.has(each.contentId));
    const toJoin = [...this.#wanted.values()].filter((each) => !this.#joined.has(each.contentId));
    if (toLeave.length > 0) this.#leave(toLeave);
    if (toJoin.length === 0) return;
    const waitMs = this.#waitForToken();
    if (waitMs > 0) {
      this.#flushSoon(waitMs);
      return;
    }
    await this.#askToJoin(toJoin).catch(() => undefined);
    this.#flushSoon(0);
  }

  #leave(contents: ContentRef[]): void {
    for (const { contentId } of contents) this.#joined.delete(contentId);
    this.#announceJoined();
    // An unanswered leave means a lost connection, and a lost connection has no rooms.
    this.#options.leave(contents).catch(() => undefined);
  }

  async #askToJoin(contents: ContentRef[]): Promise<void> {
    this.#isAsking = true;
    this.#tokens -= 1;
    try {
      const answer = await this.#options.join(contents.map((each) => this.#withVersion(each)));
      const missing = new Set(answer.missing);
      for (const content of contents) {
        if (missing.has(content.contentId)) this.#wanted.delete(content.contentId);
        else this.#joined.set(content.contentId, content);
      }
      this.#announceJoined();
      this.#options.joined(answer, idsOf(contents));
    } catch (error) {
      this.#refused(viewOf(error));
      throw error;
    } finally {
      this.#isAsking = false;
    }
  }

  #announceJoined(): void {
    this.#options.joinedChanged([...this.#joined.keys()]);
  }

  #refused(error: ErrorView): void {
    const { clock } = this.#options;
    this.#joinGate = closeGate(clock.now(), error.retryAfterMs ?? JOIN_REFILL_MS);
  }

  #withVersion(content: ContentRef): ContentRef & { version?: number } {
    const version = this.#options.versionOf(content.contentId);
    const { contentId, contentType } = content;
    return version === undefined ? { contentId, contentType } : { contentId, contentType, version };
  }

  /** 0 when a join may be asked now. */
  #waitForToken(): number {
    const now = this.#options.clock.now();
    const refilled = Math.max(0, Math.floor((now - this.#tokensAt) / JOIN_REFILL_MS));
    this.#tokens = Math.min(JOINS_BURST, this.#tokens + refilled);
    this.#tokensAt =
      this.#tokens === JOINS_BURST ? now : this.#tokensAt + refilled * JOIN_REFILL_MS;
    const refillMs = this.#tokens > 0 ? 0 : this.#tokensAt + JOIN_REFILL_MS - now;
    return waitAtGate(this.#joinGate, now, refillMs);
  }
}

function idsOf(contents: readonly ContentRef[]): string[] {
  return contents.map((each) => each.contentId);
}

function newWatched({ contentId, contentType }: ContentRef): Watched {
  return { content: { contentId, contentType }, viewCount: 0, lastSeenAt: 0, cancelTimer: null };
}

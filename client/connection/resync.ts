// Brings an open link up to date and keeps it so: rooms are joined, then `sync` is asked, again every
// 30 s and whenever asked to, one at a time. Events told meanwhile are held until the first answer of
// an opening is applied. Opens and closes nothing itself; the line does.
import type { ErrorView } from "@/protocol/errors";
import type { SyncAnswer } from "@/protocol/events";
import type { SyncBody } from "@/protocol/http-requests";
import type { PageLifecycle } from "../browser/page-lifecycle";
import type { Clock } from "../clock";
import { viewOf } from "../errors";
import type { ServerEventName } from "./transport";

/** first of this page · again, after being away · periodic, on a line that stood · poll, without a line. */
export type SyncKind = "first" | "again" | "periodic" | "poll";

/** What the line feeds. All of it is synchronous: a message is applied before the next is looked at. */
export interface ConnectionSink {
  /** What is on screen, with the versions held. */
  syncBody(): SyncBody;
  applySync(answer: SyncAnswer): void;
  receive(name: ServerEventName, payload: unknown): void;
  /** Called before anything of that epoch is applied; false when that epoch is over: then nothing is. */
  enterEpoch(epoch: string): boolean;
  /** The link is fresh: join the rooms of what is on screen. Resolves when they are, rejects if not. */
  rejoin(): Promise<void>;
  synced(kind: SyncKind): void;
}

export interface ResyncOptions {
  reader: ConnectionSink;
  clock: Clock;
  page: PageLifecycle;
  ask(body: SyncBody): Promise<SyncAnswer>;
  /** The answer to sync is applied. */
  done(): void;
  /** This link is worth nothing, or the session is over. */
  failed(error: ErrorView): void;
}

export const SYNC_EVERY_MS = 30_000;
const HELD_EVENTS_MAX = 1_000;

export class Resync {
  readonly #options: ResyncOptions;
  #held: { name: ServerEventName; payload: unknown }[] | null = null;
  /** The rooms of this opening are joined: sync may be asked. */
  #isJoined = false;
  #isSyncing = false;
  #mustSyncAgain = false;
  #isFirstSync = true;
  /** Counts openings and endings, so that an answer from an earlier one is known as such. */
  #opening = 0;
  #cancelNext: (() => void) | null = null;
  /** The server named the time of the next question. */
  #isToldToWait = false;

  constructor(options: ResyncOptions) {
    this.#options = options;
  }

  /** True between the opening of a link and the first answer to sync over it. */
  get isHolding(): boolean {
    return this.#held !== null;
  }

  /** A fresh link is open. */
  begin(): void {
    this.#opening += 1;
    this.#held = [];
    this.#isJoined = false;
    void this.#settleIn(this.#opening);
  }

  /** The link is gone: what is still under way will not be believed. */
  end(): void {
    this.#opening += 1;
    this.#held = null;
    this.#isJoined = false;
    this.#cancelNext?.();
    this.#cancelNext = null;
    this.#isToldToWait = false;
  }

  /**
   * Calls made while a round is under way become one more after it; before the rooms are joined, and before the
   * time the server named, none.
   */
  syncNow(): void {
    if (!this.#isJoined || this.#isToldToWait) return;
    if (this.#isSyncing) this.#mustSyncAgain = true;
    else void this.#sync(this.#opening);
  }

  /** The greeting is heard at once: it names the epoch. */
  receive(name: ServerEventName, payload: unknown): void {
    if (name === "session:ready" || !this.#held) this.#options.reader.receive(name, payload);
    else if (this.#held.length < HELD_EVENTS_MAX) this.#held.push({ name, payload });
  }

  /** What differs, then everything held. */
  apply(answer: SyncAnswer, kind: SyncKind): void {
    const { reader } = this.#options;
    if (!reader.enterEpoch(answer.epoch)) return;
    reader.applySync(answer);
    const held = this.#held ?? [];
    this.#held = null;
    for (const { name, payload } of held) reader.receive(name, payload);
    reader.synced(this.#isFirstSync ? "first" : kind);
    this.#isFirstSync = false;
  }

  /** Rooms first, then sync: what happens between the two is told by one or the other. */
  async #settleIn(opening: number): Promise<void> {
    try {
      await this.#options.reader.rejoin();
    } catch (error) {
      this.#unanswered(opening, viewOf(error), () => void this.#settleIn(opening));
      return;
    }
    if (opening !== this.#opening) return;
    this.#isJoined = true;
    await this.#sync(opening);
  }

  async #sync(opening: number): Promise<void> {
    this.#isSyncing = true;
    this.#cancelNext?.();
    this.#cancelNext = null;
    try {
      const answer = await this.#options.ask(this.#options.reader.syncBody());
      if (opening === this.#opening) this.#answered(answer);
    } catch (error) {
      this.#unanswered(opening, viewOf(error), () => this.#syncInSight());
    } finally {
      this.#isSyncing = false;
      if (this.#mustSyncAgain) {
        this.#mustSyncAgain = false;
        if (!this.#held) this.syncNow();
      }
    }
  }

  #answered(answer: SyncAnswer): void {
    this.apply(answer, this.#held ? "again" : "periodic");
    this.#options.done();
    this.#nextIn(SYNC_EVERY_MS, () => this.#syncInSight());
  }

  /** The server named a time to ask again, or this link is worth nothing. */
  #unanswered(opening: number, error: ErrorView, askAgain: () => void): void {
    if (opening !== this.#opening) return;
    if (error.code === "UNAUTHENTICATED" || error.retryAfterMs === undefined) {
      this.#options.failed(error);
    } else {
      this.#nextIn(error.retryAfterMs, askAgain);
      this.#isToldToWait = true;
    }
  }

  /** By the clock only while somebody looks, or somebody waits for this opening. */
  #syncInSight(): void {
    if (this.#options.page.isVisible() || this.#held) this.syncNow();
    else this.#nextIn(SYNC_EVERY_MS, () => this.#syncInSight());
  }

  #nextIn(delayMs: number, run: () => void): void {
    this.#cancelNext?.();
    this.#cancelNext = this.#options.clock.after(delayMs, () => {
      this.#cancelNext = null;
      this.#isToldToWait = false;
      run();
    });
  }
}

// The line to the server: one socket, opened, watched and opened again; when it is not to be had, a
// poll of what is on screen over HTTP feeds the same state. After every opening events are held until
// the answer to `sync` is applied. Says truthfully which of its states it is in; draws no conclusions.
import type { ErrorView } from "@/protocol/errors";
import type { SyncAnswer } from "@/protocol/events";
import type { SyncBody } from "@/protocol/requests";
import { type Backoff, delayBeforeRetry } from "./backoff";
import type { Clock } from "./clock";
import { viewOf } from "./error-view";
import type { AskAnswers, AskName, AskPayload, Link, MakeLink, ToldName } from "./link";
import type { PageSignals } from "./page-signals";

export type LineState = "connecting" | "live" | "reconnecting" | "offline" | "polling" | "ended";

/** first of this page · again, after being away · periodic, on a line that stood · poll, without a line. */
export type SyncKind = "first" | "again" | "periodic" | "poll";

/** What the line feeds. All of it is synchronous: a message is applied before the next is looked at. */
export interface LineReader {
  /** What is on screen, with the versions held. */
  syncBody(): SyncBody;
  applySync(answer: SyncAnswer): void;
  hear(name: ToldName, payload: unknown): void;
  /** Called before anything of that epoch is applied; false when that epoch is over: then nothing is. */
  enterEpoch(epoch: string): boolean;
  /** The link is fresh: join the rooms of what is on screen. Resolves when that is answered. */
  rejoin(): Promise<void>;
  lostRooms(): void;
  stateChanged(state: LineState): void;
  synced(kind: SyncKind): void;
}

export interface LineOptions {
  /** Null for a visitor without a session: polling is then all there is. */
  makeLink: MakeLink | null;
  postSync(body: SyncBody): Promise<SyncAnswer>;
  reader: LineReader;
  clock: Clock;
  page: PageSignals;
}

const REOPEN: Backoff = { baseMs: 500, capMs: 5_000 };
export const SYNC_EVERY_MS = 30_000;
const POLL_MIN_MS = 3_000;
const POLL_SPREAD_MS = 2_000;
const POLL_FRESH_MS = 500;
/** A socket that is away for longer than this is stood in for by polling. */
const POLL_AFTER_MS = 2_000;
const ONLINE_SPREAD_MS = 300;
const HELD_EVENTS_MAX = 1_000;

export class Line {
  readonly #options: LineOptions;
  readonly #link: Link | null;
  #state: LineState;
  #isStarted = false;
  #held: { name: ToldName; payload: unknown }[] | null = null;
  #failedOpenings = 0;
  #isSyncing = false;
  #mustSyncAgain = false;
  #isFirstSync = true;
  /** Counts openings, so that an answer from an earlier one is known as such. */
  #opening = 0;
  #stopListening: (() => void) | null = null;
  #cancelReopen: (() => void) | null = null;
  #cancelSync: (() => void) | null = null;
  #cancelPoll: (() => void) | null = null;

  constructor(options: LineOptions) {
    this.#options = options;
    this.#state = options.makeLink ? "connecting" : "polling";
    this.#link =
      options.makeLink?.({
        opened: () => this.#opened(),
        closed: () => this.#lost(null),
        refused: (error) => this.#lost(error),
        told: (name, payload) => this.#told(name, payload),
      }) ?? null;
  }

  get state(): LineState {
    return this.#state;
  }

  /** True when a question may be asked over the socket. */
  get isLive(): boolean {
    return this.#state === "live" && this.#link?.isOpen === true;
  }

  /** Opens in the next turn, so that start, stop, start in one (StrictMode) opens one socket. */
  start(): void {
    if (this.#isStarted || this.#state === "ended") return;
    this.#isStarted = true;
    this.#stopListening = this.#options.page.subscribe({
      shown: () => this.#wakeUp(),
      online: () => this.#cameOnline(),
      offline: () => this.#become("offline"),
      hidden: () => this.#pausePolling(),
    });
    if (this.#link) {
      this.#reopenIn(0);
      this.#pollIn(POLL_AFTER_MS);
    } else {
      this.#pollIn(0);
    }
  }

  /** Quiet and whole: no timer, listener or socket is left. `start` begins anew. */
  stop(): void {
    this.#isStarted = false;
    this.#opening += 1;
    this.#stopListening?.();
    this.#cancelReopen?.();
    this.#cancelSync?.();
    this.#cancelPoll?.();
    this.#stopListening = this.#cancelReopen = this.#cancelSync = this.#cancelPoll = null;
    this.#link?.close();
    this.#held = null;
    this.#options.reader.lostRooms();
    if (this.#state !== "ended") this.#state = this.#link ? "reconnecting" : "polling";
  }

  /** The session is over: nothing here will work again until the page is loaded anew. */
  end(): void {
    if (this.#state === "ended") return;
    this.#become("ended");
    this.stop();
  }

  ask<Name extends AskName>(name: Name, payload: AskPayload<Name>): Promise<AskAnswers[Name]> {
    if (!this.#link) return Promise.reject(new Error("a visitor has no socket"));
    return this.#link.ask(name, payload);
  }

  /** Asks what differs, now; calls made meanwhile become one more round after it. */
  syncNow(): void {
    if (!this.#isStarted) return;
    if (!this.#link?.isOpen) {
      this.#pollIn(0);
      return;
    }
    if (this.#isSyncing) {
      this.#mustSyncAgain = true;
      return;
    }
    void this.#syncOverLink(this.#opening);
  }

  /** Something new is on screen: without a socket only a poll can tell of it. */
  watchedChanged(): void {
    if (this.#state === "polling" && !this.#link?.isOpen) this.#pollIn(POLL_FRESH_MS);
  }

  #opened(): void {
    this.#opening += 1;
    this.#held = [];
    void this.#settleIn(this.#opening);
  }

  /** Rooms first, then sync: what happens between the two is told by one or the other. */
  async #settleIn(opening: number): Promise<void> {
    await this.#options.reader.rejoin();
    if (opening === this.#opening) await this.#syncOverLink(opening);
  }

  async #syncOverLink(opening: number): Promise<void> {
    this.#isSyncing = true;
    this.#cancelSync?.();
    this.#cancelSync = null;
    try {
      const answer = await this.ask("sync", this.#options.reader.syncBody());
      if (opening === this.#opening) this.#syncAnswered(answer);
    } catch (error) {
      if (opening === this.#opening) this.#syncFailed(viewOf(error));
    } finally {
      this.#isSyncing = false;
      if (this.#mustSyncAgain) {
        this.#mustSyncAgain = false;
        if (this.isLive) this.syncNow();
      }
    }
  }

  #syncAnswered(answer: SyncAnswer): void {
    this.#failedOpenings = 0;
    this.#cancelPoll?.();
    this.#cancelPoll = null;
    this.#apply(answer, this.#held ? "again" : "periodic");
    this.#become("live");
    this.#syncIn(SYNC_EVERY_MS);
  }

  #apply(answer: SyncAnswer, kind: SyncKind): void {
    const { reader } = this.#options;
    if (!reader.enterEpoch(answer.epoch)) return;
    reader.applySync(answer);
    const held = this.#held ?? [];
    this.#held = null;
    for (const { name, payload } of held) reader.hear(name, payload);
    reader.synced(this.#isFirstSync ? "first" : kind);
    this.#isFirstSync = false;
  }

  #syncFailed(error: ErrorView): void {
    if (error.code === "UNAUTHENTICATED") {
      this.end();
      return;
    }
    if (error.retryAfterMs !== undefined) {
      this.#syncIn(error.retryAfterMs);
      return;
    }
    this.#link?.close();
    this.#lost(null);
  }

  #syncIn(delayMs: number): void {
    this.#cancelSync?.();
    this.#cancelSync = this.#options.clock.after(delayMs, () => {
      if (this.#options.page.isVisible() || this.#held) this.syncNow();
      else this.#syncIn(delayMs);
    });
  }

  #told(name: ToldName, payload: unknown): void {
    if (name === "session:ended") {
      this.end();
    } else if (name === "session:ready" || !this.#held) {
      this.#options.reader.hear(name, payload);
    } else if (this.#held.length < HELD_EVENTS_MAX) {
      this.#held.push({ name, payload });
    }
  }

  #lost(error: ErrorView | null): void {
    this.#opening += 1;
    this.#held = null;
    this.#cancelSync?.();
    this.#cancelSync = null;
    this.#options.reader.lostRooms();
    if (error?.code === "UNAUTHENTICATED") {
      this.end();
      return;
    }
    if (!this.#isStarted) return;
    if (this.#state === "live") this.#become(this.#worstState());
    else if (!this.#options.page.isOnline()) this.#become("offline");
    const delayMs = delayBeforeRetry(
      REOPEN,
      this.#failedOpenings,
      error?.retryAfterMs,
      this.#options.clock,
    );
    this.#failedOpenings += 1;
    this.#reopenIn(delayMs);
    if (!this.#cancelPoll) this.#pollIn(POLL_AFTER_MS);
  }

  #reopenIn(delayMs: number): void {
    this.#cancelReopen?.();
    this.#cancelReopen = this.#options.clock.after(delayMs, () => {
      this.#cancelReopen = null;
      this.#link?.open();
    });
  }

  #wakeUp(): void {
    if (this.#link?.isOpen) {
      this.syncNow();
      return;
    }
    if (this.#link && this.#cancelReopen) this.#reopenIn(0);
    this.#pollIn(0);
  }

  #cameOnline(): void {
    if (this.#link?.isOpen) {
      this.syncNow();
      return;
    }
    this.#become(this.#link ? "reconnecting" : "polling");
    const delayMs = this.#options.clock.random() * ONLINE_SPREAD_MS;
    if (this.#link && this.#cancelReopen) this.#reopenIn(delayMs);
    this.#pollIn(delayMs);
  }

  #pausePolling(): void {
    this.#cancelPoll?.();
    this.#cancelPoll = null;
  }

  #pollIn(delayMs: number): void {
    this.#cancelPoll?.();
    this.#cancelPoll = this.#options.clock.after(delayMs, () => {
      this.#cancelPoll = null;
      void this.#poll();
    });
  }

  async #poll(): Promise<void> {
    if (!this.#isStarted || this.isLive || !this.#options.page.isVisible()) return;
    try {
      const answer = await this.#options.postSync(this.#options.reader.syncBody());
      if (!this.#isStarted || this.isLive) return;
      if (!this.#held) {
        this.#apply(answer, "poll");
        this.#become("polling");
      }
    } catch (error) {
      if (!this.#isStarted || this.isLive) return;
      const view = viewOf(error);
      if (view.code === "UNAUTHENTICATED" && this.#link) {
        this.end();
        return;
      }
      this.#become(this.#worstState());
      return this.#pollIn(this.#pollDelay(view.retryAfterMs));
    }
    this.#pollIn(this.#pollDelay(undefined));
  }

  #pollDelay(retryAfterMs: number | undefined): number {
    const delayMs = POLL_MIN_MS + this.#options.clock.random() * POLL_SPREAD_MS;
    return Math.max(delayMs, retryAfterMs ?? 0);
  }

  #worstState(): LineState {
    return this.#options.page.isOnline() ? "reconnecting" : "offline";
  }

  #become(state: LineState): void {
    if (this.#state === state || this.#state === "ended") return;
    this.#state = state;
    this.#options.reader.stateChanged(state);
  }
}

// Carries presses to the server: per content at most one request under way and one press waiting, the
// last press wins, every promise settles. Kept on paper before it is sent; sent again with the same
// number when the outcome is unknown. Shows nothing itself: it moves the engagement store.
import type { ErrorView } from "@/protocol/errors";
import type { ContentRef } from "@/protocol/ids";
import type { ViewerEngagement } from "@/protocol/views";
import type { Clock } from "../clock";
import { type Backoff, delayBeforeRetry } from "../connection/backoff";
import { isKnown } from "../engagement/engagement-reducer";
import type { EngagementStore } from "../engagement/engagement-store";
import { isRefusal, viewOf } from "../errors";
import type { IntentStamp } from "./device";
import type { LikeIntent } from "./intent-storage";

export type IntentOutcome =
  | { kind: "settled" }
  /** A later press took its place before or after it was sent. */
  | { kind: "superseded" }
  | { kind: "failed"; error: ErrorView };

export interface IntentQueueOptions {
  store: EngagementStore;
  clock: Clock;
  nextStamp(): IntentStamp;
  /** Resolves only with what the server committed; anything else rejects. */
  deliver(intent: LikeIntent): Promise<ViewerEngagement>;
  /** False while sending cannot succeed (offline); `wake` is called when it may again. */
  canDeliver(): boolean;
  keep(intent: LikeIntent): Promise<void>;
  remove(intent: LikeIntent): void;
  onDropped(intent: LikeIntent, error: ErrorView): void;
  /** Called when what is under way changes: the last press of each content. */
  onIntents(intents: readonly LikeIntent[]): void;
}

interface Entry {
  latest: LikeIntent;
  /** The press that is on paper; only that one may be sent. */
  persistedSeq: number;
  waiting: { seq: number; resolve(outcome: IntentOutcome): void }[];
  isUnderWay: boolean;
  /** An attempt ended without an answer: it may have been committed, so asking again is a must. */
  hasUnknownOutcome: boolean;
  /** What the last answer to a press of this entry said. */
  answeredLiked: boolean | null;
  attempt: number;
  brokenAnswers: number;
  cancelTimer: (() => void) | null;
  /** The server named a time before which asking again is pointless. */
  isToldToWait: boolean;
}

const BACKOFF: Backoff = { baseMs: 400, capMs: 10_000 };
/** A server that breaks on this press this often will break again. */
const BROKEN_ANSWERS_MAX = 3;

export class IntentQueue {
  readonly #options: IntentQueueOptions;
  readonly #entries = new Map<string, Entry>();
  #isStopped = false;

  constructor(options: IntentQueueOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#entries.size;
  }

  isPending(contentId: string): boolean {
    return this.#entries.has(contentId);
  }

  /** The shown state changes before this returns; the promise tells how it ended and never rejects. */
  submit({ contentId, contentType }: ContentRef, liked: boolean): Promise<IntentOutcome> {
    const { store } = this.#options;
    if (store.read(contentId).liked === liked) return Promise.resolve({ kind: "settled" });
    const intent: LikeIntent = { contentId, contentType, liked, ...this.#options.nextStamp() };
    store.setIntent(contentId, liked);
    return this.#enter(intent, false);
  }

  /** Takes over a press found on paper: it may have been sent before, so it is always sent again. */
  adopt(intent: LikeIntent): void {
    const entry = this.#entries.get(intent.contentId);
    if (entry && entry.latest.seq >= intent.seq) return;
    this.#options.store.setIntent(intent.contentId, intent.liked);
    this.#options.store.markSent(intent.contentId);
    void this.#enter(intent, true);
  }

  /** The line is back: nobody waits out a back-off that was meant for a dead line. */
  wake(): void {
    this.#isStopped = false;
    for (const entry of [...this.#entries.values()]) {
      if (entry.isToldToWait) continue;
      entry.cancelTimer?.();
      entry.cancelTimer = null;
      this.#pump(entry);
    }
  }

  /** Leaves everything on paper for the next page. */
  stop(): void {
    this.#isStopped = true;
    for (const entry of this.#entries.values()) {
      entry.cancelTimer?.();
      entry.cancelTimer = null;
      entry.isToldToWait = false;
    }
  }

  /** The content is gone, or the session is over: its press is given up, with a word. */
  drop(contentId: string, error: ErrorView): void {
    const entry = this.#entries.get(contentId);
    if (entry) this.#giveUp(entry, error);
  }

  dropAll(error: ErrorView): void {
    for (const entry of [...this.#entries.values()]) this.#giveUp(entry, error);
  }

  #enter(intent: LikeIntent, hasUnknownOutcome: boolean): Promise<IntentOutcome> {
    const entry = this.#entries.get(intent.contentId) ?? newEntry(intent);
    entry.latest = intent;
    entry.hasUnknownOutcome ||= hasUnknownOutcome;
    this.#entries.set(intent.contentId, entry);
    this.#announceIntents();
    const outcome = new Promise<IntentOutcome>((resolve) => {
      entry.waiting.push({ seq: intent.seq, resolve });
    });
    if (!entry.isToldToWait) {
      entry.cancelTimer?.();
      entry.cancelTimer = null;
    }
    void this.#options.keep(intent).then(() => {
      entry.persistedSeq = Math.max(entry.persistedSeq, intent.seq);
      this.#pump(entry);
    });
    return outcome;
  }

  #pump(entry: Entry): void {
    if (this.#isStopped || entry.isUnderWay || entry.cancelTimer) return;
    if (this.#entries.get(entry.latest.contentId) !== entry) return;
    if (this.#isAlreadyTrue(entry)) {
      this.#finish(entry);
      return;
    }
    if (entry.persistedSeq < entry.latest.seq || !this.#options.canDeliver()) return;
    const intent = entry.latest;
    entry.isUnderWay = true;
    this.#options.store.markSent(intent.contentId);
    this.#options.deliver(intent).then(
      (answer) => this.#answered(entry, intent, answer),
      (error: unknown) => this.#failed(entry, intent, viewOf(error)),
    );
  }

  /**
   * Pressed back to what the server last said, and nothing of ours can still change it. The last answer
   * is asked too: when the truth held is from an epoch that is over, and the page has not heard of it,
   * only the answer is right.
   */
  #isAlreadyTrue(entry: Entry): boolean {
    const { liked, contentId } = entry.latest;
    const { truth } = this.#options.store.readState(contentId);
    if (entry.hasUnknownOutcome || !isKnown(truth) || truth.liked !== liked) return false;
    return entry.answeredLiked === null || entry.answeredLiked === liked;
  }

  #answered(entry: Entry, intent: LikeIntent, answer: ViewerEngagement): void {
    entry.isUnderWay = false;
    if (this.#entries.get(intent.contentId) !== entry) {
      this.#options.store.applySnapshot(answer);
      return;
    }
    entry.hasUnknownOutcome = false;
    entry.answeredLiked = answer.liked;
    entry.attempt = 0;
    entry.brokenAnswers = 0;
    const isLast = entry.latest.seq === intent.seq;
    this.#options.store.acknowledge(answer, isLast);
    this.#resolveUpTo(entry, intent.seq);
    if (isLast) this.#finish(entry);
    else this.#pump(entry);
  }

  #failed(entry: Entry, intent: LikeIntent, error: ErrorView): void {
    entry.isUnderWay = false;
    if (this.#entries.get(intent.contentId) !== entry) return;
    if (!error.retryable) {
      this.#giveUp(entry, error);
      return;
    }
    if (error.code === "INTERNAL") entry.brokenAnswers += 1;
    if (entry.brokenAnswers >= BROKEN_ANSWERS_MAX) {
      this.#giveUp(entry, error);
      return;
    }
    if (!isRefusal(error)) entry.hasUnknownOutcome = true;
    else if (!entry.hasUnknownOutcome) this.#options.store.reject(intent.contentId);
    this.#retryLater(entry, error.retryAfterMs);
  }

  #retryLater(entry: Entry, retryAfterMs: number | undefined): void {
    if (this.#isStopped) return;
    const delayMs = delayBeforeRetry(BACKOFF, entry.attempt, retryAfterMs, this.#options.clock);
    entry.attempt += 1;
    entry.isToldToWait = retryAfterMs !== undefined;
    entry.cancelTimer = this.#options.clock.after(delayMs, () => {
      entry.cancelTimer = null;
      entry.isToldToWait = false;
      this.#pump(entry);
    });
  }

  #finish(entry: Entry): void {
    this.#options.store.dropIntent(entry.latest.contentId);
    this.#remove(entry);
    for (const { seq, resolve } of entry.waiting.splice(0)) {
      resolve({ kind: seq === entry.latest.seq ? "settled" : "superseded" });
    }
  }

  #giveUp(entry: Entry, error: ErrorView): void {
    this.#options.store.dropIntent(entry.latest.contentId);
    this.#remove(entry);
    for (const { resolve } of entry.waiting.splice(0)) resolve({ kind: "failed", error });
    this.#options.onDropped(entry.latest, error);
  }

  #remove(entry: Entry): void {
    entry.cancelTimer?.();
    entry.cancelTimer = null;
    this.#entries.delete(entry.latest.contentId);
    this.#options.remove(entry.latest);
    this.#announceIntents();
  }

  #announceIntents(): void {
    this.#options.onIntents([...this.#entries.values()].map((entry) => entry.latest));
  }

  #resolveUpTo(entry: Entry, seq: number): void {
    const settled = entry.waiting.filter((each) => each.seq <= seq);
    entry.waiting = entry.waiting.filter((each) => each.seq > seq);
    for (const each of settled) {
      each.resolve({ kind: each.seq === seq ? "settled" : "superseded" });
    }
  }
}

function newEntry(intent: LikeIntent): Entry {
  return {
    latest: intent,
    persistedSeq: -1,
    waiting: [],
    isUnderWay: false,
    hasUnknownOutcome: false,
    answeredLiked: null,
    attempt: 0,
    brokenAnswers: 0,
    cancelTimer: null,
    isToldToWait: false,
  };
}

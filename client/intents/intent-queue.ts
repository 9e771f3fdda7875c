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
import type { PressStamp } from "./device";
import type { Press } from "./intent-storage";

export type PressOutcome =
  | { kind: "settled" }
  /** A later press took its place before or after it was sent. */
  | { kind: "superseded" }
  | { kind: "failed"; error: ErrorView };

export interface IntentQueueOptions {
  store: EngagementStore;
  clock: Clock;
  nextStamp(): PressStamp;
  /** Resolves only with what the server committed; anything else rejects. */
  deliver(press: Press): Promise<ViewerEngagement>;
  /** False while sending cannot succeed (offline); `wake` is called when it may again. */
  canDeliver(): boolean;
  keep(press: Press): Promise<void>;
  crossOut(press: Press): void;
  onDropped(press: Press, error: ErrorView): void;
  /** Called when what is under way changes: the last press of each content. */
  onPresses(presses: readonly Press[]): void;
}

interface Entry {
  latest: Press;
  /** The press that is on paper; only that one may be sent. */
  keptSeq: number;
  waiting: { seq: number; resolve(outcome: PressOutcome): void }[];
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
  press({ contentId, contentType }: ContentRef, liked: boolean): Promise<PressOutcome> {
    const { store } = this.#options;
    if (store.read(contentId).liked === liked) return Promise.resolve({ kind: "settled" });
    const press: Press = { contentId, contentType, liked, ...this.#options.nextStamp() };
    store.press(contentId, liked);
    return this.#enter(press, false);
  }

  /** Takes over a press found on paper: it may have been sent before, so it is always sent again. */
  adopt(press: Press): void {
    const entry = this.#entries.get(press.contentId);
    if (entry && entry.latest.seq >= press.seq) return;
    this.#options.store.press(press.contentId, press.liked);
    this.#options.store.send(press.contentId);
    void this.#enter(press, true);
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

  #enter(press: Press, hasUnknownOutcome: boolean): Promise<PressOutcome> {
    const entry = this.#entries.get(press.contentId) ?? newEntry(press);
    entry.latest = press;
    entry.hasUnknownOutcome ||= hasUnknownOutcome;
    this.#entries.set(press.contentId, entry);
    this.#tellPresses();
    const outcome = new Promise<PressOutcome>((resolve) => {
      entry.waiting.push({ seq: press.seq, resolve });
    });
    if (!entry.isToldToWait) {
      entry.cancelTimer?.();
      entry.cancelTimer = null;
    }
    void this.#options.keep(press).then(() => {
      entry.keptSeq = Math.max(entry.keptSeq, press.seq);
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
    if (entry.keptSeq < entry.latest.seq || !this.#options.canDeliver()) return;
    const press = entry.latest;
    entry.isUnderWay = true;
    this.#options.store.send(press.contentId);
    this.#options.deliver(press).then(
      (answer) => this.#answered(entry, press, answer),
      (error: unknown) => this.#failed(entry, press, viewOf(error)),
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

  #answered(entry: Entry, press: Press, answer: ViewerEngagement): void {
    entry.isUnderWay = false;
    if (this.#entries.get(press.contentId) !== entry) {
      this.#options.store.hearWhole(answer);
      return;
    }
    entry.hasUnknownOutcome = false;
    entry.answeredLiked = answer.liked;
    entry.attempt = 0;
    entry.brokenAnswers = 0;
    const isLast = entry.latest.seq === press.seq;
    this.#options.store.settle(answer, isLast);
    this.#resolveUpTo(entry, press.seq);
    if (isLast) this.#finish(entry);
    else this.#pump(entry);
  }

  #failed(entry: Entry, press: Press, error: ErrorView): void {
    entry.isUnderWay = false;
    if (this.#entries.get(press.contentId) !== entry) return;
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
    else if (!entry.hasUnknownOutcome) this.#options.store.refuse(press.contentId);
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
    this.#options.store.giveUp(entry.latest.contentId);
    this.#remove(entry);
    for (const { seq, resolve } of entry.waiting.splice(0)) {
      resolve({ kind: seq === entry.latest.seq ? "settled" : "superseded" });
    }
  }

  #giveUp(entry: Entry, error: ErrorView): void {
    this.#options.store.giveUp(entry.latest.contentId);
    this.#remove(entry);
    for (const { resolve } of entry.waiting.splice(0)) resolve({ kind: "failed", error });
    this.#options.onDropped(entry.latest, error);
  }

  #remove(entry: Entry): void {
    entry.cancelTimer?.();
    entry.cancelTimer = null;
    this.#entries.delete(entry.latest.contentId);
    this.#options.crossOut(entry.latest);
    this.#tellPresses();
  }

  #tellPresses(): void {
    this.#options.onPresses([...this.#entries.values()].map((entry) => entry.latest));
  }

  #resolveUpTo(entry: Entry, seq: number): void {
    const settled = entry.waiting.filter((each) => each.seq <= seq);
    entry.waiting = entry.waiting.filter((each) => each.seq > seq);
    for (const each of settled) {
      each.resolve({ kind: each.seq === seq ? "settled" : "superseded" });
    }
  }
}

function newEntry(press: Press): Entry {
  return {
    latest: press,
    keptSeq: -1,
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

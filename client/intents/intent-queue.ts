// Sends like intents to the server, each content apart from all others. Performs the effects of
// intent-transitions.ts: moves the engagement store, persists before it sends, keeps the timers.
import type { ErrorView } from "@/protocol/errors";
import type { ContentRef } from "@/protocol/ids";
import type { ViewerEngagement } from "@/protocol/views";
import type { Clock } from "../clock";
import { rollDelay } from "../connection/backoff";
import type { EngagementStore } from "../engagement/engagement-store";
import { viewOf } from "../errors";
import { KeyedTimers } from "../keyed-timers";
import type { IntentStamp } from "./device";
import { type IntentOutcome, IntentOutcomes } from "./intent-outcomes";
import type { Intent, IntentEffect, IntentEvent } from "./intent-state";
import type { LikeIntent } from "./intent-storage";
import { transition } from "./intent-transitions";

export interface IntentQueueOptions {
  store: EngagementStore;
  clock: Clock;
  nextStamp(): IntentStamp;
  /** Resolves only with what the server committed; anything else rejects. */
  deliver(like: LikeIntent): Promise<ViewerEngagement>;
  /** False while sending cannot succeed (offline); `wake` is called when it may again. */
  canDeliver(): boolean;
  keep(like: LikeIntent): Promise<void>;
  remove(like: LikeIntent): void;
  onDropped(like: LikeIntent, error: ErrorView): void;
  /** Called when what is under way changes: the last like intent of each content. */
  onIntents(intents: readonly LikeIntent[]): void;
}

export class IntentQueue {
  readonly #options: IntentQueueOptions;
  readonly #intents = new Map<string, Intent>();
  readonly #outcomes = new IntentOutcomes();
  readonly #timers: KeyedTimers<string>;
  #isStopped = false;

  constructor(options: IntentQueueOptions) {
    this.#options = options;
    this.#timers = new KeyedTimers(options.clock);
  }

  get size(): number {
    return this.#intents.size;
  }

  isPending(contentId: string): boolean {
    return this.#intents.has(contentId);
  }

  /** The shown state changes before this returns; the promise resolves with the outcome and never rejects. */
  submit({ contentId, contentType }: ContentRef, liked: boolean): Promise<IntentOutcome> {
    const { store, nextStamp } = this.#options;
    if (store.read(contentId).liked === liked) return Promise.resolve({ kind: "settled" });
    const like: LikeIntent = { contentId, contentType, liked, ...nextStamp() };
    const outcome = this.#outcomes.wait(contentId, like.seq);
    this.#dispatch(contentId, { kind: "requested", like });
    return outcome;
  }

  /** Takes over a like intent found in storage: it may have been sent before, so it is always sent again. */
  adopt(like: LikeIntent): void {
    this.#dispatch(like.contentId, { kind: "adopted", like });
  }

  /** The connection is back. */
  wake(): void {
    this.#isStopped = false;
    for (const contentId of [...this.#intents.keys()]) {
      this.#dispatch(contentId, { kind: "woken" });
    }
  }

  /** Leaves everything persisted for the next page. */
  stop(): void {
    this.#isStopped = true;
    for (const contentId of this.#intents.keys()) this.#dispatch(contentId, { kind: "stopped" });
  }

  /** The content is gone, or the session is over: drops its like intent, with a reason. */
  drop(contentId: string, error: ErrorView): void {
    this.#dispatch(contentId, { kind: "dropped", error });
  }

  dropAll(error: ErrorView): void {
    for (const contentId of [...this.#intents.keys()]) this.drop(contentId, error);
  }

  #dispatch(contentId: string, event: IntentEvent): void {
    const { clock, store, canDeliver } = this.#options;
    const { intent, effects } = transition(this.#intents.get(contentId) ?? null, event, {
      now: clock.now(),
      isStopped: this.#isStopped,
      canDeliver: canDeliver(),
      truth: store.readState(contentId).truth,
    });
    if (intent) this.#intents.set(contentId, intent);
    else this.#intents.delete(contentId);
    for (const effect of effects) this.#perform(contentId, effect);
  }

  #perform(contentId: string, effect: IntentEffect): void {
    const { store, remove } = this.#options;
    if (effect.kind === "showIntent") store.setIntent(contentId, effect.liked);
    else if (effect.kind === "markSent") store.markSent(contentId);
    else if (effect.kind === "acknowledge") store.acknowledge(effect.answer, effect.isLast);
    else if (effect.kind === "believe") store.applySnapshot(effect.answer);
    else if (effect.kind === "reject") store.reject(contentId);
    else if (effect.kind === "dropIntent") store.dropIntent(contentId);
    else if (effect.kind === "announce") this.#announce();
    else if (effect.kind === "persist") this.#persist(effect.like);
    else if (effect.kind === "remove") remove(effect.like);
    else if (effect.kind === "attempt") this.#dispatch(contentId, { kind: "attempted" });
    else if (effect.kind === "deliver") this.#deliver(effect.like);
    else if (effect.kind === "settle") this.#outcomes.settle(contentId, effect.upToSeq);
    else if (effect.kind === "fail") this.#fail(effect.like, effect.error);
    else if (effect.kind === "clearTimer") this.#timers.clear(contentId);
    else this.#retryAfter(contentId, rollDelay(effect.delay, this.#options.clock));
  }

  #announce(): void {
    this.#options.onIntents([...this.#intents.values()].map(({ latest }) => latest));
  }

  #persist(like: LikeIntent): void {
    const { contentId } = like;
    void this.#options
      .keep(like)
      .then(() => this.#dispatch(contentId, { kind: "persisted", like }));
  }

  #deliver(like: LikeIntent): void {
    const { contentId } = like;
    this.#options.deliver(like).then(
      (answer) => this.#dispatch(contentId, { kind: "answered", like, answer }),
      (error: unknown) => {
        this.#dispatch(contentId, { kind: "failed", like, error: viewOf(error) });
      },
    );
  }

  #fail(like: LikeIntent, error: ErrorView): void {
    this.#outcomes.fail(like.contentId, error);
    this.#options.onDropped(like, error);
  }

  #retryAfter(contentId: string, delayMs: number): void {
    this.#timers.set(contentId, delayMs, () => this.#dispatch(contentId, { kind: "retryDue" }));
  }
}

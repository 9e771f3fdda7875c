// Asks over HTTP what a socket would tell: again and again while it is wanted, every 3 to 5 s. Stands in
// for the line where no socket opens and for visitors; knows nothing of what the answers mean.
import type { ErrorView } from "@/protocol/errors";
import type { SyncAnswer } from "@/protocol/events";
import type { Clock } from "./clock";
import { viewOf } from "./error-view";

export interface PollOptions {
  clock: Clock;
  ask(): Promise<SyncAnswer>;
  /** Asked before every question and again before its answer is believed. */
  isWanted(): boolean;
  answered(answer: SyncAnswer): void;
  failed(error: ErrorView): void;
}

const EVERY_MIN_MS = 3_000;
const EVERY_SPREAD_MS = 2_000;

export class Poll {
  readonly #options: PollOptions;
  #cancelNext: (() => void) | null = null;

  constructor(options: PollOptions) {
    this.#options = options;
  }

  get isPlanned(): boolean {
    return this.#cancelNext !== null;
  }

  /** The next question is asked after this long; what was planned before is not. */
  planIn(delayMs: number): void {
    this.cancel();
    this.#cancelNext = this.#options.clock.after(delayMs, () => {
      this.#cancelNext = null;
      void this.#askOnce();
    });
  }

  cancel(): void {
    this.#cancelNext?.();
    this.#cancelNext = null;
  }

  async #askOnce(): Promise<void> {
    const { ask, isWanted, answered, failed } = this.#options;
    if (!isWanted()) return;
    let retryAfterMs: number | undefined;
    try {
      const answer = await ask();
      if (!isWanted()) return;
      answered(answer);
    } catch (error) {
      if (!isWanted()) return;
      const view = viewOf(error);
      retryAfterMs = view.retryAfterMs;
      failed(view);
    }
    if (isWanted()) this.planIn(this.#delay(retryAfterMs));
  }

  #delay(retryAfterMs: number | undefined): number {
    const delayMs = EVERY_MIN_MS + this.#options.clock.random() * EVERY_SPREAD_MS;
    return Math.max(delayMs, retryAfterMs ?? 0);
  }
}

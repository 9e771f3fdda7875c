// Asks over HTTP what a socket would tell: again and again while it is wanted, every 3 to 5 s. Stands in
// for the line where no socket opens and for visitors; knows nothing of what the answers mean.
import type { ErrorView } from "@/protocol/errors";
import type { SyncAnswer } from "@/protocol/events";
import type { Clock } from "../clock";
import { viewOf } from "../errors";

export interface PollingOptions {
  clock: Clock;
  ask(): Promise<SyncAnswer>;
  /** Asked before every question and again before its answer is believed. */
  isWanted(): boolean;
  answered(answer: SyncAnswer): void;
  failed(error: ErrorView): void;
}

const EVERY_MIN_MS = 3_000;
const EVERY_SPREAD_MS = 2_000;

export class Polling {
  readonly #options: PollingOptions;
  #cancelNext: (() => void) | null = null;
  /** The server named a time before which it will not answer. */
  #notBefore = 0;

  constructor(options: PollingOptions) {
    this.#options = options;
  }

  get isPlanned(): boolean {
    return this.#cancelNext !== null;
  }

  /** The next question is asked after this long, or when the server allows it; what was planned before is not. */
  planIn(delayMs: number): void {
    this.cancel();
    const { clock } = this.#options;
    const waitMs = Math.max(delayMs, this.#notBefore - clock.now());
    this.#cancelNext = clock.after(waitMs, () => {
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
    try {
      const answer = await ask();
      if (!isWanted()) return;
      answered(answer);
    } catch (error) {
      if (!isWanted()) return;
      const view = viewOf(error);
      this.#notBefore = this.#options.clock.now() + (view.retryAfterMs ?? 0);
      failed(view);
    }
    if (isWanted()) this.planIn(this.#delay());
  }

  #delay(): number {
    return EVERY_MIN_MS + this.#options.clock.random() * EVERY_SPREAD_MS;
  }
}

// What a heart shows beside its state: a slow answer, or why the last like intent failed. Slow shows only
// past 400 ms; a failure stays until the next like intent.
import type { ErrorView } from "@/protocol/errors";
import type { Clock } from "../clock";
import { KeyedStore } from "../keyed-store";

export interface IntentStatus {
  isSlow: boolean;
  failure: ErrorView | null;
  /** Moves once per failure. */
  failureCount: number;
}

export const SLOW_AFTER_MS = 400;
const CALM: IntentStatus = { isSlow: false, failure: null, failureCount: 0 };

export class IntentStatuses {
  readonly #statuses = new KeyedStore<IntentStatus>();
  readonly #timers = new Map<string, () => void>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  read(contentId: string): IntentStatus {
    return this.#statuses.read(contentId) ?? CALM;
  }

  subscribe(contentId: string, listener: () => void): () => void {
    return this.#statuses.subscribe(contentId, listener);
  }

  begin(contentId: string): void {
    const before = this.read(contentId);
    if (before.failure) this.#statuses.write(contentId, { ...before, failure: null });
    if (this.#timers.has(contentId)) return;
    const cancel = this.#clock.after(SLOW_AFTER_MS, () =>
      this.#statuses.write(contentId, { ...this.read(contentId), isSlow: true }),
    );
    this.#timers.set(contentId, cancel);
  }

  /** Nothing of this content is under way any more. */
  ended(contentId: string): void {
    this.#timers.get(contentId)?.();
    this.#timers.delete(contentId);
    const before = this.read(contentId);
    if (before.isSlow) this.#statuses.write(contentId, { ...before, isSlow: false });
  }

  failed(contentId: string, failure: ErrorView): void {
    this.ended(contentId);
    const { failureCount } = this.read(contentId);
    this.#statuses.write(contentId, { isSlow: false, failure, failureCount: failureCount + 1 });
  }

  stop(): void {
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
  }
}

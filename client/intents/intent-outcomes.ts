// The promises of callers who wait for their like intents, by content. Every one is resolved, none rejects.
import type { ErrorView } from "@/protocol/errors";

export type IntentOutcome =
  | { kind: "settled" }
  /** A later like intent took its place before or after it was sent. */
  | { kind: "superseded" }
  | { kind: "failed"; error: ErrorView };

interface Waiter {
  seq: number;
  resolve(outcome: IntentOutcome): void;
}

export class IntentOutcomes {
  readonly #waiters = new Map<string, Waiter[]>();

  wait(contentId: string, seq: number): Promise<IntentOutcome> {
    return new Promise((resolve) => {
      const waiters = this.#waiters.get(contentId) ?? [];
      this.#waiters.set(contentId, [...waiters, { seq, resolve }]);
    });
  }

  /** Number `seq` is settled, and with it all before it. */
  settle(contentId: string, seq: number): void {
    for (const each of this.#take(contentId, seq)) {
      each.resolve({ kind: each.seq === seq ? "settled" : "superseded" });
    }
  }

  fail(contentId: string, error: ErrorView): void {
    for (const each of this.#take(contentId, Number.POSITIVE_INFINITY)) {
      each.resolve({ kind: "failed", error });
    }
  }

  #take(contentId: string, upToSeq: number): Waiter[] {
    const waiters = this.#waiters.get(contentId) ?? [];
    const later = waiters.filter((each) => each.seq > upToSeq);
    if (later.length > 0) this.#waiters.set(contentId, later);
    else this.#waiters.delete(contentId);
    return waiters.filter((each) => each.seq <= upToSeq);
  }
}

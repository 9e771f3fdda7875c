// At most one timer a key, on the client's clock. Setting one replaces the timer of its key.
import type { Clock } from "./clock";

export class KeyedTimers<Key> {
  readonly #clock: Clock;
  readonly #cancels = new Map<Key, () => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  set(key: Key, delayMs: number, run: () => void): void {
    this.clear(key);
    const cancel = this.#clock.after(delayMs, () => {
      this.#cancels.delete(key);
      run();
    });
    this.#cancels.set(key, cancel);
  }

  clear(key: Key): void {
    this.#cancels.get(key)?.();
    this.#cancels.delete(key);
  }
}

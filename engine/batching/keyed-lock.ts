// Runs tasks of one key one after the other, in the order they came; other keys do not wait. A task that
// fails lets the next one run.

export interface KeyedLock {
  /** Runs the work when those before it with the same key have ended; answers or rejects as it does. */
  withLock<Result>(key: string, work: () => Promise<Result>): Promise<Result>;
  isHeld(key: string): boolean;
  /** Keys held now. */
  readonly size: number;
  /** Works not yet begun. */
  readonly waiting: number;
  /** Resolves when no key is held. */
  drain(): Promise<void>;
}

/** A lock without a holder. */
export function createKeyedLock(): KeyedLock {
  /** The last work of each key. */
  const last = new Map<string, Promise<unknown>>();
  let waiting = 0;

  return {
    withLock(key, work) {
      waiting++;
      const begin = () => {
        waiting--;
        return work();
      };
      const turn = (last.get(key) ?? Promise.resolve()).then(begin, begin);
      last.set(key, turn);
      const leave = () => {
        if (last.get(key) === turn) last.delete(key);
      };
      turn.then(leave, leave);
      return turn;
    },
    isHeld: (key) => last.has(key),
    get size() {
      return last.size;
    },
    get waiting() {
      return waiting;
    },
    async drain() {
      while (last.size > 0) await Promise.allSettled(last.values());
    },
  };
}

// Counts uses of a key within fixed windows, synchronously and without a timer, since a promise for each use
// would be most of the cost. Time is monotonic; the least recent keys are forgotten.
import { LRUCache } from "lru-cache";

const KEYS_MAX = 20_000;

interface Window {
  count: number;
  endsAt: number;
}

export interface WindowCounter {
  /** Counts one use, or as many; 0, or how many milliseconds to wait when that was too many. */
  count(key: string, uses?: number): number;
  /** The same without counting. */
  readWait(key: string): number;
  /** Lets the key's window last as long as if it began now. */
  prolong(key: string): void;
}

/** `max` is asked at every use, since limits are scaled by a configuration that is read later. */
export function createWindowCounter(max: () => number, windowMs: number): WindowCounter {
  const windows = new LRUCache<string, Window>({ max: KEYS_MAX });

  function waitOf(window: Window | undefined, now: number): number {
    if (!window || window.endsAt <= now || window.count <= max()) return 0;
    return Math.ceil(window.endsAt - now);
  }
  return {
    count(key, uses = 1) {
      const now = performance.now();
      let window = windows.get(key);
      if (!window || window.endsAt <= now) {
        window = { count: 0, endsAt: now + windowMs };
        windows.set(key, window);
      }
      window.count += uses;
      return waitOf(window, now);
    },
    prolong(key) {
      const window = windows.get(key);
      if (window) window.endsAt = performance.now() + windowMs;
    },
    readWait: (key) => waitOf(windows.get(key), performance.now()),
  };
}

// Time as the realtime side sees it: one now and one way to be called later, so that merging and
// coalescing can be driven by hand in tests.
export interface Clock {
  now(): number;
  /** Calls once after the delay; answers how to call it off. */
  after(delayMs: number, run: () => void): () => void;
}

/** The clock on the wall. Its timers keep no process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs);
    timer.unref();
    return () => clearTimeout(timer);
  },
};

// Time and chance as an object, so that everything in hooks/ that waits or rolls dice can be driven
// by a test. Nothing else in this folder calls setTimeout, Date.now or Math.random for its rules.

export interface Clock {
  now(): number;
  /** Uniform in [0, 1). */
  random(): number;
  /** Runs once after the delay unless the returned function is called first. */
  after(delayMs: number, run: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  random: () => Math.random(),
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};

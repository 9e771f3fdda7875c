// Time and randomness as an object, so that a test can control both. Nothing else in client/ or hooks/ calls
// setTimeout, Date.now or Math.random for its rules.

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

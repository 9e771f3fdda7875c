// Time as the realtime side sees it: the current time and one timer, so that tests can drive merging.
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

/** Runs again and again, the pause after each run; answers how to stop. What a run rejects with is not caught. */
export function repeatEvery(clock: Clock, pauseMs: number, run: () => Promise<void>): () => void {
  let isStopped = false;
  let callOff = clock.after(pauseMs, () => void turn());
  async function turn(): Promise<void> {
    await run();
    if (!isStopped) callOff = clock.after(pauseMs, () => void turn());
  }
  return () => {
    isStopped = true;
    callOff();
  };
}

// A clock that moves when a test says so. Between moves it lets everything that was awaiting settle.
import type { Clock } from "../../realtime/clock";

export interface ManualClock extends Clock {
  /** Moves on, running what falls due in order. */
  advance(ms: number): Promise<void>;
  /** Timers that still wait. */
  readonly waitingCount: number;
}

export function createManualClock(start = 1_000_000): ManualClock {
  let now = start;
  let timers: { at: number; run: () => void }[] = [];

  async function settle() {
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  }

  return {
    now: () => now,
    after(delayMs, run) {
      const timer = { at: now + delayMs, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((each) => each !== timer);
      };
    },
    async advance(ms) {
      const end = now + ms;
      await settle();
      for (;;) {
        const due = timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
        if (!due) break;
        timers = timers.filter((each) => each !== due);
        now = Math.max(now, due.at);
        due.run();
        await settle();
      }
      now = end;
      await settle();
    },
    get waitingCount() {
      return timers.length;
    },
  };
}

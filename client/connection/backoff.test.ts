import { expect, it } from "vitest";
import { VirtualClock } from "../testing/virtual-clock";
import { delayBeforeRetry, fullJitter } from "./backoff";

const BACKOFF = { baseMs: 500, capMs: 5_000 };
const DICE = 2_000;

function rollMany(roll: (clock: VirtualClock) => number): { least: number; most: number } {
  const clock = new VirtualClock(7);
  const delays = Array.from({ length: DICE }, () => roll(clock));
  return { least: Math.min(...delays), most: Math.max(...delays) };
}

it("[C23] full jitter is anything from nothing to a limit that doubles up to its cap", () => {
  for (const [attempt, limitMs] of [500, 1_000, 2_000, 4_000, 5_000, 5_000].entries()) {
    const { least, most } = rollMany((clock) => fullJitter(BACKOFF, attempt, clock));
    expect(least).toBeLessThan(limitMs * 0.02);
    expect(most).toBeLessThanOrEqual(limitMs);
    expect(most).toBeGreaterThan(limitMs * 0.98);
  }
});

it("[C14] the server's time is never undercut, and not all come back at its end", () => {
  const { least, most } = rollMany((clock) => delayBeforeRetry(BACKOFF, 0, 3_000, clock));
  expect(least).toBeGreaterThanOrEqual(3_000);
  expect(most).toBeLessThan(3_500);
  expect(most - least).toBeGreaterThan(100);
});

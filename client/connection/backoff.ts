// How long to wait before trying again. Full jitter: anything between nothing and the growing limit,
// so that a thousand clients thrown off together do not come back together.
import type { Clock } from "../clock";

export interface Backoff {
  baseMs: number;
  capMs: number;
}

const RETRY_AFTER_SPREAD_MS = 250;

/** Delay before attempt number `attempt` (0 is the first retry). */
export function fullJitter({ baseMs, capMs }: Backoff, attempt: number, clock: Clock): number {
  return clock.random() * Math.min(capMs, baseMs * 2 ** Math.min(attempt, 20));
}

/** A server's `retryAfterMs` is obeyed, never undercut; a little spread is added on top. */
export function delayBeforeRetry(
  backoff: Backoff,
  attempt: number,
  retryAfterMs: number | undefined,
  clock: Clock,
): number {
  if (retryAfterMs === undefined) return fullJitter(backoff, attempt, clock);
  return retryAfterMs + clock.random() * RETRY_AFTER_SPREAD_MS;
}

// How long to wait before trying again. Full jitter: anything between zero and the growing limit. So a
// thousand clients dropped together do not come back together.
import type { Clock } from "../clock";

export interface Backoff {
  baseMs: number;
  capMs: number;
}

/** A wait that is still to be rolled: from `leastMs` to `leastMs + spreadMs`, all equally likely. */
export interface Delay {
  leastMs: number;
  spreadMs: number;
}

export const NO_DELAY: Delay = { leastMs: 0, spreadMs: 0 };

const RETRY_AFTER_SPREAD_MS = 250;

export function exactDelay(leastMs: number): Delay {
  return { leastMs, spreadMs: 0 };
}

/** Before attempt number `attempt` (0 is the first retry). A server's `retryAfterMs` is never undercut. */
export function retryDelay(
  backoff: Backoff,
  attempt: number,
  retryAfterMs: number | undefined,
): Delay {
  if (retryAfterMs === undefined) return jitteredDelay(backoff, attempt);
  return { leastMs: retryAfterMs, spreadMs: RETRY_AFTER_SPREAD_MS };
}

export function rollDelay({ leastMs, spreadMs }: Delay, clock: Clock): number {
  return spreadMs === 0 ? leastMs : leastMs + clock.random() * spreadMs;
}

export function fullJitter(backoff: Backoff, attempt: number, clock: Clock): number {
  return rollDelay(jitteredDelay(backoff, attempt), clock);
}

/** `retryDelay`, rolled. */
export function delayBeforeRetry(
  backoff: Backoff,
  attempt: number,
  retryAfterMs: number | undefined,
  clock: Clock,
): number {
  return rollDelay(retryDelay(backoff, attempt, retryAfterMs), clock);
}

function jitteredDelay({ baseMs, capMs }: Backoff, attempt: number): Delay {
  return { leastMs: 0, spreadMs: Math.min(capMs, baseMs * 2 ** Math.min(attempt, 20)) };
}

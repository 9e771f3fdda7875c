// Keeps the time that the server named in a refusal, as a plain value. Before that time nothing is asked,
// whatever wakes the page.

export interface RetryGate {
  /** Milliseconds of the clock; from then on the server takes a request. */
  readonly opensAt: number;
}

export const OPEN_GATE: RetryGate = { opensAt: 0 };

/** After a refusal at `now`. An error that names no time leaves the gate open. */
export function closeGate(now: number, retryAfterMs: number | undefined): RetryGate {
  return retryAfterMs === undefined ? OPEN_GATE : { opensAt: now + retryAfterMs };
}

export function isGateClosed({ opensAt }: RetryGate, now: number): boolean {
  return now < opensAt;
}

/** The delay as it is, or longer: until the gate opens. */
export function waitAtGate({ opensAt }: RetryGate, now: number, delayMs: number): number {
  return Math.max(delayMs, opensAt - now);
}

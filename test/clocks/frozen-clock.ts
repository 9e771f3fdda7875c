// Limits tried to the millisecond: the clock is stopped and moved while its timers run on. Answers of every
// route are read in one form. For tests alone.
import { expect, vi } from "vitest";
import { errorViewSchema, problemSchema } from "@/protocol/error-views";
import type { Answer } from "@/test/servers/server-fixture";

export interface FrozenClock {
  pass(ms: number): void;
  /** Goes on from its current time. */
  release(): void;
}

/** Both clocks, the wall's and the monotonic one, stop now; timers do not. */
export function freezeClock(): FrozenClock {
  const clocks = [hold(Date), hold(performance)];
  return {
    pass(ms) {
      for (const clock of clocks) clock.pass(ms);
    },
    release() {
      for (const clock of clocks) clock.release();
    },
  };
}

function hold(owner: { now(): number }): FrozenClock {
  const real = owner.now.bind(owner);
  // Whole milliseconds, so that adding and taking away ends where it began.
  let now = Math.round(real());
  const clock = vi.spyOn(owner, "now").mockImplementation(() => now);
  return {
    pass(ms) {
      now += ms;
    },
    release() {
      const ahead = now - real();
      clock.mockImplementation(() => real() + ahead);
    },
  };
}

export type Outcome = { code: string; retryAfterMs?: number | undefined };
export const OK: Outcome = { code: "ok" };

export function outcomeOf(answer: Answer): Outcome {
  return answer.ok ? OK : errorViewSchema.parse(answer.error);
}

export async function readOutcome(response: Response): Promise<Outcome> {
  if (response.ok) return OK;
  const problem = problemSchema.parse(await response.json());
  if (problem.code === "RATE_LIMITED") {
    const seconds = Number(response.headers.get("retry-after"));
    expect(seconds).toBe(Math.ceil((problem.retryAfterMs ?? 0) / 1_000));
  }
  return problem;
}

/** `limit` uses pass; the next is refused until its wait is over, to the millisecond. */
export async function proveLimit(limit: number, windowMs: number, use: () => Promise<Outcome>) {
  const clock = freezeClock();
  for (let count = 1; count <= limit; count++) expect(await use(), `use ${count}`).toEqual(OK);
  const refused = await use();
  expect(refused).toMatchObject({ code: "RATE_LIMITED", retryAfterMs: windowMs });
  clock.pass(windowMs - 1);
  expect(await use()).toMatchObject({ code: "RATE_LIMITED", retryAfterMs: 1 });
  clock.pass(1);
  expect(await use()).toEqual(OK);
  clock.release();
}

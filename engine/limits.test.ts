// Limits count by the monotonic clock: what somebody does to the machine's clock changes no wait.
import { afterEach, expect, test, vi } from "vitest";
import { createLimitMaker } from "./limits";

afterEach(() => vi.restoreAllMocks());

test.each([
  ["back two hours", -7_200_000],
  ["ahead two hours", 7_200_000],
])("[S125] a clock set %s changes neither the limit nor the wait", async (_, ms) => {
  const limit = createLimitMaker(1, () => undefined)("tries", { points: 1, durationS: 10 });
  await limit.consume("ada");
  const real = Date.now;
  vi.spyOn(Date, "now").mockImplementation(() => real() + ms);
  for (const ask of [limit.consume, limit.check]) {
    const refused = await ask("ada").catch((error: { retryAfterMs: number }) => error);
    expect(refused).toMatchObject({ code: "RATE_LIMITED", retryAfterMs: expect.any(Number) });
    const { retryAfterMs } = refused as { retryAfterMs: number };
    expect(retryAfterMs).toBeGreaterThan(0);
    expect(retryAfterMs).toBeLessThanOrEqual(10_000);
  }
});

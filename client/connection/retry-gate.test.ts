import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { closeGate, isGateClosed, OPEN_GATE, waitAtGate } from "./retry-gate";

const NOW = 1_700_000_000_000;
const durationMs = fc.integer({ min: 0, max: 3_600_000 });

describe("retry gate", () => {
  it("[C69] is closed until the time the server named, and open at that time", () => {
    const gate = closeGate(NOW, 5_000);
    expect(isGateClosed(gate, NOW)).toBe(true);
    expect(isGateClosed(gate, NOW + 4_999)).toBe(true);
    expect(isGateClosed(gate, NOW + 5_000)).toBe(false);
  });

  it("[C69] stays open when nothing was refused, or no time was named", () => {
    for (const gate of [OPEN_GATE, closeGate(NOW, undefined), closeGate(NOW, 0)]) {
      expect(isGateClosed(gate, NOW)).toBe(false);
      expect(waitAtGate(gate, NOW, 0)).toBe(0);
      expect(waitAtGate(gate, NOW, 700)).toBe(700);
    }
  });

  it("[C69] no wait ends before the gate opens, and none is longer than it must be", () => {
    fc.assert(
      fc.property(durationMs, durationMs, durationMs, (retryAfterMs, laterMs, delayMs) => {
        const gate = closeGate(NOW, retryAfterMs);
        const askedAt = NOW + laterMs;
        const waitMs = waitAtGate(gate, askedAt, delayMs);
        expect(waitMs).toBeGreaterThanOrEqual(delayMs);
        expect(isGateClosed(gate, askedAt + waitMs)).toBe(false);
        if (waitMs > delayMs) expect(isGateClosed(gate, askedAt + waitMs - 1)).toBe(true);
      }),
    );
  });
});

// A benchmark is believed only as far as its arithmetic.
import fc from "fast-check";
import { expect, test } from "vitest";
import { Latencies, requireEqual } from "./latencies";

test("[R50] a percentile is the least time that so many of all samples did not exceed", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 5_000 }), { minLength: 1, maxLength: 300 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (tenths, share) => {
        const latencies = new Latencies();
        for (const each of tenths) latencies.add(each / 10);
        const sorted = [...tenths].sort((one, other) => one - other);
        const index = Math.max(1, Math.ceil(share * sorted.length)) - 1;
        expect(latencies.percentile(share)).toBe((sorted[index] ?? 0) / 10);
        expect(latencies.count).toBe(tenths.length);
      },
    ),
  );
});

test("[R50] one late sample in a hundred is the highest percentile, not the ninety-ninth", () => {
  const latencies = new Latencies();
  for (let sample = 0; sample < 99; sample++) latencies.add(1);
  latencies.add(90_000);
  expect([latencies.percentile(0.5), latencies.percentile(0.99)]).toEqual([1, 1]);
  expect(latencies.percentile(1)).toBe(60_000);
});

test("[R50] times that cannot be, and nothing at all, are errors", () => {
  const latencies = new Latencies();
  expect(() => latencies.percentile(0.5)).toThrow();
  expect(() => latencies.add(-1)).toThrow();
  expect(() => latencies.add(Number.NaN)).toThrow();
});

test("[R50] a run that delivered less, or more, than it sent fails", () => {
  requireEqual("deliveries", 1_000, 1_000);
  expect(() => requireEqual("deliveries", 999, 1_000)).toThrow("deliveries: 999, expected 1000");
  expect(() => requireEqual("deliveries", 1_001, 1_000)).toThrow();
});

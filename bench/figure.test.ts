import { expect, test } from "vitest";
import { atLeast, atMost, figure, median, ratios, takeTurns } from "./figure";

test("[D20] medians are values that were measured", () => {
  expect(median([5, 1, 3])).toBe(3);
  expect(median([4, 1, 3, 2])).toBe(3);
  expect(median([])).toBeNaN();
});

test("[D20] a target is met by the median, not by the best round", () => {
  expect(figure("g", "n", "×", [10, 60, 20], atLeast(50))).toMatchObject({
    value: 20,
    min: 10,
    max: 60,
    isMet: false,
  });
  expect(figure("g", "n", "×", [0.5, 0.7, 0.9], atMost(0.75)).isMet).toBe(true);
  expect(figure("g", "n", "×", [1]).isMet).toBeUndefined();
});

test("[D20] variants take turns, the first round does not count, ratios are taken within a round", async () => {
  const order: string[] = [];
  const results = await takeTurns(2, {
    fast: async () => order.push("fast") * 10,
    slow: async () => order.push("slow"),
  });
  expect(order).toEqual(["fast", "slow", "fast", "slow", "fast", "slow"]);
  expect(results).toEqual({ fast: [30, 50], slow: [4, 6] });
  expect(ratios(results.fast, results.slow)).toEqual([30 / 4, 50 / 6]);
});

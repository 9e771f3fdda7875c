// The rolling digits of a count, place by place.
import fc from "fast-check";
import { expect, test } from "vitest";
import { writeCount } from "./format";
import { planRoll } from "./rolling-places";

function wheels(from: number, to: number): string[] {
  return planRoll(from, to).places.map(({ sign, passing }) => [...passing, sign].join(""));
}

test("[C85] every place that changes turns the way the number moves, the others do not move", () => {
  expect(wheels(41, 42)).toEqual(["4", "12"]);
  expect(wheels(42, 41)).toEqual(["4", "21"]);
  expect(wheels(19, 20)).toEqual(["12", "90"]);
  expect(wheels(20, 19)).toEqual(["21", "09"]);
  expect(wheels(12, 57)).toEqual(["12345", "234567"]);
  expect(wheels(999, 1_000)).toEqual([" 1", " ,", "90", "90", "90"]);
  expect(wheels(1_000, 1_001)).toEqual(["1", ",", "0", "0", "01"]);
  expect(wheels(1_000, 999)).toEqual(["09", "09", "09"]);
  expect(planRoll(1_000, 999).leaving).toBe("1,");
  expect(planRoll(9, 10).leaving).toBe("");
});

test("[C85] wheels begin at the number before and end at the number after, whatever they are", () => {
  const counts = fc.integer({ min: 0, max: 3_000_000 });
  fc.assert(
    fc.property(counts, counts, (from, to) => {
      const { places, leaving } = planRoll(from, to);
      const beginnings = places.map(({ sign, passing }) => passing[0] ?? sign).join("");
      expect(leaving + beginnings.trimStart()).toBe(writeCount(from));
      expect(places.map(({ sign }) => sign).join("")).toBe(writeCount(to));
    }),
  );
});

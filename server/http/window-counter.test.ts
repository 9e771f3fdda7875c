import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createWindowCounter } from "./window-counter";

beforeEach(() => vi.useFakeTimers({ toFake: ["performance"] }));
afterEach(() => vi.useRealTimers());

test("[S84] counts uses of a key within a window, and says how long to wait", () => {
  const counter = createWindowCounter(() => 2, 10_000);
  expect([counter.count("a"), counter.count("a")]).toEqual([0, 0]);
  vi.advanceTimersByTime(4_000);
  expect(counter.count("a")).toBe(6_000);
  expect(counter.readWait("a")).toBe(6_000);
  expect(counter.count("b", 2)).toBe(0);
  vi.advanceTimersByTime(6_000);
  expect([counter.readWait("a"), counter.count("a")]).toEqual([0, 0]);
});

test("[S85] a prolonged window keeps its count, and ends a whole window later", () => {
  const counter = createWindowCounter(() => 1, 10_000);
  counter.count("a", 2);
  vi.advanceTimersByTime(9_000);
  counter.prolong("a");
  counter.prolong("unknown");
  vi.advanceTimersByTime(9_000);
  expect(counter.readWait("a")).toBe(1_000);
  expect(counter.readWait("unknown")).toBe(0);
});

// Which reports make a sample of "press to other screen" and which do not.
import { describe, expect, it } from "vitest";
import type { DemoReport } from "./demo-window";
import { createLatencyClock, isDemoReport } from "./like-latency";

const LEFT = "http://localhost:3000";
const RIGHT = "http://localhost:3001";

function report(kind: DemoReport["kind"], atMs: number, contentId = "one"): DemoReport {
  return { source: "heartwire-demo", kind, contentId, likeCount: 1, liked: true, atMs };
}

describe("like latency", () => {
  it("[C53] measures from the press in one window to the first paint in the other", () => {
    const clock = createLatencyClock();
    expect(clock.take(LEFT, report("pressed", 100))).toBe(false);
    expect(clock.take(LEFT, report("shown", 104))).toBe(false);
    expect(clock.take(RIGHT, report("shown", 142))).toBe(true);
    expect(clock.take(RIGHT, report("shown", 190))).toBe(false);
    expect(clock.read()).toEqual({ lastMs: 42, medianMs: 42, p95Ms: 42, count: 1 });
  });

  it("[C53] other contents, clocks that run backwards and forgotten presses make no sample", () => {
    const clock = createLatencyClock();
    clock.take(LEFT, report("pressed", 100));
    expect(clock.take(RIGHT, report("shown", 120, "two"))).toBe(false);
    expect(clock.take(RIGHT, report("shown", 90))).toBe(false);
    clock.take(LEFT, report("pressed", 1_000));
    expect(clock.take(RIGHT, report("shown", 9_000))).toBe(false);
    expect(clock.read().count).toBe(0);
  });

  it("[C53] reports the ninety-fifth of a hundred", () => {
    const clock = createLatencyClock();
    for (let index = 1; index <= 100; index += 1) {
      clock.take(LEFT, report("pressed", index * 1_000));
      clock.take(RIGHT, report("shown", index * 1_000 + index));
    }
    expect(clock.read()).toEqual({ lastMs: 100, medianMs: 50, p95Ms: 95, count: 100 });
  });

  it("[C53] ignores everything but its own reports", () => {
    expect(isDemoReport(report("shown", 1))).toBe(true);
    for (const data of [
      null,
      "shown",
      {},
      { ...report("shown", 1), source: "else" },
      { ...report("shown", 1), atMs: "1" },
    ]) {
      expect(isDemoReport(data)).toBe(false);
    }
  });
});

// The announcer's throttle: how often it speaks and what it says when it may.
import { describe, expect, it } from "vitest";
import { ANNOUNCEMENT_GAP_MS, createAnnouncementThrottle } from "./announcement-throttle";

describe("announcement pace", () => {
  it("[C50] speaks the first count at once and then at most once in five seconds, the latest", () => {
    const pace = createAnnouncementThrottle();
    expect(pace.offer("41 likes", 1_000)).toBe("41 likes");
    expect(pace.offer("42 likes", 1_100)).toBeNull();
    expect(pace.offer("43 likes", 4_000)).toBeNull();
    expect(pace.dueAtMs()).toBe(1_000 + ANNOUNCEMENT_GAP_MS);
    expect(pace.take(5_999)).toBeNull();
    expect(pace.take(6_000)).toBe("43 likes");
    expect(pace.take(20_000)).toBeNull();
  });

  it("[C50] never speaks more often than allowed, however the offers fall", () => {
    const pace = createAnnouncementThrottle();
    const spokenAt: number[] = [];
    for (let nowMs = 0; nowMs < 60_000; nowMs += 130) {
      if (pace.offer(`${nowMs}`, nowMs) !== null || pace.take(nowMs) !== null) spokenAt.push(nowMs);
    }
    const gaps = spokenAt.slice(1).map((atMs, index) => atMs - (spokenAt[index] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(ANNOUNCEMENT_GAP_MS);
    expect(spokenAt.length).toBeGreaterThan(10);
  });
});

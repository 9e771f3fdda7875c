// The pure state of merging: what is due when, and what a merged event says.
import fc from "fast-check";
import { expect, test } from "vitest";
import { LIKERS_PER_BATCH_MAX } from "@/protocol/bounds";
import type { Engagement } from "@/protocol/views";
import {
  type CommittedLikes,
  isDue,
  noteLikes,
  openWindow,
  putBackMerged,
  takeMerged,
  WINDOW_MAX_MS,
  WINDOW_MIN_MS,
  windowMsFor,
} from "./merge-window";

const engagement = (version: number, likeCount = version): Engagement => ({
  contentId: "0190a000-0000-7000-8000-000000000001",
  contentType: "post",
  likeCount,
  commentCount: 0,
  repostCount: 0,
  version,
});

function likes(version: number, ...changes: [userId: string, isLiked: boolean][]): CommittedLikes {
  return {
    engagement: engagement(version),
    authorId: "author",
    isPublic: true,
    occurredAt: "2026-01-01T00:00:00.000Z",
    changes: changes.map(([userId, isLiked]) => ({ userId, isLiked })),
  };
}

test("[R1] the first change in a quiet room is due at once, the next when the window opens", () => {
  const window = openWindow(engagement(0), 0);
  noteLikes(window, likes(1, ["ada", true]), 0);
  expect(isDue(window, 0)).toBe(true);
  expect(takeMerged(window, 3, 0)?.changeCount).toBe(1);

  noteLikes(window, likes(2, ["bob", true]), 10);
  expect(isDue(window, 10)).toBe(false);
  expect(isDue(window, WINDOW_MIN_MS - 1)).toBe(false);
  expect(isDue(window, WINDOW_MIN_MS)).toBe(true);
});

test("[R2] merged changes keep the newest counts, all changes counted, each person's last state", () => {
  const window = openWindow(engagement(0), 0);
  noteLikes(window, likes(3, ["ada", true], ["bob", true], ["cy", true]), 5);
  noteLikes(window, likes(4, ["ada", false]), 25);
  const merged = takeMerged(window, 2, 40);
  expect(merged).toMatchObject({ changeCount: 4, windowMs: 35, engagement: { version: 4 } });
  expect(merged?.likers).toEqual([
    { userId: "bob", isLiked: true },
    { userId: "cy", isLiked: true },
    { userId: "ada", isLiked: false },
  ]);
});

test("[R2] older news never overwrites newer counts, in whatever order commits are received", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 80 }),
      (versions) => {
        const window = openWindow(engagement(0), 0);
        for (const version of versions) noteLikes(window, likes(version, [`p${version}`, true]), 1);
        const merged = takeMerged(window, 1, 1);
        expect(merged?.engagement.version).toBe(Math.max(...versions));
        expect(merged?.changeCount).toBe(versions.length);
        expect(merged?.likers.length).toBe(Math.min(versions.length, LIKERS_PER_BATCH_MAX));
      },
    ),
  );
});

test("[R3] a merged event names at most fifty people, the latest ones", () => {
  const window = openWindow(engagement(0), 0);
  for (let i = 1; i <= 51; i++) noteLikes(window, likes(i, [`p${i}`, true]), 0);
  const merged = takeMerged(window, 1, 0);
  expect(merged?.likers).toHaveLength(50);
  expect(merged?.likers[0]?.userId).toBe("p2");
  expect(merged?.changeCount).toBe(51);
});

test("[R4] the window grows with audience × rate, from 50 ms to a second", () => {
  expect(windowMsFor(1, 1)).toBe(WINDOW_MIN_MS);
  expect(windowMsFor(1_000, 1_000)).toBe(WINDOW_MIN_MS);
  expect(windowMsFor(5_000, 10)).toBe(WINDOW_MIN_MS);
  expect(windowMsFor(20_000, 1_000)).toBe(200);
  expect(windowMsFor(1_000_000, 1_000)).toBe(WINDOW_MAX_MS);
  fc.assert(
    fc.property(fc.nat(10_000_000), fc.nat(100_000), fc.nat(1_000), (audience, rate, more) => {
      const base = windowMsFor(audience, rate);
      expect(base).toBeGreaterThanOrEqual(WINDOW_MIN_MS);
      expect(base).toBeLessThanOrEqual(WINDOW_MAX_MS);
      expect(windowMsFor(audience + more, rate)).toBeGreaterThanOrEqual(base);
      expect(windowMsFor(audience, rate + more)).toBeGreaterThanOrEqual(base);
    }),
  );
});

test("[R5] changes of the author alone are known as such", () => {
  const window = openWindow(engagement(0), 0);
  noteLikes(window, likes(1, ["author", true]), 0);
  expect(takeMerged(window, 1, 0)?.hasOthers).toBe(false);
  noteLikes(window, likes(3, ["author", false], ["ada", true]), 0);
  expect(takeMerged(window, 1, 0)?.hasOthers).toBe(true);
});

test("[R10] what was put back leaves with what came meanwhile, as if it had never been taken", () => {
  const change = fc.tuple(fc.nat(60).map(String), fc.boolean());
  const commits = fc.array(fc.array(change, { minLength: 1, maxLength: 30 }), { maxLength: 5 });
  fc.assert(
    fc.property(fc.array(change, { minLength: 1 }), commits, (first, later) => {
      const [taken, never] = [openWindow(engagement(0), 0), openWindow(engagement(0), 0)];
      for (const window of [taken, never]) noteLikes(window, likes(1, ...first), 5);
      const merged = takeMerged(taken, 1, 10);
      for (const [index, changes] of later.entries()) {
        for (const window of [taken, never]) noteLikes(window, likes(index + 2, ...changes), 20);
      }
      if (merged) putBackMerged(taken, merged);
      expect(takeMerged(taken, 1, 100)).toEqual(takeMerged(never, 1, 100));
    }),
  );
});

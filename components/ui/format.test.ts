// Ages, counts and durations as they are written.
import { describe, expect, it } from "vitest";
import { sayAge, writeAge, writeCount, writeCountOf, writeDuration, writeMoment } from "./format";

const NOW_MS = Date.UTC(2026, 6, 15, 12);
const ago = (ms: number) => writeAge(new Date(NOW_MS - ms).toISOString(), NOW_MS);
const MINUTE = 60_000;

describe("clock words", () => {
  it("[C56] writes ages from now to the date, and never a time ahead", () => {
    expect([ago(-5_000), ago(0), ago(59_999)]).toEqual(["now", "now", "now"]);
    expect([ago(MINUTE), ago(59 * MINUTE), ago(60 * MINUTE)]).toEqual(["1 min", "59 min", "1 h"]);
    expect([ago(24 * 60 * MINUTE), ago(6 * 24 * 60 * MINUTE)]).toEqual(["1 d", "6 d"]);
    expect(ago(8 * 24 * 60 * MINUTE)).toBe("7 Jul");
    expect(ago(400 * 24 * 60 * MINUTE)).toBe("10 Jun 2025");
  });

  it("[C56] writes counts and durations", () => {
    expect(writeCount(1_204)).toBe("1,204");
    expect([0, 1, 41].map((count) => writeCountOf(count, "like"))).toEqual([
      "0 likes",
      "1 like",
      "41 likes",
    ]);
    expect(writeCountOf(2, "person", "people")).toBe("2 people");
    expect([0, 12_000, 75_400, 3_723_000].map(writeDuration)).toEqual([
      "0:00",
      "0:12",
      "1:15",
      "1:02:03",
    ]);
  });
});

describe("moments", () => {
  const time = "2026-11-30T19:42:06.214Z";
  const later = Date.parse("2026-12-20T00:00:00Z");

  it("[C98] a moment is in words, in the reader's zone and locale", () => {
    const berlin = { locale: "en-GB", timeZone: "Europe/Berlin" };
    expect(writeMoment(time, berlin)).toBe("30 November 2026 at 20:42");
    expect(writeMoment(time, { ...berlin, locale: "de" })).toBe("30. November 2026 um 20:42");
    expect(writeAge(time, later, { ...berlin, timeZone: "Asia/Tokyo" })).toBe("1 Dec");
  });

  it("[C98] an age is said in whole words", () => {
    const at = (ms: number) => sayAge(time, Date.parse(time) + ms);
    expect(at(0)).toBe("just now");
    expect(at(60_000)).toBe("1 minute ago");
    expect(at(22 * 60_000)).toBe("22 minutes ago");
    expect(at(3 * 3_600_000)).toBe("3 hours ago");
    expect(sayAge(time, later)).toBe("30 Nov");
  });
});

// Tests of the checkers: each gets a good history, and bad ones it must refuse.
import { describe, expect, test } from "vitest";
import { type CheckerName, findersOf, judge } from "./checkers";
import type { FinalState, HistoryEvent } from "./history";
import { countTurns, type LikeOperation, possibleHearts } from "./like-operations";

const POST = "post";
let clock = 0;

/** A line of history; times follow the order of writing. */
function line(process: string, op: HistoryEvent["op"], type: string, value: unknown): HistoryEvent {
  clock++;
  return { t: clock, process, op, type, key: POST, value } as HistoryEvent;
}
const asks = (process: string, liked: boolean) => line(process, "like", "invoke", { liked });
const acked = (process: string, liked: boolean, likeCount: number, version: number) =>
  line(process, "like", "ok", { liked, likeCount, version });
const unknown = (process: string) => line(process, "like", "info", { code: "TIMEOUT" });
const failed = (process: string) => line(process, "like", "fail", { code: "RATE_LIMITED" });
const reads = (process: string) => line(process, "read", "invoke", null);
const gets = (process: string, likeCount: number, version: number) =>
  line(process, "read", "ok", { likeCount, version });
const shows = (process: string, likeCount: number, version: number) =>
  line(process, "show", "ok", { likeCount, version });
const hears = (process: string, eventId: string, likeCount: number, version: number) =>
  line(process, "tell", "ok", { eventId, likeCount, version });
const rings = (event: "new" | "updated" | "removed", actorCount: number) =>
  line("author/1", "ring", "ok", { notificationId: "bell", event, actorCount });

function final(hearts: string[], version: number, likeCount = hearts.length): FinalState {
  return {
    likes: hearts.map((userId) => ({ userId, contentId: POST, liked: true })),
    contents: [{ contentId: POST, likeCount, version }],
  };
}

const hidden = new Map([[POST, new Set(["stranger"])]]);

const good: [what: string, events: () => HistoryEvent[], final: FinalState][] = [
  ["nothing at all", () => [], final([], 0)],
  [
    "two likes, an unlike, reads in between, a bell",
    () => [
      asks("ada/1", true),
      reads("eve/1"),
      acked("ada/1", true, 1, 1),
      gets("eve/1", 1, 1),
      rings("new", 1),
      asks("bob/1", true),
      hears("eve/1", "e1", 1, 1),
      acked("bob/1", true, 2, 2),
      rings("updated", 2),
      shows("eve/1", 2, 2),
      asks("ada/1", false),
      acked("ada/1", false, 1, 3),
      shows("eve/1", 1, 3),
    ],
    final(["bob"], 3),
  ],
  [
    "an unknown like that is there",
    () => [asks("ada/1", true), unknown("ada/1")],
    final(["ada"], 1),
  ],
  ["an unknown like that is not", () => [asks("ada/1", true), unknown("ada/1")], final([], 0)],
  [
    "an unknown like overtaken by an acked unlike of the same device",
    () => [
      asks("ada/1", true),
      unknown("ada/1"),
      asks("ada/1", false),
      acked("ada/1", false, 0, 2),
    ],
    final([], 2),
  ],
  [
    "a read that overlaps a like may have seen it or not",
    () => [
      reads("eve/1"),
      reads("dan/1"),
      asks("ada/1", true),
      gets("eve/1", 0, 0),
      gets("dan/1", 1, 1),
      acked("ada/1", true, 1, 1),
    ],
    final(["ada"], 1),
  ],
  [
    "two devices of one person at once: either may have been last",
    () => [
      asks("ada/1", true),
      asks("ada/2", false),
      acked("ada/1", true, 1, 1),
      acked("ada/2", false, 0, 2),
    ],
    final([], 2),
  ],
];

const bad: [what: string, CheckerName, events: () => HistoryEvent[], final: FinalState][] = [
  [
    "an acked like is gone",
    "lost",
    () => [asks("ada/1", true), acked("ada/1", true, 1, 1)],
    final([], 1),
  ],
  [
    "an acked unlike came undone",
    "lost",
    () => [
      asks("ada/1", true),
      acked("ada/1", true, 1, 1),
      asks("ada/1", false),
      acked("ada/1", false, 0, 2),
    ],
    final(["ada"], 3),
  ],
  [
    "an older unknown like won over a newer acked one",
    "lost",
    () => [
      asks("ada/1", true),
      unknown("ada/1"),
      asks("ada/1", false),
      acked("ada/1", false, 0, 0),
    ],
    final(["ada"], 1),
  ],
  ["a like nobody made", "unexpected", () => [], final(["ada"], 1)],
  [
    "a refused like that is there",
    "unexpected",
    () => [asks("ada/1", true), failed("ada/1")],
    final(["ada"], 1),
  ],
  [
    "a read that misses what was acked before it",
    "bounds",
    () => [asks("ada/1", true), acked("ada/1", true, 1, 1), reads("eve/1"), gets("eve/1", 0, 0)],
    final(["ada"], 1),
  ],
  [
    "a read of more than anybody liked",
    "bounds",
    () => [reads("eve/1"), gets("eve/1", 2, 2), asks("ada/1", true), acked("ada/1", true, 1, 1)],
    final(["ada"], 1),
  ],
  [
    "an ack that does not count its own like",
    "bounds",
    () => [
      asks("ada/1", true),
      acked("ada/1", true, 1, 1),
      asks("bob/1", true),
      acked("bob/1", true, 1, 1),
    ],
    final(["ada", "bob"], 2),
  ],
  [
    "a version that stood still",
    "versions",
    () => [
      asks("ada/1", true),
      acked("ada/1", true, 1, 1),
      asks("bob/1", true),
      acked("bob/1", true, 2, 2),
    ],
    final(["ada", "bob"], 1),
  ],
  [
    "a like that counted twice",
    "versions",
    () => [asks("ada/1", true), acked("ada/1", true, 1, 1)],
    final(["ada"], 3),
  ],
  [
    "a count that is not its rows",
    "versions",
    () => [asks("ada/1", true), acked("ada/1", true, 1, 1)],
    final(["ada"], 1, 2),
  ],
  [
    "two counts at one version",
    "impossible",
    () => [shows("eve/1", 2, 4), shows("dan/1", 0, 4)],
    final([], 0),
  ],
  ["a count the version cannot have", "impossible", () => [shows("eve/1", 2, 3)], final([], 0)],
  ["more likes than changes", "impossible", () => [hears("eve/1", "e1", 4, 2)], final([], 0)],
  [
    "a screen that steps back",
    "monotone",
    () => [shows("eve/1", 2, 2), shows("eve/1", 1, 1)],
    final([], 0),
  ],
  [
    "reads of one client that go back",
    "monotone",
    () => [reads("eve/1"), gets("eve/1", 0, 2), reads("eve/1"), gets("eve/1", 1, 1)],
    final([], 0),
  ],
  [
    "an answer too many",
    "duplicates",
    () => [asks("ada/1", true), acked("ada/1", true, 1, 1), acked("ada/1", true, 1, 1)],
    final(["ada"], 1),
  ],
  [
    "one event received twice",
    "duplicates",
    () => [hears("eve/1", "e1", 0, 2), hears("eve/1", "e1", 0, 2)],
    final([], 0),
  ],
  [
    "a bell that rings twice",
    "duplicates",
    () => [asks("ada/1", true), acked("ada/1", true, 1, 1), rings("new", 1), rings("new", 1)],
    final(["ada"], 1),
  ],
  [
    "a bell that names more people than liked",
    "duplicates",
    () => [asks("ada/1", true), acked("ada/1", true, 1, 1), rings("new", 2)],
    final(["ada"], 1),
  ],
  [
    "an event that reached a stranger",
    "leaks",
    () => [hears("stranger/1", "e1", 0, 0)],
    final([], 0),
  ],
  [
    "a read that was let through",
    "leaks",
    () => [reads("stranger/1"), gets("stranger/1", 0, 0)],
    final([], 0),
  ],
];

describe("the judges", () => {
  test.each(good)("[F21] find nothing in %s", (_, events, end) => {
    expect(findersOf(judge({ events: events(), final: end, hidden }))).toEqual([]);
  });

  test.each(bad)("[F21] refuse %s: %s", (_, checker, events, end) => {
    expect(findersOf(judge({ events: events(), final: end, hidden }))).toContain(checker);
  });

  test("[F21] every judge has refused something", () => {
    const named = new Set(bad.map(([, checker]) => checker));
    expect([...named].toSorted()).toEqual(
      Object.keys(judge({ events: [], final: final([], 0) }))
        .filter((name) => name !== "acked" && name !== "recovered")
        .toSorted(),
    );
  });

  test("[F21] what was unknown and is there counts as recovered, once", () => {
    const events = [
      asks("ada/1", true),
      unknown("ada/1"),
      asks("bob/1", true),
      acked("bob/1", true, 2, 2),
    ];
    expect(judge({ events, final: final(["ada", "bob"], 2) })).toMatchObject({
      acked: 1,
      recovered: 1,
    });
  });

  test("[F21] a device that asks twice at once is no history", () => {
    const events = [asks("ada/1", true), asks("ada/1", false)];
    expect(() => judge({ events, final: final([], 0) })).toThrow("ada/1 asked twice at once");
  });
});

describe("one heart", () => {
  const operation = (
    liked: boolean,
    from: number,
    to = Infinity,
    process = "ada/1",
  ): LikeOperation => ({
    process,
    liked,
    from,
    to,
    isAcked: to !== Infinity,
  });

  test("[F21] is what the last acked like says, or what an unknown one may still make it", () => {
    const operations = [operation(true, 1, 2), operation(false, 3)];
    expect(possibleHearts(operations, 2, 2)).toEqual(new Set([true]));
    expect(possibleHearts(operations, 4, 5)).toEqual(new Set([true, false]));
    expect(possibleHearts([...operations, operation(true, 6, 7)], 8, 9)).toEqual(new Set([true]));
  });

  test("[F21] turned as often as its likes say, unknown ones granted either way", () => {
    expect(
      countTurns([operation(true, 1, 2), operation(true, 3, 4), operation(false, 5, 6)]),
    ).toEqual({
      least: 2,
      most: 2,
    });
    expect(countTurns([operation(true, 1), operation(true, 3, 4), operation(false, 5)])).toEqual({
      least: 1,
      most: 2,
    });
    expect(countTurns([operation(true, 1, 9), operation(false, 2, 8, "ada/2")])).toEqual({
      least: 0,
      most: 2,
    });
  });
});

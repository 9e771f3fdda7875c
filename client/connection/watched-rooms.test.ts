import { beforeEach, describe, expect, it } from "vitest";
import { HeartwireError } from "@/protocol/errors";
import type { JoinAnswer } from "@/protocol/events/room-events";
import type { ContentRef } from "@/protocol/ids";
import { EPOCH, sampleContent, sampleId } from "../testing/sample-views";
import { settle, VirtualClock } from "../testing/virtual-clock";
import { WatchedRooms } from "./watched-rooms";

let clock: VirtualClock;
let rooms: WatchedRooms;
let joins: { at: number; ids: string[] }[];
let leaves: string[][];
let isOpen: boolean;
let join: (contents: ContentRef[]) => Promise<JoinAnswer>;
let watched: readonly string[];
let joined: readonly string[];

beforeEach(() => {
  clock = new VirtualClock();
  joins = [];
  leaves = [];
  isOpen = true;
  watched = joined = [];
  join = async () => ({ epoch: EPOCH, contents: [], missing: [] });
  rooms = new WatchedRooms({
    clock,
    join: (contents) => {
      joins.push({ at: clock.now(), ids: contents.map((each) => each.contentId) });
      return join(contents);
    },
    leave: async (contents) => {
      for (const each of contents) expect(Object.keys(each)).toHaveLength(2);
      leaves.push(contents.map((each) => each.contentId));
    },
    versionOf: (contentId) => (contentId === sampleId(1) ? 7 : undefined),
    joined: () => undefined,
    isOpen: () => isOpen,
    watchedChanged: (contentIds) => {
      watched = contentIds;
    },
    joinedChanged: (contentIds) => {
      joined = contentIds;
    },
  });
});

function content(number: number): ContentRef {
  return { contentType: "post", contentId: sampleId(number) };
}

function ids(...numbers: number[]): string[] {
  return numbers.map(sampleId);
}

describe("watched rooms", () => {
  it("[C27] what stays in view is joined in one batch, with the version held", async () => {
    let payload: unknown;
    const plain = join;
    join = (contents) => {
      payload = contents;
      return plain(contents);
    };
    const passing = rooms.see(content(3));
    await clock.advance(50);
    passing();
    rooms.see(content(1));
    rooms.see(content(2));
    expect([rooms.contentIds, rooms.onScreenIds]).toEqual([[], ids(1, 2)]);
    await clock.advance(150);
    expect(joins.map((each) => each.ids)).toEqual([ids(1, 2)]);
    expect(payload).toEqual([{ ...content(1), version: 7 }, content(2)]);
    expect(watched).toEqual(ids(1, 2));
  });

  it("[C27] left after a second out of view, kept while any element shows it", async () => {
    const away = [rooms.see(content(1)), rooms.see(content(1))];
    await clock.advance(150);
    away[0]?.();
    away[0]?.();
    await clock.advance(2_000);
    expect(joined).toEqual(ids(1));
    away[1]?.();
    away[1]?.();
    await clock.advance(900);
    expect(leaves).toEqual([]);
    await clock.advance(200);
    expect(leaves).toEqual([ids(1)]);
    expect(watched).toEqual([]);
    expect(clock.pendingTimers).toBe(0);
  });

  it("[C65] only what the contract names is sent, however much the caller knows of the content", async () => {
    const away = rooms.see(sampleContent(1));
    await clock.advance(150);
    away();
    await clock.advance(1_100);
    expect(leaves).toEqual([ids(1)]);
  });

  it("[C27] back in view within the second: neither left nor joined again", async () => {
    const away = rooms.see(content(1));
    await clock.advance(150);
    away();
    await clock.advance(500);
    rooms.see(content(1));
    await clock.advance(5_000);
    expect(leaves).toEqual([]);
    expect(joins).toHaveLength(1);
  });

  it("[C28] scrolling fast through a thousand joins only where the eye rests, under 60 joins a minute", async () => {
    for (let number = 1; number <= 1_000; number += 1) {
      const away = rooms.see(content(number));
      await clock.advance(number % 7 === 0 ? 120 : 20);
      away();
    }
    const rests = rooms.see(content(2_000));
    await clock.advance(10_000);
    expect(joined).toEqual(ids(2_000));
    rests();
    for (const { at } of joins) {
      const inOneMinute = joins.filter((each) => each.at >= at && each.at < at + 60_000);
      expect(inOneMinute.length).toBeLessThan(60);
    }
    expect(joins.length).toBeGreaterThan(5);
    expect(joins.flatMap((each) => each.ids).length).toBeLessThan(200);
  });

  it("[C28] looked at without an end, it is still under 60 joins in any minute", async () => {
    for (let number = 1; number <= 600; number += 1) {
      const away = rooms.see(content(number));
      await clock.advance(200);
      away();
    }
    const busiest = joins.map(
      ({ at }) => joins.filter((each) => each.at >= at && each.at < at + 60_000).length,
    );
    expect(Math.max(...busiest)).toBeLessThan(60);
    expect(Math.max(...busiest)).toBeGreaterThan(40);
  });

  it("[C28] never more than a hundred rooms: the longest unseen give way", async () => {
    for (let number = 1; number <= 130; number += 1) {
      rooms.see(content(number));
      await clock.advance(1);
    }
    await clock.advance(5_000);
    expect(rooms.contentIds).toHaveLength(100);
    expect(joined.slice().sort()).toEqual(rooms.contentIds.slice().sort());
    expect(rooms.contentIds).toContain(sampleId(130));
    expect(rooms.contentIds).not.toContain(sampleId(1));
  });

  it("[C29] after a reconnect the rooms of its own list are joined again, in one request", async () => {
    rooms.see(content(1));
    rooms.see(content(2));
    await clock.advance(150);
    rooms.lost();
    isOpen = false;
    expect(joined).toEqual([]);
    rooms.see(content(3));
    await clock.advance(200);
    expect(joins).toHaveLength(1);
    await rooms.rejoin();
    expect(joins[1]?.ids).toEqual(ids(1, 2, 3));
    rooms.see(content(4));
    await clock.advance(200);
    isOpen = true;
    rooms.opened();
    await clock.advance(0);
    expect(joins[2]?.ids).toEqual(ids(4));
  });

  it("[C28] a refused join waits as long as the server says and is asked again", async () => {
    const plain = join;
    join = async () => {
      throw new HeartwireError("RATE_LIMITED", "slow down", { retryAfterMs: 3_000 });
    };
    rooms.see(content(1));
    await clock.advance(150);
    join = plain;
    await clock.advance(2_900);
    expect(joins).toHaveLength(1);
    await clock.advance(200);
    expect(joins).toHaveLength(2);
    expect(joined).toEqual(ids(1));
  });

  it("[C60] a join whose answer is lost on a living socket is asked again", async () => {
    const plain = join;
    join = async () => {
      throw new HeartwireError("TIMEOUT", "no answer");
    };
    rooms.see(content(1));
    await clock.advance(150);
    expect(joined).toEqual([]);
    join = plain;
    await clock.advance(1_250);
    expect(joins.map((each) => each.ids)).toEqual([ids(1), ids(1)]);
    expect(joined).toEqual(ids(1));
  });

  it("[C59] a reconnect whose rooms could not be joined says so", async () => {
    rooms.see(content(1));
    await clock.advance(150);
    join = async () => {
      throw new HeartwireError("TIMEOUT", "no answer");
    };
    await expect(rooms.rejoin()).rejects.toThrow("no answer");
    expect(joined).toEqual([]);
  });

  it("[C11] what the server does not show is not asked for again while it stays on screen", async () => {
    join = async () => ({ epoch: EPOCH, contents: [], missing: ids(1) });
    rooms.see(content(1));
    await clock.advance(60_000);
    expect(joins).toHaveLength(1);
    expect(rooms.contentIds).toEqual([]);
    await settle();
  });

  it("[C92] a room the page was put out of is joined again once its content is shown again", async () => {
    const away = rooms.see(content(1));
    await clock.advance(100);
    expect(joined).toEqual(ids(1));
    rooms.evicted(sampleId(1));
    expect(joined).toEqual([]);
    away();
    await clock.advance(200);
    expect(joins).toHaveLength(1);
    rooms.see(content(1));
    await clock.advance(0);
    await settle();
    expect(joins.map((each) => each.ids)).toEqual([ids(1), ids(1)]);
    expect(joined).toEqual(ids(1));
    rooms.see(content(1));
    await clock.advance(2_000);
    expect(joins).toHaveLength(2);
    expect(leaves).toEqual([]);
  });
});

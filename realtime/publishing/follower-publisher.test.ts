// News for followers under a clock moved by hand: what is read for them, who gets them, and when.
import { beforeEach, expect, test } from "vitest";
import { VirtualClock } from "@/client/testing/virtual-clock";
import type { CommittedLike } from "@/engine/activity/liked-activities";
import type { Change } from "@/engine/changes";
import { testLog } from "@/test/database/test-database";
import { type Audience, createAudience } from "../audience";
import { createDelivery, type DeliveryDeps } from "../delivery/delivery";
import type { RealtimeContext } from "../realtime-context";
import { createFollowerPublisher, type FollowerPublisher } from "./follower-publisher";

type ActivityChange = Extract<Change, { kind: "activity" }>;

const people = ["ann", "ben", "cat"];

let clock: VirtualClock;
let audience: Audience;
let followersOf: Record<string, string[]>;
/** Who may not see any content that is not public. */
let hidden: Set<string>;
/** What the database was asked, in order. */
let asked: string[];
let failures: number;
/** Runs while the database is asked for words or who may see. */
let meanwhile: () => void;
let sent: [userIds: string[], event: string, activityId: string][];
let publisher: FollowerPublisher;

beforeEach(() => {
  clock = new VirtualClock();
  audience = createAudience();
  followersOf = { ada: [...people, "away"] };
  hidden = new Set();
  asked = [];
  failures = 0;
  meanwhile = () => {};
  sent = [];
  for (const userId of people) audience.addSocket(userId);
  const broadcaster = {
    toPeople: (userIds: string[], event: string, payload: { activity: { id: string } }) =>
      sent.push([userIds, event, payload.activity.id]),
  } as unknown as DeliveryDeps["broadcaster"];
  const visibility = {
    async filterAudience(contentId: string, userIds: string[]) {
      asked.push(`who may see ${contentId}`);
      await Promise.resolve();
      meanwhile();
      return new Set(userIds.filter((userId) => !hidden.has(userId)));
    },
  };
  const delivery = createDelivery({ broadcaster, audience, visibility });
  publisher = createFollowerPublisher({
    engine: makeEngine(),
    audience,
    delivery,
    clock,
    log: testLog,
  });
});

function makeEngine(): RealtimeContext["engine"] {
  return {
    people: {
      async listFollowers(actorIds: string[], max: number) {
        asked.push(`followers of ${actorIds.join(" ")}`);
        await Promise.resolve();
        if (failures-- > 0) throw new Error("the database is away");
        return new Map(
          actorIds.map((actorId) => {
            const ids = followersOf[actorId] ?? [];
            return [actorId, ids.length > max ? null : ids];
          }),
        );
      },
      async listFollowersAmong(actorId: string, userIds: string[]) {
        asked.push(`${userIds.length} about ${actorId}`);
        const follows = new Set(followersOf[actorId]);
        return userIds.filter((userId) => follows.has(userId));
      },
    },
    activity: {
      async describeLikes(likes: CommittedLike[]) {
        asked.push(`words of ${likes.length}`);
        await Promise.resolve();
        meanwhile();
        return likes.map(({ actorId, liked }) => ({
          id: `${actorId} ${liked.engagement.contentId}`,
          objectType: "post",
          objectId: liked.engagement.contentId,
        }));
      },
      async readActivity(viewerId: string, activityId: string) {
        asked.push(`${activityId} for ${viewerId}`);
        return activityId.includes("undone") ? null : { id: activityId, objectType: "user" };
      },
    },
  } as unknown as RealtimeContext["engine"];
}

function like(contentId = "p1", actorId = "ada", isPublic = true): ActivityChange {
  const engagement = {
    contentId,
    contentType: "post" as const,
    likeCount: 1,
    commentCount: 0,
    repostCount: 0,
    version: 1,
  };
  return {
    kind: "activity",
    actorId,
    activityId: `liked:${actorId}:${contentId}`,
    liked: { authorId: "bob", isPublic, engagement, likedAt: "2026-01-01T00:00:00.000Z" },
  };
}

const note = (...changes: ActivityChange[]) => {
  for (const change of changes) publisher.note(change);
};
/** In steps: what is asked takes turns of the event loop, and no time. */
async function pass(byMs: number): Promise<void> {
  for (let step = 0; step < 20; step++) await clock.advance(byMs / 20);
}
const sentIds = () => sent.map(([, , activityId]) => activityId);

test("[R20, R80] a like is sent to all connected followers in one event, and nothing is read for it", async () => {
  note(like());
  await clock.advance(0);
  expect(sent).toEqual([[people, "activity:new", "ada p1"]]);
  expect(asked).toEqual(["followers of ada", "words of 1"]);
});

test("[R80, R81] of a thousand likes all arrive, in order, in as many rounds as pauses", async () => {
  note(like("first"));
  await clock.advance(0);
  const rounds: number[] = [];
  meanwhile = () => rounds.push(clock.now());
  const contentIds = Array.from({ length: 1_000 }, (_, nth) => `p${nth}`);
  for (const contentId of contentIds) {
    note(like(contentId));
    await clock.advance(1);
  }
  await pass(50);
  expect(sentIds()).toEqual(["first", ...contentIds].map((contentId) => `ada ${contentId}`));
  expect(asked.filter((question) => question.startsWith("followers"))).toHaveLength(1);
  expect(rounds.length).toBeGreaterThan(10);
  for (const [nth, at] of rounds.entries()) {
    expect(at - (rounds[nth - 1] ?? 0)).toBeGreaterThanOrEqual(50);
  }
  expect(publisher.waitingCount).toBe(0);
});

test("[R80] a like of somebody nobody connected follows is neither asked about twice nor kept", async () => {
  followersOf = { ada: ["away"] };
  for (let nth = 0; nth < 5; nth++) {
    note(like(`p${nth}`));
    await pass(60);
  }
  expect(asked).toEqual(["followers of ada"]);
  expect(publisher.waitingCount).toBe(0);
});

test("[R80, R65] who may see is asked once for each content that not everybody may see", async () => {
  followersOf.bo = ["ann"];
  hidden.add("ben");
  note(like("p1", "ada", false), like("p1", "bo", false), like("p2"));
  await pass(60);
  expect(asked.filter((question) => question.startsWith("who"))).toEqual(["who may see p1"]);
  expect(sent.toSorted()).toEqual(
    [
      [["ann", "cat"], "activity:new", "ada p1"],
      [["ann"], "activity:new", "bo p1"],
      [people, "activity:new", "ada p2"],
    ].toSorted(),
  );
});

for (const isPublic of [true, false]) {
  const content = isPublic ? "public" : "followers-only";

  test(`[R82] a like of a ${content} content undone before its news left reaches nobody`, async () => {
    note(like("p1", "ada", isPublic));
    publisher.dropLike("ada", "p1");
    await pass(60);
    meanwhile = () => publisher.dropLike("ada", "p2");
    note(like("p2", "ada", isPublic));
    await pass(60);
    expect(sent).toEqual([]);
    expect(publisher.waitingCount).toBe(0);
  });

  test(`[R82] a like of a ${content} content that is deleted meanwhile reaches nobody`, async () => {
    meanwhile = () => publisher.dropContent("p1");
    note(like("p1", "ada", isPublic));
    await pass(60);
    expect(sent).toEqual([]);
    expect(publisher.waitingCount).toBe(0);
  });

  test(`[R82] who stops following while a like of a ${content} content leaves gets nothing`, async () => {
    let isOver = false;
    meanwhile = () => {
      if (isOver) return;
      isOver = true;
      followersOf.ada = ["ben", "cat"];
      publisher.forgetFollowers("ada");
    };
    note(like("p1", "ada", isPublic));
    await pass(120);
    expect(sent).toEqual([[["ben", "cat"], "activity:new", "ada p1"]]);
  });
}

test("[R82] a like undone and set again is news once", async () => {
  note(like());
  publisher.dropLike("ada", "p1");
  note(like());
  await pass(120);
  expect(sentIds()).toEqual(["ada p1"]);
});

test("[R82] a follow that changes while followers are asked for is asked for again", async () => {
  note(like());
  followersOf.ada = ["ann"];
  publisher.forgetFollowers("ada");
  await pass(120);
  expect(sent).toEqual([[["ann"], "activity:new", "ada p1"]]);
});

test("[R83] an arrival makes nothing be asked again, and the arrived get what follows", async () => {
  note(like());
  await pass(60);
  audience.addSocket("away");
  note(like("p2"));
  await pass(60);
  expect(sent.at(-1)).toEqual([[...people, "away"], "activity:new", "ada p2"]);
  expect(asked.filter((question) => question.startsWith("followers"))).toHaveLength(1);
});

test("[R83] of an actor with many followers those connected are asked about, in parts, each once", async () => {
  followersOf.ada = Array.from({ length: 20_000 }, (_, nth) => `f${nth}`);
  for (let nth = 0; nth < 6_000; nth++) audience.addSocket(nth % 2 ? `f${nth}` : `s${nth}`);
  note(like());
  await pass(60);
  const parts = asked.filter((question) => question.endsWith("about ada"));
  expect(parts).toHaveLength(13);
  expect(Math.max(...parts.map((question) => Number.parseInt(question, 10)))).toBe(500);
  expect(sent[0]?.[0]).toHaveLength(3_000);
  asked = [];
  audience.addSocket("f19999");
  note(like("p2"));
  await pass(60);
  expect(asked).toEqual(["1 about ada", "words of 1"]);
  expect(sent.at(-1)?.[0]).toHaveLength(3_001);
});

test("[R83] many actors are asked for in parts", async () => {
  note(...Array.from({ length: 50 }, (_, nth) => like("p1", `actor${nth}`)));
  await pass(60);
  expect(asked.map((question) => question.split(" actor").length - 1)).toEqual([20, 20, 10]);
});

test("[R84] what failed is sent once it can be, with all that came meanwhile", async () => {
  failures = 2;
  note(like());
  await pass(500);
  note(like("p2"));
  await pass(2_000);
  expect(sentIds()).toEqual(["ada p1", "ada p2"]);
});

test("[R20] what is no like is read once, and what is undone reaches nobody", async () => {
  note(
    { kind: "activity", actorId: "ada", activityId: "followed:ada:bob" },
    { kind: "activity", actorId: "ada", activityId: "followed:ada:undone" },
  );
  await pass(60);
  expect(sent).toEqual([[people, "activity:new", "followed:ada:bob"]]);
  expect(asked.filter((question) => question.includes(" for "))).toEqual([
    "followed:ada:bob for ada",
    "followed:ada:undone for ada",
  ]);
  expect(publisher.waitingCount).toBe(0);
});

// The publisher under a clock moved by hand: who receives what, in which order, how often.
import { beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { VirtualClock } from "@/client/testing/virtual-clock";
import type { Engine } from "@/engine/engine";
import { likeBatchEventSchema, likeEventSchema } from "@/protocol/events/like-events";
import { viewerEngagementSchema } from "@/protocol/views";
import { testLog } from "@/test/database/test-database";
import { createRealtimeMetrics, type RealtimeMetrics } from "../../server/metrics";
import { type Audience, createAudience } from "../audience";
import { createDelivery, type DeliveryDeps } from "../delivery/delivery";
import { createLikePublisher, type LikePublisher } from "./like-publisher";

const person = (n: number) => `0190a000-0000-7000-8000-${String(n).padStart(12, "0")}`;
const [author, ada, bob, cy] = [person(1), person(2), person(3), person(4)];
const contentId = person(99);
const content = { contentId, contentType: "post" as const };

interface Sent {
  to: string;
  event: string;
  payload: Record<string, unknown>;
}

let sent: Sent[];
/** Events to people, once a frame. */
let framed: { userIds: string[]; event: string }[];
let hidden: Set<string>;
let failures: number;
let areNamesLost: boolean;
/** What happens while names are read, and while it is asked who may see. */
let meanwhile: { naming: () => void; asking: () => void };
let audience: Audience;
let clock: VirtualClock;
let publisher: LikePublisher;
let metrics: RealtimeMetrics;
let version: number;

beforeEach(() => {
  sent = [];
  framed = [];
  hidden = new Set();
  failures = 0;
  areNamesLost = false;
  meanwhile = { naming: () => undefined, asking: () => undefined };
  version = 0;
  audience = createAudience();
  clock = new VirtualClock();
  for (const userId of [author, ada, bob, cy]) audience.addSocket(userId);
  for (const userId of [bob, cy]) audience.addViewer(content, userId);
  const broadcaster: DeliveryDeps["broadcaster"] = {
    toPeople(userIds, event, payload) {
      framed.push({ userIds, event });
      for (const userId of userIds) note(`user ${userId}`, event, payload);
    },
    toViewers: async (_content, also, event, payload) =>
      note(also ? `room and ${also}` : "room", event, payload),
    evict: (_content, userIds) => note(`evicted ${userIds.join()}`, "evict", {}),
    closeRoom: () => undefined,
  };
  const engine = {
    people: {
      readPersons: async (userIds: string[]) => {
        await Promise.resolve();
        meanwhile.naming();
        if (areNamesLost) throw new Error("the database hangs");
        return new Map(userIds.map((userId) => [userId, personNamed(userId)]));
      },
    },
    visibility: {
      filterAudience: async (_contentId: string, userIds: string[]) => {
        if (failures > 0) {
          failures--;
          throw new Error("the database hangs");
        }
        const allowed = new Set(userIds.filter((userId) => !hidden.has(userId)));
        await Promise.resolve();
        meanwhile.asking();
        return allowed;
      },
    },
  } as unknown as Engine;
  metrics = createRealtimeMetrics();
  const delivery = createDelivery({ broadcaster, audience, visibility: engine.visibility });
  publisher = createLikePublisher({ engine, audience, delivery, clock, metrics, log: testLog });
});

function note(to: string, event: string, payload: unknown) {
  sent.push({ to, event, payload: payload as Record<string, unknown> });
}

function personNamed(userId: string) {
  const name = userId.slice(-1);
  return { userId, username: `name_${name}`, displayName: name, avatarUrl: null };
}

function commit(...changes: [userId: string, isLiked: boolean][]) {
  commitAs(false, changes);
}

function commitAs(isPublic: boolean, changes: [userId: string, isLiked: boolean][]) {
  version += changes.length;
  publisher.note({
    engagement: { ...content, likeCount: version, commentCount: 0, repostCount: 0, version },
    authorId: author,
    isPublic,
    changes: changes.map(([userId, isLiked]) => ({ userId, isLiked })),
    occurredAt: "2026-01-01T00:00:00.000Z",
  });
}

test("[R6] the actor's devices receive first, then the room and the author once, at once", async () => {
  commit([ada, true]);
  await clock.advance(0);
  expect(sent.map(({ to, event }) => [to, event])).toEqual([
    [`user ${ada}`, "like:created"],
    [`room and ${author}`, "post:liked"],
  ]);
  expect(z.strictObject(viewerEngagementSchema.shape).parse(sent[0]?.payload)).toMatchObject({
    liked: true,
  });
  expect(z.strictObject(likeEventSchema.shape).parse(sent[1]?.payload)).toMatchObject({
    postId: contentId,
    userId: ada,
    isLiked: true,
    totalLikes: 1,
    version: 1,
  });
});

test("[R7] at most one event a room in a window; the actors' own events never wait", async () => {
  commit([ada, true]);
  await clock.advance(1);
  commit([bob, true]);
  commit([ada, false]);
  await clock.advance(1);
  expect(sent.filter(({ to }) => to.startsWith("room"))).toHaveLength(1);
  expect(sent.filter(({ to }) => to.startsWith("user"))).toHaveLength(3);
  await clock.advance(60);
  const rooms = sent.filter(({ to }) => to.startsWith("room"));
  expect(rooms.map(({ event }) => event)).toEqual(["post:liked", "like:count_updated"]);
  expect(z.strictObject(likeBatchEventSchema.shape).parse(rooms[1]?.payload)).toMatchObject({
    changeCount: 2,
    version: 3,
    totalLikes: 3,
    authorId: author,
  });
});

test("[R71] all who liked in one commit get one frame, and all who unliked another", async () => {
  commit([ada, true], [bob, false], [cy, true]);
  await clock.advance(0);
  expect(framed).toEqual([
    { userIds: [ada, cy], event: "like:created" },
    { userIds: [bob], event: "like:removed" },
  ]);
});

test("[R7] 1,000 changes in a second cause at most 21 room events, and the last one is right", async () => {
  for (let i = 0; i < 1_000; i++) {
    commit([person(1_000 + i), true]);
    await clock.advance(1);
  }
  await clock.advance(2_000);
  const rooms = sent.filter(({ to }) => to.startsWith("room"));
  expect(rooms.length).toBeGreaterThan(10);
  expect(rooms.length).toBeLessThanOrEqual(21);
  expect(rooms.at(-1)?.payload).toMatchObject({ version: 1_000, likeCount: 1_000 });
});

test("[R8] the author does not receive their own like through user:, the room does", async () => {
  commit([author, true]);
  await clock.advance(0);
  expect(sent.map(({ to, event }) => [to, event])).toEqual([
    [`user ${author}`, "like:created"],
    ["room", "post:liked"],
  ]);
});

test("[R9] who may not see it any more is taken out before the event, not after", async () => {
  hidden.add(bob);
  commit([ada, true]);
  await clock.advance(0);
  expect(sent.map(({ to }) => to)).toEqual([`user ${ada}`, `evicted ${bob}`, `room and ${author}`]);
});

test("[R9] an empty audience reaches nobody", async () => {
  hidden = new Set([author, ada, bob, cy]);
  commit([ada, true]);
  await clock.advance(2_000);
  expect(sent.filter(({ event }) => event !== "evict")).toEqual([]);
});

test("[R36] what everybody might see at its commit is sent without asking", async () => {
  hidden = new Set([bob]);
  failures = 9;
  commitAs(true, [[ada, true]]);
  await clock.advance(0);
  expect(sent.map(({ to }) => to)).toEqual([`user ${ada}`, `room and ${author}`]);
});

test("[R37] a count never waits for names that cannot be read", async () => {
  areNamesLost = true;
  commit([ada, true]);
  await clock.advance(0);
  const [room] = sent.filter(({ to }) => to.startsWith("room"));
  expect(room?.event).toBe("like:count_updated");
  expect(z.strictObject(likeBatchEventSchema.shape).parse(room?.payload)).toMatchObject({
    version: 1,
    changeCount: 1,
    likers: [],
  });
});

test("[R10] a send that fails is made up for, with the state of then", async () => {
  failures = 1;
  commit([ada, true]);
  await clock.advance(0);
  expect(sent).toEqual([]);
  commit([cy, true]);
  await clock.advance(1_100);
  expect(sent.filter(({ to }) => to.startsWith("user"))).toHaveLength(2);
  expect(sent.filter(({ to }) => to.startsWith("room")).at(-1)?.payload).toMatchObject({
    version: 2,
  });
});

test("[R11] a quiet publisher holds nothing", async () => {
  commit([ada, true]);
  await clock.advance(5_000);
  await clock.advance(5_000);
  expect(publisher.laneCount).toBe(0);
  expect(clock.pendingTimers).toBe(0);
});

test("[R11] a content that is gone leaves nothing behind", async () => {
  commit([ada, true]);
  await clock.advance(1);
  commit([bob, true]);
  await clock.advance(1);
  publisher.forget(contentId);
  const before = sent.length;
  await clock.advance(5_000);
  expect(sent).toHaveLength(before);
  expect(clock.pendingTimers).toBe(0);
});

test("[R48] what was merged and how long a commit waited to be sent are counted", async () => {
  commit([ada, true]);
  await clock.advance(1);
  commit([bob, true]);
  commit([cy, true]);
  await clock.advance(60);
  const waited = await metrics.commitToEmitSeconds.get();
  const read = (part: string) =>
    waited.values.find(({ metricName }) => metricName?.endsWith(part))?.value;
  expect(read("_count")).toBe(2);
  expect(read("_sum")).toBeCloseTo(0.049);
  expect((await metrics.changesCommitted.get()).values).toMatchObject([{ value: 3 }]);
  expect((await metrics.changesMerged.get()).values).toMatchObject([{ value: 2 }]);
});

test("[R9] a person who may no longer see it once the names are read gets nothing", async () => {
  meanwhile.naming = () => hidden.add(bob).add(author);
  commit([ada, true]);
  await clock.advance(0);
  expect(sent.map(({ to, event }) => [to, event])).toEqual([
    [`user ${ada}`, "like:created"],
    [`evicted ${bob}`, "evict"],
    ["room", "post:liked"],
  ]);
});

test("[R11] what is gone once the names are read is sent to nobody", async () => {
  meanwhile.naming = () => publisher.forget(contentId);
  commitAs(true, [[ada, true]]);
  await clock.advance(100);
  expect(sent.map(({ event }) => event)).toEqual(["like:created"]);
  expect(publisher.laneCount).toBe(0);
});

test("[R6] a heart that moved again during the visibility check is sent once, as it is", async () => {
  meanwhile.asking = () => {
    meanwhile.asking = () => undefined;
    commit([ada, false]);
  };
  commit([ada, true]);
  await clock.advance(0);
  const own = sent.filter(({ to }) => to === `user ${ada}`);
  expect(own).toMatchObject([{ event: "like:removed", payload: { liked: false, version: 2 } }]);
});

test("[R10] a room event that cannot be asked about is put back whole, and leaves with what came meanwhile", async () => {
  meanwhile.naming = () => {
    meanwhile.naming = () => undefined;
    failures = 1;
  };
  commit([ada, true]);
  await clock.advance(0);
  const rooms = () => sent.filter(({ to }) => to.startsWith("room"));
  expect(rooms()).toEqual([]);
  commit([bob, true]);
  await clock.advance(1_100);
  expect(rooms().map(({ event }) => event)).toEqual(["like:count_updated"]);
  expect(rooms()[0]?.payload).toMatchObject({ version: 2, changeCount: 2 });
});

// Who gets what, event by event. Each server event's payload is asked whether it names the content. Delivery
// is asked whether it reached a person who may not see it. The answers must agree.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { beforeEach, expect, test } from "vitest";
import { serverEventSchemas } from "@/protocol/events";
import { createAudience } from "../audience";
import { createDelivery, type Delivery, type DeliveryDeps } from "./delivery";
import {
  type ContentEvent,
  type EventPayload,
  type PersonEvent,
  type ServerEvent,
  type ServerEventName,
  subjectOf,
} from "./event-subjects";

const uuid = (n: number) => `0190a000-0000-7000-8000-${String(n).padStart(12, "0")}`;
const [sees, hidden, other] = [uuid(1), uuid(2), uuid(3)];
const content = { contentId: uuid(99), contentType: "post" as const };
const at = "2026-01-01T00:00:00.000Z";
const person = { userId: other, username: "ada", displayName: "Ada", avatarUrl: null };
const counts = { ...content, likeCount: 1, commentCount: 0, repostCount: 0, version: 1 };
const own = { ...counts, liked: true, reposted: false };
const like = {
  ...counts,
  ...person,
  eventId: uuid(5),
  postId: content.contentId,
  isLiked: true,
  totalLikes: 1,
  occurredAt: at,
};
const batch = {
  ...counts,
  eventId: uuid(5),
  authorId: other,
  totalLikes: 1,
  changeCount: 1,
  likers: [],
  windowMs: 0,
  occurredAt: at,
};
const inbox = { unreadCount: 1, inboxVersion: 1 };
const rung = {
  id: uuid(6),
  title: "",
  message: "",
  actors: [person],
  actorCount: 1,
  createdAt: at,
  updatedAt: at,
  isRead: false,
};
const liked = {
  ...inbox,
  notification: {
    ...rung,
    type: "like" as const,
    data: { ...content, likerId: other, likerUsername: "ada", totalLikes: 1, excerpt: "words" },
  },
};
const followed = {
  ...inbox,
  notification: {
    ...rung,
    type: "follow" as const,
    data: { followerId: other, followerUsername: "ada" },
  },
};
const acted = {
  activity: {
    id: uuid(7),
    actor: person,
    verb: "liked" as const,
    objectType: content.contentType,
    objectId: content.contentId,
    object: { kind: "content" as const, author: person, excerpt: "words" },
    engagement: counts,
    createdAt: at,
  },
};
const followedSomebody = {
  activity: {
    ...acted.activity,
    verb: "followed" as const,
    objectType: "user" as const,
    objectId: other,
    object: { kind: "user" as const, person },
    engagement: undefined,
  },
};

/** Every server event, in each form that it may have. A new event does not compile until it has some. */
const samples: { [E in ServerEventName]: EventPayload<E>[] } = {
  "session:ready": [{ ...inbox, userId: other, epoch: uuid(8) }],
  "session:ended": [{ reason: "expired" }],
  "like:created": [own],
  "like:removed": [own],
  "post:liked": [like],
  "post:unliked": [like],
  "like:count_updated": [batch],
  "notification:new": [liked, followed],
  "notification:updated": [liked, followed],
  "notification:removed": [liked, followed],
  "inbox:updated": [inbox],
  "viewers:updated": [{ ...content, viewerCount: 1 }],
  "activity:new": [acted, followedSomebody],
  "content:removed": [content],
  "feed:new": [{ ...content, authorId: other }],
};
const events = Object.entries(samples).flatMap(([event, payloads]) =>
  payloads.map((payload) => ({ event, payload }) as ServerEvent),
);
/** They take away what somebody was shown before, and so go to those who may see it no longer. */
const TAKES_AWAY: ServerEventName[] = ["notification:removed", "content:removed"];

let received: Map<string, string[]>;
let asked: number;
let isAway: boolean;
let delivery: Delivery;

beforeEach(() => {
  received = new Map([sees, hidden].map((userId) => [userId, []]));
  asked = 0;
  isAway = false;
  const audience = createAudience();
  for (const userId of [sees, hidden]) audience.addViewer(content, userId);
  const give = (userIds: Iterable<string>, event: string) => {
    for (const userId of new Set(userIds)) received.get(userId)?.push(event);
  };
  const broadcaster: DeliveryDeps["broadcaster"] = {
    toPeople: (userIds, event) => give(userIds, event),
    async toViewers(_content, also, event) {
      const viewers = [...(audience.findWatched(content.contentId)?.viewers.keys() ?? [])];
      give(also === null ? viewers : [...viewers, also], event);
    },
    evict(_content, userIds) {
      for (const userId of userIds) audience.removeViewer(content.contentId, userId);
    },
    closeRoom: () => undefined,
  };
  const visibility = {
    async filterAudience(_contentId: string, userIds: string[]) {
      asked++;
      if (isAway) throw new Error("the database is away");
      return new Set(userIds.filter((userId) => userId !== hidden));
    },
  };
  delivery = createDelivery({ broadcaster, audience, visibility });
});

test("[R65] the samples are every event of the contract, each as its schema says", () => {
  expect(Object.keys(samples).sort()).toEqual(Object.keys(serverEventSchemas).sort());
  for (const { event, payload } of events) {
    expect(serverEventSchemas[event].safeParse(payload).success, event).toBe(true);
  }
});

test("[R65] an event that names a content has it for its subject, in every form", () => {
  for (const each of events) {
    const names = JSON.stringify(each.payload).includes(content.contentId);
    const isGated = names && !TAKES_AWAY.includes(each.event);
    expect(subjectOf(each), each.event).toEqual(isGated ? content : null);
  }
});

test("[R65] whichever event names a content and whichever way it is sent, who may not see gets nothing", async () => {
  for (const each of events) {
    if (subjectOf(each) === null) continue;
    const event = each as ContentEvent;
    const userIds = [sees, hidden];
    const ways: (() => Promise<void>)[] = [
      () => delivery.sendToPeople(userIds, event as PersonEvent),
      () =>
        delivery.sendToVisible(content, {
          to: "people",
          userIds,
          compose: () => [{ userIds, event }],
        }),
      () =>
        delivery.sendToVisible(content, {
          to: "viewers",
          alsoUserId: hidden,
          compose: () => event,
        }),
    ];
    for (const send of ways) {
      received.get(sees)?.splice(0);
      await send();
      expect(received.get(sees), event.event).toEqual([event.event]);
      expect(received.get(hidden), event.event).toEqual([]);
    }
  }
});

test("[R65] events of no content leave at once and unasked", () => {
  for (const each of events) {
    if (subjectOf(each) !== null || !/^(inbox|notification|activity):/.test(each.event)) continue;
    received.get(hidden)?.splice(0);
    void delivery.sendToPeople([hidden], each as PersonEvent);
    expect(received.get(hidden)).toEqual([each.event]);
  }
  expect(asked).toBe(0);
});

test("[R65] what is asked about one content lets no event of another pass", async () => {
  const elsewhere = { contentId: uuid(98), contentType: "post" as const };
  const event: ContentEvent = { event: "post:liked", payload: like };
  const send = delivery.sendToVisible(elsewhere, {
    to: "people",
    userIds: [sees],
    compose: () => [{ userIds: [sees], event }],
  });
  await expect(send).rejects.toThrow("does not speak of the content");
  expect(received.get(sees)).toEqual([]);
});

test("[R65] further people named by the composer, and everybody while it cannot be asked, get nothing", async () => {
  const event: ContentEvent = { event: "post:liked", payload: like };
  const compose = () => [{ userIds: [sees, hidden], event }];
  await delivery.sendToVisible(content, { to: "people", userIds: [hidden], compose });
  isAway = true;
  await expect(
    delivery.sendToVisible(content, { to: "people", userIds: [sees], compose }),
  ).rejects.toThrow("away");
  await expect(
    delivery.sendToVisible(content, { to: "viewers", alsoUserId: null, compose: () => event }),
  ).rejects.toThrow("away");
  expect([...received.values()]).toEqual([[], []]);
});

test("[R65] outside delivery no source writes frames or emits anything but a session's own events", () => {
  const root = path.join(import.meta.dirname, "..");
  const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter(
    (file) =>
      file.endsWith(".ts") && !file.endsWith(".test.ts") && !file.startsWith(`delivery${path.sep}`),
  );
  expect(files).toContain("gateway.ts");
  for (const file of files) {
    const text = readFileSync(path.join(root, file), "utf8");
    const emits = text.match(/\.emit\((?!"session:)/g) ?? [];
    expect(emits, file).toEqual([]);
    if (file.endsWith("frames.ts")) continue;
    expect(text, file).not.toMatch(/\b(writeFrame|holdFrame)\b/);
  }
});

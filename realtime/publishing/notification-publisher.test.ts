// Notifications under a clock moved by hand.
import { beforeEach, expect, test } from "vitest";
import { VirtualClock } from "@/client/testing/virtual-clock";
import type { Engine } from "@/engine/engine";
import { testLog } from "@/test/database/test-database";
import { createAudience } from "../audience";
import { createDelivery, type DeliveryDeps } from "../delivery/delivery";
import { createNotificationPublisher, type NotificationPublisher } from "./notification-publisher";

let sent: [event: string, unreadCount: number][];
let actorCount: number;
let failures: number;
let clock: VirtualClock;
let publisher: NotificationPublisher;
const audience = createAudience();
audience.addSocket("bob");

beforeEach(() => {
  sent = [];
  actorCount = 0;
  failures = 0;
  clock = new VirtualClock();
  const broadcaster = {
    toPeople: (_userIds: string[], event: string, payload: { unreadCount: number }) =>
      sent.push([event, payload.unreadCount]),
  } as unknown as DeliveryDeps["broadcaster"];
  const engine = {
    notifications: {
      readNotificationEvent: async () => {
        if (failures-- > 0) throw new Error("the database hangs");
        return {
          notification: { actorCount },
          unreadCount: Math.min(actorCount, 1),
          inboxVersion: 7,
        };
      },
    },
  } as unknown as Engine;
  const visibility = { filterAudience: async (_contentId: string, ids: string[]) => new Set(ids) };
  const delivery = createDelivery({ broadcaster, audience, visibility });
  publisher = createNotificationPublisher({ engine, audience, delivery, clock, log: testLog });
});

function change(event: "new" | "updated" | "removed", actors: number, recipientId = "bob") {
  actorCount = actors;
  publisher.note({ recipientId, notificationId: "n1", event });
}

test("[R12] the first notification is sent at once, later ones once a second with the last state", async () => {
  change("new", 1);
  await clock.advance(0);
  expect(sent).toEqual([["notification:new", 1]]);
  for (let actors = 2; actors <= 30; actors++) {
    change("updated", actors);
    await clock.advance(10);
  }
  expect(sent).toHaveLength(1);
  await clock.advance(1_000);
  expect(sent).toEqual([
    ["notification:new", 1],
    ["notification:updated", 1],
  ]);
});

test("[R13] a notification withdrawn before it was sent reaches nobody and leaves the badge right", async () => {
  // By the time it is read, it has no actor.
  change("new", 0);
  await clock.advance(0);
  expect(sent).toEqual([["inbox:updated", 0]]);
});

test("[R13] a notification that was sent is withdrawn by an event of its own", async () => {
  change("new", 1);
  await clock.advance(10);
  change("removed", 0);
  await clock.advance(1_000);
  expect(sent).toEqual([
    ["notification:new", 1],
    ["notification:removed", 0],
  ]);
});

test("[R13] on and off within one window notifies nobody", async () => {
  change("updated", 3);
  await clock.advance(10);
  change("new", 1);
  change("removed", 0);
  await clock.advance(1_000);
  expect(sent.at(-1)).toEqual(["inbox:updated", 0]);
  expect(sent.map(([event]) => event)).not.toContain("notification:new");
});

test("[R64] what could not be read is sent once it can be, as it is then", async () => {
  failures = 2;
  change("new", 1);
  await clock.advance(500);
  change("updated", 2);
  await clock.advance(1_000);
  expect(sent).toEqual([]);
  await clock.advance(1_000);
  expect(sent).toEqual([["notification:new", 1]]);

  failures = 1;
  change("updated", 3);
  await clock.advance(1_000);
  change("removed", 0);
  await clock.advance(2_000);
  expect(sent.at(-1)).toEqual(["notification:removed", 0]);
  await clock.advance(5_000);
  expect(publisher.openCount).toBe(0);
});

test("[R12] with nobody connected it costs nothing, and a quiet key holds nothing", async () => {
  change("new", 1, "nobody");
  expect(publisher.openCount).toBe(0);
  change("new", 1);
  await clock.advance(5_000);
  expect(publisher.openCount).toBe(0);
  expect(clock.pendingTimers).toBe(0);
});

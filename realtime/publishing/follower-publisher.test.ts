// Hints for followers: what is read for them, and who gets them.
import { beforeEach, expect, test, vi } from "vitest";
import { testLog } from "@/test/database/test-database";
import { createAudience } from "../audience";
import { createDelivery, type DeliveryDeps } from "../delivery/delivery";
import type { RealtimeContext } from "../realtime-context";
import { createFollowerPublisher, type FollowerPublisher } from "./follower-publisher";

const followers = ["ann", "ben", "cat"];
const activity = { id: "a1", objectType: "post", objectId: "p1" };

let hidden: Set<string>;
/** Whose reading of the activity finds nothing. */
let blind: Set<string>;
let reads: string[];
let sent: [userIds: string[], event: string][];
let publisher: FollowerPublisher;

beforeEach(() => {
  hidden = new Set();
  blind = new Set();
  reads = [];
  sent = [];
  const audience = createAudience();
  for (const userId of followers) audience.addSocket(userId);
  const broadcaster = {
    toPeople: (userIds: string[], event: string) => sent.push([userIds, event]),
  } as unknown as DeliveryDeps["broadcaster"];
  const visibility = {
    filterAudience: async (_contentId: string, userIds: string[]) =>
      new Set(userIds.filter((userId) => !hidden.has(userId))),
  };
  const engine = {
    people: {
      listFollowsAmong: async () =>
        [...followers, "away"].map((followerId) => ({ followerId, followeeId: "ada" })),
    },
    activity: {
      async readActivity(viewerId: string) {
        reads.push(viewerId);
        return blind.has(viewerId) ? null : activity;
      },
    },
  } as unknown as RealtimeContext["engine"];
  const delivery = createDelivery({ broadcaster, audience, visibility });
  publisher = createFollowerPublisher({ engine, audience, delivery, log: testLog });
});

async function act(): Promise<void> {
  publisher.note({ kind: "activity", actorId: "ada", activityId: "liked:ada:p1" });
  await vi.waitFor(() => expect(reads.length).toBeGreaterThan(0));
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}

test("[R20] an activity is read once and leaves in one event for all connected followers", async () => {
  await act();
  expect(reads).toEqual(["ada"]);
  expect(sent).toEqual([[followers, "activity:new"]]);
});

test("[R20, R65] a follower who may not see the content gets no activity about it", async () => {
  hidden.add("ben");
  await act();
  expect(sent).toEqual([[["ann", "cat"], "activity:new"]]);
});

test("[R20] what its actor may see no longer still reaches the followers who may", async () => {
  blind = new Set(["ada", "cat"]);
  await act();
  expect(sent).toEqual([
    [["ann"], "activity:new"],
    [["ben"], "activity:new"],
  ]);
});

test("[R20] an activity that is undone reaches nobody", async () => {
  blind = new Set(["ada", ...followers]);
  await act();
  expect(sent).toEqual([]);
});

// On a real server: everything that happens to a followers-only content, as received by two kinds of people.
// Those who may see it get every event; one who watched it and may no longer gets none.
import { expect, test } from "vitest";
import { type Listener, sharedStack } from "@/test/servers/server-fixture";
import { waitUntil } from "@/test/wait-until";

const stack = sharedStack();
const EVENTS = [
  "activity:new",
  "feed:new",
  "like:count_updated",
  "like:created",
  "like:removed",
  "notification:new",
  "notification:removed",
  "notification:updated",
  "post:liked",
  "post:unliked",
  "viewers:updated",
];

function follow(follower: Listener, followee: Listener, follows = true) {
  return stack().engine.people.setFollow(follower.userId, followee.username, follows);
}

test("[R65] who lost the right to see a content gets no event about it, while others get every kind", async () => {
  const [owner, fan, actor, stranger] = [
    await stack().listen(),
    await stack().listen(),
    await stack().listen(),
    await stack().listen(),
  ];
  for (const each of [fan, actor, stranger]) await follow(each, owner);
  for (const each of [fan, stranger]) await follow(each, actor);
  const post = await stack().makePost(owner.userId, "followers");
  const ref = { contentId: post.contentId, contentType: post.contentType };
  for (const each of [fan, stranger]) await each.ask("content:join", { contents: [ref] });
  await follow(stranger, owner, false);
  await waitUntil("the stranger to be out", () => stranger.of("content:removed").length === 1);
  await stranger.ask("sync", { contents: {} });
  const everybody = [owner, fan, actor, stranger];
  for (const each of everybody) each.received.length = 0;

  const later = await stack().makePost(owner.userId, "followers");
  const ids = [post.contentId, later.contentId];
  const about = (listener: Listener) =>
    listener.received.filter(({ payload }) =>
      ids.some((id) => JSON.stringify(payload).includes(id)),
    );
  // Of these contents alone: the follows above send events too, at their own pace.
  const has = (listener: Listener, event: string) =>
    about(listener).some((each) => each.event === event);
  let seq = 0;
  const set = (each: Listener, liked: boolean) =>
    each.ask("like:set", { ...ref, liked, deviceId: "visible", seq: ++seq });

  await set(actor, true);
  await waitUntil("the first like", () => has(fan, "post:liked") && has(owner, "notification:new"));
  await set(fan, true);
  await waitUntil("the group to grow", () => has(owner, "notification:updated"));
  while (!has(fan, "like:count_updated")) {
    await Promise.all([actor, fan, owner].map((each) => set(each, seq % 2 === 0)));
    await fan.ask("sync", { contents: {} });
  }
  for (const each of [fan, owner, actor]) await set(each, false);
  await waitUntil("all to be withdrawn", () => has(owner, "notification:removed"));
  await actor.ask("content:join", { contents: [ref] });
  await waitUntil("a viewer more", () => has(fan, "viewers:updated"));
  // One change at a time: each waits until the room has its version, so that no window holds two.
  for (const liked of [true, false]) {
    const { data } = await set(actor, liked);
    const { version } = data as { version: number };
    await waitUntil(`the room to be at version ${version}`, () =>
      fan.received.some(({ payload }) => (payload as { version?: number }).version === version),
    );
  }
  for (const each of everybody) await each.ask("sync", { contents: {} });

  const kinds = new Set([owner, fan, actor].flatMap(about).map(({ event }) => event));
  expect([...kinds].sort()).toEqual(EVENTS);
  expect(about(stranger)).toEqual([]);
}, 120_000);

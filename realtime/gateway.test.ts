// The gateway with real clients on a real database: who receives what, and what no client can do.
import { Server } from "socket.io";
import { expect, test, vi } from "vitest";
import { z } from "zod";
import { serverEventSchemas } from "@/protocol/events";
import { likeEventSchema } from "@/protocol/events/like-events";
import { notificationEventSchema } from "@/protocol/events/notification-events";
import { sessionReadySchema } from "@/protocol/events/session-events";
import type { Activity } from "@/protocol/views";
import { settlesBefore } from "@/test/clocks/same-loop";
import { type Listener, sharedStack } from "@/test/servers/server-fixture";
import type { StackPerson } from "@/test/servers/signed-in-person";
import { WINDOW_MIN_MS } from "./publishing/merge-window";

/** What the gateway makes of Socket.IO, to look at its sockets from within. */
const attached = vi.spyOn(Server.prototype, "attach");
const stack = sharedStack();

function ref(content: { contentId: string; contentType: string }) {
  return { contentId: content.contentId, contentType: content.contentType };
}

function likeIntent(content: { contentId: string; contentType: string }, liked: boolean, seq = 1) {
  return { ...ref(content), liked, deviceId: "test", seq };
}

async function makePost(author: StackPerson, visibility: "public" | "followers" = "public") {
  return stack().makePost(author.userId, visibility);
}

/** Everything that was sent before now has been received. */
async function flush(...listeners: Listener[]) {
  await Promise.all(listeners.map((each) => each.ask("sync", { contents: {} })));
}

async function until(check: () => void) {
  await vi.waitFor(check);
}

test("[R14] a good handshake is greeted with the person and the state of the inbox", async () => {
  const ada = await stack().listen();
  const [ready] = ada.of("session:ready");
  expect(z.strictObject(sessionReadySchema.shape).parse(ready)).toEqual({
    userId: ada.userId,
    epoch: stack().engine.epoch,
    unreadCount: 0,
    inboxVersion: 0,
  });
});

test("[R14] a socket that could not be greeted comes back by itself and is", async () => {
  const ada = await stack().makeMember();
  const failing = vi
    .spyOn(stack().engine.notifications, "readInbox")
    .mockRejectedValueOnce(new Error("the database is away"));
  try {
    const listener = await stack().listen(ada, { reconnection: true, reconnectionDelay: 10 });
    expect(failing).toHaveBeenCalledTimes(2);
    expect(listener.of("session:ready")).toHaveLength(1);
  } finally {
    failing.mockRestore();
  }
});

test("[R49] an admitted socket keeps neither the headers nor the token it came with", async () => {
  const ada = await stack().listen();
  const io = attached.mock.contexts[0] as Server;
  const socket = io.of("/").sockets.get(ada.client.id ?? "");
  expect(socket?.data.userId).toBe(ada.userId);
  expect([socket?.request, socket?.handshake]).toEqual([null, null]);
  expect((await ada.ask("sync", { contents: {} })).ok).toBe(true);
});

test("[R15] a like reaches its actor, a viewer and the author, each once, as the contract says", async () => {
  const [author, viewer, ada] = await Promise.all([
    stack().listen(),
    stack().listen(),
    stack().listen(),
  ]);
  const adaAgain = await stack().listen(ada);
  const post = await makePost(author);
  // The author watches too: once a socket even so.
  for (const each of [author, viewer]) {
    const joined = await each.ask("content:join", { contents: [ref(post)] });
    expect(joined).toMatchObject({ ok: true, data: { contents: [{ version: 0 }], missing: [] } });
  }
  const answer = await ada.ask("like:set", likeIntent(post, true));
  expect(answer).toMatchObject({ ok: true, data: { liked: true, likeCount: 1, version: 1 } });

  await until(() => expect(author.of("notification:new")).toHaveLength(1));
  await until(() => expect(viewer.of("post:liked")).toHaveLength(1));
  await flush(author, viewer, ada, adaAgain);
  expect(author.of("post:liked")).toHaveLength(1);
  expect(z.strictObject(likeEventSchema.shape).parse(viewer.of("post:liked")[0])).toMatchObject({
    userId: ada.userId,
    username: ada.username,
    isLiked: true,
    version: 1,
    postId: post.contentId,
  });
  expect(ada.of("like:created")).toHaveLength(1);
  expect(adaAgain.of("like:created")).toMatchObject([{ liked: true, version: 1 }]);
  expect(ada.of("post:liked")).toEqual([]);
  const notification = notificationEventSchema.parse(author.of("notification:new")[0]);
  expect(notification).toMatchObject({ unreadCount: 1, notification: { type: "like" } });

  await ada.ask("like:set", likeIntent(post, false, 2));
  await until(() => expect(viewer.of("post:unliked")).toHaveLength(1));
  await until(() => expect(author.of("notification:removed")).toHaveLength(1));
  expect(adaAgain.of("like:removed")).toMatchObject([{ liked: false, version: 2 }]);
  for (const { event, payload } of [...author.received, ...viewer.received, ...ada.received]) {
    const schema = serverEventSchemas[event as keyof typeof serverEventSchemas];
    expect(schema.safeParse(payload).success, event).toBe(true);
  }
});

test("[R16] fifty people at once: fifty likes, the version moved by fifty, few room events", async () => {
  const viewer = await stack().listen();
  const author = await stack().makeMember();
  const post = await makePost(author);
  await viewer.ask("content:join", { contents: [ref(post)] });
  const people: StackPerson[] = [];
  while (people.length < 50) people.push(await stack().makeMember());
  const askedAt = performance.now();
  const answers = await Promise.all(
    people.map(({ token }) =>
      stack().request("PUT", `/api/content/${post.contentId}/like`, {
        token,
        body: { liked: true },
      }),
    ),
  );
  expect(answers.map(({ status }) => status)).toEqual(Array(50).fill(200));
  const published = () => viewer.received.filter(({ event }) => /^(post|like):/.test(event));
  await until(() =>
    expect(published().at(-1)?.payload).toMatchObject({ version: 50, likeCount: 50 }),
  );
  // The first at once, then one a window, which is never shorter than this.
  const windows = Math.ceil((performance.now() - askedAt) / WINDOW_MIN_MS);
  expect(published().length).toBeLessThanOrEqual(1 + windows);
  const versions = published().map(({ payload }) => Number(payload.version));
  expect(versions).toEqual([...versions].sort((a, b) => a - b));
});

test("[R16] fifty parallel likes of one person over sockets and HTTP are one", async () => {
  const [ada, author] = await Promise.all([stack().listen(), stack().makeMember()]);
  const post = await makePost(author);
  const both = Array.from({ length: 25 }, (_, index) => [
    ada.ask("like:set", likeIntent(post, true, index)),
    stack().request("PUT", `/api/content/${post.contentId}/like`, {
      token: ada.token,
      body: { liked: true },
    }),
  ]);
  await Promise.all(both.flat());
  const engagement = await stack().engine.likes.readEngagement(null, post.contentId);
  expect(engagement).toMatchObject({ likeCount: 1, version: 1 });
});

test("[R17] a follower-only post reaches no stranger by room or event, and a follower until they leave", async () => {
  const [author, follower, stranger] = await Promise.all([
    stack().listen(),
    stack().listen(),
    stack().listen(),
  ]);
  await stack().engine.people.setFollow(follower.userId, author.username, true);
  const post = await makePost(author, "followers");
  const joinedStranger = await stranger.ask("content:join", { contents: [ref(post)] });
  expect(joinedStranger.data).toMatchObject({ contents: [], missing: [post.contentId] });
  const synced = await stranger.ask("sync", { contents: { [post.contentId]: 0 } });
  expect(synced.data).toMatchObject({ contents: [], missing: [post.contentId] });
  const liked = await stranger.ask("like:set", likeIntent(post, true));
  expect(liked).toMatchObject({ ok: false, error: { code: "NOT_FOUND" } });

  await follower.ask("content:join", { contents: [ref(post)] });
  await stack().engine.likes.setLike(author.userId, { contentId: post.contentId, liked: true });
  await until(() => expect(follower.of("post:liked")).toHaveLength(1));

  await stack().engine.people.setFollow(follower.userId, author.username, false);
  await until(() => expect(follower.of("content:removed")).toEqual([ref(post)]));
  await stack().engine.likes.setLike(author.userId, { contentId: post.contentId, liked: false });
  await flush(follower, stranger, author);
  expect(follower.of("post:unliked")).toEqual([]);
  expect(JSON.stringify(stranger.received)).not.toContain(post.contentId);
});

test("[R18] a deleted content says so to its room and empties it", async () => {
  const [author, viewer] = await Promise.all([stack().listen(), stack().listen()]);
  const post = await makePost(author);
  await viewer.ask("content:join", { contents: [ref(post)] });
  await stack().engine.contents.deleteContent(author.userId, post.contentId);
  await until(() => expect(viewer.of("content:removed")).toEqual([ref(post)]));
  const again = await viewer.ask("content:join", { contents: [ref(post)] });
  expect(again.data).toMatchObject({ contents: [], missing: [post.contentId] });
});

test("[R19] viewers are counted as distinct people", async () => {
  const [author, viewer] = await Promise.all([stack().makeMember(), stack().listen()]);
  const viewerAgain = await stack().listen(viewer);
  const post = await makePost(author);
  await viewer.ask("content:join", { contents: [ref(post)] });
  const joined = await viewerAgain.ask("content:join", { contents: [ref(post)] });
  expect(joined.data).toMatchObject({ contents: [{ viewerCount: 1 }] });
  const other = await stack().listen();
  await other.ask("content:join", { contents: [ref(post)] });
  await until(() => expect(viewer.of("viewers:updated").at(-1)).toMatchObject({ viewerCount: 2 }));
  other.client.disconnect();
  await until(() => expect(viewer.of("viewers:updated").at(-1)).toMatchObject({ viewerCount: 1 }));
});

test("[R20] a post of someone followed is announced to those who may see it", async () => {
  const [author, follower, stranger] = await Promise.all([
    stack().listen(),
    stack().listen(),
    stack().listen(),
  ]);
  await stack().engine.people.setFollow(follower.userId, author.username, true);
  const open = await makePost(author);
  await until(() => expect(stranger.of("feed:new")).toHaveLength(1));
  await until(() => expect(follower.of("activity:new")).toHaveLength(1));
  const secret = await makePost(author, "followers");
  await until(() => expect(follower.of("activity:new")).toHaveLength(2));
  await flush(author, follower, stranger);
  expect(follower.of("feed:new")).toMatchObject([ref(open), ref(secret)]);
  expect(stranger.of("feed:new")).toMatchObject([ref(open)]);
  expect(stranger.of("activity:new")).toEqual([]);
  expect(author.of("feed:new")).toEqual([]);
});

test("[R80, A4] of likes at once each reaches a connected follower as it is read later", async () => {
  const follower = await stack().listen();
  const post = await makePost(await stack().makeMember());
  const { engine } = stack();
  const fans: StackPerson[] = [];
  while (fans.length < 8) {
    const fan = await stack().makeMember();
    await engine.people.setFollow(follower.userId, fan.username, true);
    fans.push(fan);
  }
  const { contentId } = post;
  await Promise.all(
    fans.map(({ userId }) => engine.likes.setLike(userId, { contentId, liked: true })),
  );
  const received = () =>
    (follower.of("activity:new") as { activity: Activity }[])
      .map(({ activity }) => activity)
      .filter(({ verb }) => verb === "liked");
  await until(() => expect(received()).toHaveLength(fans.length));
  const timeline = await engine.activity.listTimeline(follower.userId, { limit: 100 });
  // The counts are those of each commit.
  const withoutCounts = (activities: Activity[]) =>
    activities.map(({ engagement: _, ...rest }) => rest).toSorted((a, b) => (a.id < b.id ? -1 : 1));
  expect(withoutCounts(received())).toEqual(
    withoutCounts(timeline.items.filter(({ verb }) => verb === "liked")),
  );
  const versions = received().map(({ engagement }) => engagement?.version ?? 0);
  expect(Math.max(...versions)).toBe(fans.length);
});

test("[R21] reading the inbox on one device moves the badge on the other", async () => {
  const author = await stack().listen();
  const authorAgain = await stack().listen(author);
  const [post, ada] = await Promise.all([makePost(author), stack().makeMember()]);
  await stack().engine.likes.setLike(ada.userId, { contentId: post.contentId, liked: true });
  await until(() => expect(authorAgain.of("notification:new")).toHaveLength(1));
  const { inboxVersion } = await stack().engine.notifications.readInbox(author.userId);
  await stack().request("POST", "/api/notifications/read", {
    token: author.token,
    body: { upTo: inboxVersion },
  });
  await until(() =>
    expect(authorAgain.of("inbox:updated").at(-1)).toMatchObject({ unreadCount: 0 }),
  );
});

test("[R22] a session that ends cuts its own sockets within two seconds and no others", async () => {
  const ada = await stack().listen();
  const adaElsewhere = await stack().listen(await stack().signInAgain(ada));
  await settlesBefore(2_000, "the cut", async () => {
    const ended = await stack().request("DELETE", `/api/me/sessions/${ada.sessionId}`, {
      token: adaElsewhere.token,
    });
    expect(ended.status).toBe(200);
    await until(() => expect(ada.client.connected).toBe(false));
  });
  expect(ada.of("session:ended")).toEqual([{ reason: "revoked" }]);
  expect(adaElsewhere.client.connected).toBe(true);
  expect((await adaElsewhere.ask("sync", { contents: {} })).ok).toBe(true);
});

test("[R22] a session that expires is cut by the sweep", async () => {
  const ada = await stack().makeMember();
  const real = stack().engine.sessions.verifySession;
  const expiring = vi
    .spyOn(stack().engine.sessions, "verifySession")
    .mockImplementation(async (sessionId) => {
      const session = await real(sessionId);
      return session && { ...session, expiresAt: new Date(Date.now() + 500) };
    });
  try {
    const listener = await stack().listen(ada);
    await until(() => expect(listener.client.connected).toBe(false));
    expect(listener.of("session:ended")).toEqual([{ reason: "expired" }]);
  } finally {
    expiring.mockRestore();
  }
});

test("[R23] counts that ran ahead unsent are sent by the sweep", async () => {
  const [author, viewer] = await Promise.all([stack().makeMember(), stack().listen()]);
  const post = await makePost(author);
  await viewer.ask("content:join", { contents: [ref(post)] });
  // As after a crash between commit and emit: the row moved, nothing was sent.
  await stack().prisma.content.update({ where: { id: post.contentId }, data: { version: 9 } });
  await until(() =>
    expect(viewer.of("like:count_updated")).toMatchObject([{ version: 9, likers: [] }]),
  );
  expect((await stack().metrics.sweepRepairs.get()).values).toMatchObject([{ value: 1 }]);
});

test("[R24] leaving ends the events, and joining twice does not double them", async () => {
  const [author, viewer, ada] = await Promise.all([
    stack().makeMember(),
    stack().listen(),
    stack().makeMember(),
  ]);
  const post = await makePost(author);
  await viewer.ask("content:join", { contents: [ref(post)] });
  await viewer.ask("content:join", { contents: [ref(post), ref(post)] });
  await stack().engine.likes.setLike(ada.userId, { contentId: post.contentId, liked: true });
  await until(() => expect(viewer.of("post:liked")).toHaveLength(1));
  expect(await viewer.ask("content:leave", { contents: [ref(post)] })).toEqual({
    ok: true,
    data: {},
  });
  await stack().engine.likes.setLike(ada.userId, { contentId: post.contentId, liked: false });
  await flush(viewer);
  expect(viewer.of("post:unliked")).toEqual([]);
});

test("[R25] a content joined under the wrong type is missing", async () => {
  const [author, viewer] = await Promise.all([stack().makeMember(), stack().listen()]);
  const post = await makePost(author);
  const wrong = { contentId: post.contentId, contentType: "video" };
  const joined = await viewer.ask("content:join", { contents: [wrong] });
  expect(joined.data).toMatchObject({ contents: [], missing: [post.contentId] });
});

test("[R25] who names the wrong type first does not mislead the room", async () => {
  const [author, stray, viewer, ada] = await Promise.all([
    stack().makeMember(),
    stack().listen(),
    stack().listen(),
    stack().listen(),
  ]);
  const post = await makePost(author);
  await Promise.all([
    stray.ask("content:join", { contents: [{ contentId: post.contentId, contentType: "video" }] }),
    viewer.ask("content:join", { contents: [ref(post)] }),
  ]);
  await ada.ask("content:join", { contents: [ref(post)] });
  await until(() =>
    expect(viewer.of("viewers:updated").at(-1)).toMatchObject({
      contentType: "post",
      viewerCount: 2,
    }),
  );
});

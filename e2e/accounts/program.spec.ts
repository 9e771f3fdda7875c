// A program does everything over the API alone, with the names and forms of the contract.

import { problemSchema } from "@/protocol/error-views";
import { likeBatchEventSchema, likeEventSchema } from "@/protocol/events/like-events";
import { notificationEventSchema } from "@/protocol/events/notification-events";
import { sessionReadySchema } from "@/protocol/events/session-events";
import { contentSchema, viewerEngagementSchema } from "@/protocol/views";
import { expect, test } from "../fixtures/people";

test("[E30] token, join, like, and the room and the author receive it with a higher version", async ({
  stage,
}) => {
  const [author, fan, viewer] = [
    await stage.program(),
    await stage.program(),
    await stage.program(),
  ];
  const content = contentSchema.parse(await author.post("From one program to another."));
  const { contentId, contentType } = content;
  const [authorSocket, viewerSocket] = [await author.connect(), await viewer.connect()];
  const joined = await viewerSocket.emitWithAck("content:join", {
    contents: [{ contentType, contentId }],
  });
  expect(joined).toMatchObject({ ok: true, data: { contents: [{ contentId, version: 0 }] } });

  const inRoom = new Promise((resolve) => viewerSocket.once("post:liked", resolve));
  const atAuthor = new Promise((resolve) => authorSocket.once("post:liked", resolve));
  const rung = new Promise((resolve) => authorSocket.once("notification:new", resolve));
  const answer = viewerEngagementSchema.parse(await fan.like(contentId, true));
  expect(answer).toMatchObject({ likeCount: 1, version: 1, liked: true });
  for (const event of [inRoom, atAuthor]) {
    expect(likeEventSchema.parse(await event)).toMatchObject({
      postId: contentId,
      userId: fan.userId,
      username: fan.username,
      isLiked: true,
      totalLikes: 1,
      version: 1,
    });
  }
  expect(notificationEventSchema.parse(await rung)).toMatchObject({
    unreadCount: 1,
    notification: { type: "like", data: { contentId, likerId: fan.userId, totalLikes: 1 } },
  });
});

test("[E31] the actor's own devices receive like:created and like:removed", async ({ stage }) => {
  const [author, fan] = [await stage.program(), await stage.program()];
  const { contentId, contentType } = await author.post("For my other device.");
  const [one, two] = [await fan.connect(), await fan.connect()];
  const created = new Promise((resolve) => two.once("like:created", resolve));
  const removed = new Promise((resolve) => two.once("like:removed", resolve));
  const press = { contentType, contentId, deviceId: "robot" };
  const liked = await one.emitWithAck("like:set", { ...press, liked: true, seq: 1 });
  expect(liked).toMatchObject({ ok: true, data: { liked: true, version: 1 } });
  expect(viewerEngagementSchema.parse(await created)).toMatchObject({ liked: true, version: 1 });
  await one.emitWithAck("like:set", { ...press, liked: false, seq: 2 });
  expect(viewerEngagementSchema.parse(await removed)).toMatchObject({ liked: false, version: 2 });
  const late = await two.emitWithAck("like:set", { ...press, liked: true, seq: 1 });
  expect(late).toMatchObject({ ok: true, data: { liked: false, version: 2 } });
});

test("[E32] many likes at once are merged into few events that name the people", async ({
  stage,
}) => {
  const [author, viewer] = [await stage.program(), await stage.program()];
  const crowd = await stage.crowd(30);
  const { contentId, contentType } = await author.post("Merge me.");
  const socket = await viewer.connect();
  await socket.emitWithAck("content:join", { contents: [{ contentType, contentId }] });
  let latest = 0;
  let events = 0;
  const batches: unknown[] = [];
  socket.on("post:liked", (event) => {
    events++;
    latest = event.version;
  });
  socket.on("like:count_updated", (event) => {
    events++;
    batches.push(event);
    latest = event.version;
  });
  await Promise.all(crowd.map((one) => one.like(contentId, true)));
  await expect.poll(() => latest).toBe(30);
  expect(events).toBeLessThan(30);
  for (const batch of batches) {
    const parsed = likeBatchEventSchema.parse(batch);
    expect(parsed.likers.length).toBeLessThanOrEqual(50);
    expect(parsed.changeCount).toBeGreaterThan(1);
  }
});

test("[E33] bad requests are answered with problems of one form", async ({ stage, baseURL }) => {
  const robot = await stage.program();
  const { contentId } = await robot.post("Bad requests welcome.");
  const like = `/api/content/${contentId}/like`;
  const cases: [string, string, RequestInit, number, string][] = [
    ["not JSON", like, { method: "PUT", body: "{" }, 400, "BAD_REQUEST"],
    ["wrong type", like, { method: "PUT", body: '{"liked":"yes"}' }, 422, "VALIDATION"],
    ["extra field", like, { method: "PUT", body: '{"liked":true,"x":1}' }, 422, "VALIDATION"],
    [
      "huge",
      like,
      { method: "PUT", body: JSON.stringify({ liked: "x".repeat(20_000) }) },
      413,
      "TOO_LARGE",
    ],
    [
      "not an id",
      "/api/content/42/like",
      { method: "PUT", body: '{"liked":true}' },
      422,
      "VALIDATION",
    ],
    ["wrong method", like, { method: "PATCH", body: "{}" }, 405, "METHOD_NOT_ALLOWED"],
    ["no such path", "/api/nothing", { method: "GET" }, 404, "NOT_FOUND"],
    ["bad limit", "/api/feed?limit=0", { method: "GET" }, 422, "VALIDATION"],
    ["bad cursor", "/api/feed?cursor=zzz", { method: "GET" }, 400, "BAD_REQUEST"],
  ];
  for (const [name, path, init, status, code] of cases) {
    const response = await fetch(new URL(path, baseURL), {
      ...init,
      headers: { authorization: `Bearer ${robot.token}`, "content-type": "application/json" },
    });
    expect(response.headers.get("content-type"), name).toContain("application/problem+json");
    const problem = problemSchema.parse(await response.json());
    expect({ name, status: response.status, code: problem.code }).toEqual({ name, status, code });
  }
  const form = await fetch(new URL(like, baseURL), {
    method: "PUT",
    headers: { authorization: `Bearer ${robot.token}`, "content-type": "text/plain" },
    body: '{"liked":true}',
  });
  expect(form.status).toBe(415);
  const nobody = await fetch(new URL(like, baseURL), {
    method: "PUT",
    headers: { "content-type": "application/json", origin: baseURL ?? "" },
    body: '{"liked":true}',
  });
  expect(nobody.status).toBe(401);
  const foreign = await fetch(new URL(like, baseURL), {
    method: "PUT",
    headers: { "content-type": "application/json", origin: "https://elsewhere.example" },
    body: '{"liked":true}',
  });
  expect(foreign.status).toBe(403);
});

test("[E34] the connection says who one is, and answers nonsense with typed errors", async ({
  stage,
}) => {
  const robot = await stage.program();
  const socket = await robot.connect();
  const again = await robot.connect();
  const ready = new Promise((resolve) => again.io.on("reconnect", resolve));
  again.io.engine.close();
  const readyAgain = new Promise((resolve) => again.once("session:ready", resolve));
  await ready;
  expect(sessionReadySchema.parse(await readyAgain)).toMatchObject({ userId: robot.userId });

  const loose = socket as unknown as {
    emitWithAck(name: string, ...payload: unknown[]): Promise<unknown>;
  };
  expect(await loose.emitWithAck("content:join", { contents: "all" })).toMatchObject({
    ok: false,
    error: { code: "VALIDATION" },
  });
  expect(await loose.emitWithAck("like:set")).toMatchObject({ ok: false });
  expect(await loose.emitWithAck("no:such:event", {})).toMatchObject({
    ok: false,
    error: { code: "BAD_REQUEST" },
  });
  expect(await socket.emitWithAck("sync", { contents: {} })).toMatchObject({ ok: true });
});

test("[W57] the built server answers the API from its routes, and redirects what is only spelled oddly", async ({
  request,
}) => {
  const feed = await request.get("/api/feed?limit=2");
  expect(await (await request.get("/api/v1/feed?limit=2")).json()).toEqual(await feed.json());
  for (const odd of ["/api/feed/?limit=2", "/api//feed?limit=2"]) {
    const redirected = await request.get(odd, { maxRedirects: 0 });
    expect(redirected.status(), odd).toBe(308);
    expect(await (await request.get(odd)).json()).toEqual(await feed.json());
  }
});

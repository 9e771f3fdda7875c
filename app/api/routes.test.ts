// Every row of the HTTP table on a real server and database: what it answers, and to whom.
import { expect, test } from "vitest";
import { z } from "zod";
import { problemSchema } from "@/protocol/error-views";
import { PERSON_HEADER } from "@/protocol/person-header";
import {
  activitySchema,
  contentSchema,
  likerSchema,
  likeToggleAnswerSchema,
  notificationSchema,
  profileSchema,
  sessionViewSchema,
  viewerEngagementSchema,
} from "@/protocol/views";
import { sharedStack } from "@/test/servers/server-fixture";

const stack = sharedStack();
const MISSING = "0190a000-0000-7000-8000-000000000404";

async function read<Schema extends z.core.$ZodType>(
  schema: Schema,
  response: Response,
  status = 200,
): Promise<z.output<Schema>> {
  const body: unknown = await response.json();
  expect(response.status, JSON.stringify(body)).toBe(status);
  expect(response.headers.get("cache-control")).toContain("no-store");
  return z.parse(schema, body);
}

async function problem(response: Response, code: string, status: number) {
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  const body = await read(problemSchema, response, status);
  expect(body).toMatchObject({ code, status, detail: body.message });
  return body;
}

function page<Item extends z.core.$ZodType>(item: Item) {
  return z.strictObject({ items: z.array(item), nextCursor: z.string().nullable() });
}

async function aPost(visibility: "public" | "followers" = "public") {
  const author = await stack().makeMember("author");
  const post = await stack().makePost(author.userId, visibility);
  return { author, post, url: `/api/content/${post.contentId}` };
}

test("[W1] a person registers, gets a token by password, and is known by it", async () => {
  const account = { username: "grace_w1", password: "correct horse", displayName: "Grace" };
  const registered = await read(
    z.strictObject({ userId: z.string(), username: z.literal("grace_w1") }),
    await stack().request("POST", "/api/register", { body: account }),
    201,
  );
  const taken = await stack().request("POST", "/api/register", { body: account });
  expect(await problem(taken, "CONFLICT", 409)).toMatchObject({ fields: { username: "is taken" } });

  const { username, password } = account;
  const signedIn = await read(
    z.strictObject({ token: z.string(), expiresAt: z.iso.datetime(), userId: z.string() }),
    await stack().request("POST", "/api/auth/token", { body: { username, password } }),
  );
  expect(signedIn.userId).toBe(registered.userId);
  const me = await stack().request("GET", "/api/me", { token: signedIn.token });
  expect(await read(profileSchema, me)).toMatchObject({ username, displayName: "Grace" });
  const wrong = { username, password: "wrong horse" };
  const refused = await stack().request("POST", "/api/auth/token", { body: wrong });
  await problem(refused, "UNAUTHENTICATED", 401);
  const unknown = { username: "nobody_w1", password };
  const refusedToo = await stack().request("POST", "/api/auth/token", { body: unknown });
  await problem(refusedToo, "UNAUTHENTICATED", 401);
});

test("[S71] a request that names another person than its session's changes and publishes nothing", async () => {
  const [me, other] = [await stack().makeMember(), await stack().makeMember()];
  const { url } = await aPost();
  const ask = (method: string, path: string, body: unknown, spokenFor: string, token?: string) =>
    stack().request(method, path, {
      body,
      headers: { [PERSON_HEADER]: spokenFor },
      ...(token === undefined ? {} : { token }),
    });
  const refused = [
    await ask("PUT", `${url}/like`, { liked: true }, other.userId, me.token),
    await ask("POST", "/api/sync", { contents: {} }, other.userId, me.token),
    await ask("POST", "/api/sync", { contents: {} }, other.userId),
  ];
  for (const each of refused) await problem(each, "UNAUTHENTICATED", 401);
  const mine = await ask("PUT", `${url}/like`, { liked: true }, me.userId, me.token);
  expect(await read(viewerEngagementSchema, mine)).toMatchObject({ likeCount: 1, version: 1 });
});

test("[W2] a heart is set, never toggled, through every route to the same state", async () => {
  const { token } = await stack().makeMember();
  const { post, url } = await aPost();
  const set = async (method: string, path: string, body?: unknown) =>
    read(
      z.strictObject(viewerEngagementSchema.shape),
      await stack().request(method, path, { token, ...(body === undefined ? {} : { body }) }),
    );
  const liked = { liked: true, likeCount: 1, version: 1 };
  expect(await set("PUT", `${url}/like`, { liked: true })).toMatchObject(liked);
  expect(await set("PUT", `${url}/like`, { liked: true })).toMatchObject(liked);
  expect(await set("POST", `/api/v1/posts/${post.contentId}/likes`)).toMatchObject(liked);
  const gone = { liked: false, likeCount: 0, version: 2 };
  expect(await set("DELETE", `${url}/like`)).toMatchObject(gone);
  expect(await set("DELETE", `/api/v1/posts/${post.contentId}/likes`)).toMatchObject(gone);
  expect(await set("GET", `${url}/engagement`)).toMatchObject(gone);
  const newer = { liked: true, deviceId: "phone", seq: 5 };
  expect(await set("PUT", `${url}/like`, newer)).toMatchObject({ liked: true, version: 3 });
  const older = { liked: false, deviceId: "phone", seq: 4 };
  expect(await set("PUT", `${url}/like`, older)).toMatchObject({ liked: true, version: 3 });
});

test("[W3] the classic toggle flips once per idempotency key and names the author", async () => {
  const { token } = await stack().makeMember();
  const { author, post } = await aPost();
  const body = { content_type: "post", content_id: post.contentId };
  const headers = { "Idempotency-Key": "once" };
  const toggle = (more = {}) => stack().request("POST", "/api/likes", { token, body, ...more });
  const first = await read(z.strictObject(likeToggleAnswerSchema.shape), await toggle({ headers }));
  expect(first).toMatchObject({
    liked: true,
    total_likes: 1,
    author: { id: author.userId, username: author.username },
  });
  expect(await read(likeToggleAnswerSchema, await toggle({ headers }))).toEqual(first);
  const status = `/api/likes/status?content_type=post&content_id=${post.contentId}`;
  const schema = z.strictObject({ liked: z.boolean(), total_likes: z.number() });
  expect(await read(schema, await stack().request("GET", status, { token }))).toEqual({
    liked: true,
    total_likes: 1,
  });
  const other = await aPost();
  const otherBody = { content_type: "post", content_id: other.post.contentId };
  await problem(await toggle({ headers, body: otherBody }), "CONFLICT", 409);
  expect(await read(likeToggleAnswerSchema, await toggle())).toMatchObject({ liked: false });
  await problem(await toggle({ headers: { "Idempotency-Key": "two words" } }), "VALIDATION", 422);
});

test("[W4] likers and what a person likes come in pages, the latest first", async () => {
  const { post, url } = await aPost();
  const people = [await stack().makeMember(), await stack().makeMember()];
  for (const { userId } of people) {
    await stack().engine.likes.setLike(userId, { contentId: post.contentId, liked: true });
  }
  const first = await read(
    page(z.strictObject(likerSchema.shape)),
    await stack().request("GET", `${url}/likers?limit=1`),
  );
  expect(first.items.map(({ userId }) => userId)).toEqual([people[1]?.userId]);
  const cursor = encodeURIComponent(first.nextCursor ?? "");
  const second = await stack().request("GET", `${url}/likers?limit=1&cursor=${cursor}`);
  expect(await read(page(likerSchema), second)).toMatchObject({
    items: [{ userId: people[0]?.userId }],
    nextCursor: null,
  });
  const liked = await stack().request("GET", `/api/users/${people[0]?.username}/likes`);
  expect(await read(page(contentSchema), liked)).toMatchObject({
    items: [{ contentId: post.contentId }],
  });
});

test("[W5] posts are written, read, listed and deleted by their author alone", async () => {
  const [author, other] = [await stack().makeMember(), await stack().makeMember()];
  const { token } = author;
  const created = await read(
    z.strictObject(contentSchema.shape),
    await stack().request("POST", "/api/posts", { token, body: { body: "  Hello.  " } }),
    201,
  );
  expect(created).toMatchObject({ body: "Hello.", visibility: "public", contentType: "post" });
  const url = `/api/content/${created.contentId}`;
  expect(await read(contentSchema, await stack().request("GET", url))).toMatchObject({
    contentId: created.contentId,
  });
  const contents = await stack().request("GET", `/api/users/${author.username}/contents`);
  expect((await read(page(contentSchema), contents)).items).toHaveLength(1);
  await problem(await stack().request("DELETE", url, { token: other.token }), "FORBIDDEN", 403);
  await read(contentSchema, await stack().request("DELETE", url, { token }));
  await problem(await stack().request("GET", url), "NOT_FOUND", 404);
  await problem(await stack().request("DELETE", url, { token }), "NOT_FOUND", 404);
});

test("[W6] the feed is everybody's as latest, one's own as home", async () => {
  const { author, post } = await aPost();
  const { token, userId } = await stack().makeMember();
  const feedSchema = page(contentSchema).extend({ head: z.string().nullable() });
  const latest = await read(feedSchema, await stack().request("GET", "/api/feed?limit=100"));
  expect(latest.items.map(({ contentId }) => contentId)).toContain(post.contentId);
  await stack().engine.people.setFollow(userId, author.username, true);
  const home = await stack().request("GET", "/api/v1/feed?scope=home", { token });
  expect((await read(feedSchema, home)).items).toMatchObject([{ contentId: post.contentId }]);
  await problem(await stack().request("GET", "/api/feed?scope=home"), "UNAUTHENTICATED", 401);
});

test("[W7] the inbox is listed with its badge and read up to what was seen", async () => {
  const { author, post } = await aPost();
  const { userId } = await stack().makeMember();
  await stack().engine.likes.setLike(userId, { contentId: post.contentId, liked: true });
  const { token } = author;
  const inbox = { unreadCount: z.number(), inboxVersion: z.number() };
  const listed = await read(
    page(notificationSchema).extend(inbox),
    await stack().request("GET", "/api/notifications", { token }),
  );
  expect(listed).toMatchObject({ unreadCount: 1, items: [{ type: "like", actorCount: 1 }] });
  const body = { upTo: listed.inboxVersion };
  const marked = await stack().request("POST", "/api/notifications/read", { token, body });
  expect(await read(z.strictObject(inbox), marked)).toMatchObject({ unreadCount: 0 });
});

test("[W8] following is set and unset, shows in the timeline, and is never of oneself", async () => {
  const { author } = await aPost();
  const { token, username } = await stack().makeMember();
  const url = `/api/users/${author.username}/follow`;
  const followed = await stack().request("PUT", url, { token });
  expect(await read(z.strictObject(profileSchema.shape), followed)).toMatchObject({
    isFollowed: true,
  });
  const timeline = await stack().request("GET", "/api/activity/timeline?offset=0", { token });
  expect((await read(page(activitySchema), timeline)).items).toMatchObject([
    { verb: "followed" },
    { verb: "posted" },
  ]);
  const left = await stack().request("DELETE", url, { token });
  expect(await read(profileSchema, left)).toMatchObject({ isFollowed: false, followerCount: 0 });
  const myself = await stack().request("PUT", `/api/users/${username}/follow`, { token });
  await problem(myself, "VALIDATION", 422);
  const suggestions = await stack().request("GET", "/api/suggestions?limit=3", { token });
  await read(z.strictObject({ items: z.array(profileSchema) }), suggestions);
});

test("[W9] sessions are listed and ended; an ended token is worth nothing", async () => {
  const ada = await stack().makeMember();
  const phone = await stack().signInAgain(ada);
  const tablet = await stack().signInAgain(ada);
  const { token } = ada;
  const sessionsSchema = z.strictObject({
    items: z.array(z.strictObject(sessionViewSchema.shape)),
    nextCursor: z.string().nullable(),
  });
  const listed = await read(
    sessionsSchema,
    await stack().request("GET", "/api/me/sessions", { token }),
  );
  expect(listed.items.filter(({ isCurrent }) => isCurrent)).toMatchObject([
    { sessionId: ada.sessionId },
  ]);
  const url = `/api/me/sessions/${phone.sessionId}`;
  await read(z.strictObject({}), await stack().request("DELETE", url, { token }));
  const cut = await stack().request("GET", "/api/me", { token: phone.token });
  await problem(cut, "UNAUTHENTICATED", 401);
  const stranger = await stack().makeMember();
  const foreign = await stack().request("DELETE", `/api/me/sessions/${tablet.sessionId}`, {
    token: stranger.token,
  });
  await problem(foreign, "NOT_FOUND", 404);
  const others = await stack().request("POST", "/api/me/sessions/end-others", { token });
  expect(await read(z.strictObject({ endedCount: z.number() }), others)).toEqual({ endedCount: 1 });
  const alsoCut = await stack().request("GET", "/api/me", { token: tablet.token });
  await problem(alsoCut, "UNAUTHENTICATED", 401);
});

test("[W10] sync answers visitors and members exactly what differs", async () => {
  const { post } = await aPost();
  const secret = await aPost("followers");
  const body = { contents: { [post.contentId]: 7, [secret.post.contentId]: 0, [MISSING]: 0 } };
  const answer = await stack().request("POST", "/api/sync", { body });
  expect(await answer.json()).toEqual({
    epoch: stack().engine.epoch,
    contents: [expect.objectContaining({ contentId: post.contentId, version: 0 })],
    missing: [secret.post.contentId, MISSING],
    inbox: null,
  });
  const { token } = await stack().makeMember();
  const same = await stack().request("POST", "/api/sync", {
    token,
    body: { contents: { [post.contentId]: 0 } },
  });
  expect(await same.json()).toMatchObject({ contents: [], missing: [], inbox: { unreadCount: 0 } });
});

test("[W11] missing, private and malformed contents look alike to a stranger", async () => {
  const { post } = await aPost("followers");
  const { token } = await stack().makeMember();
  const asked: [method: string, path: string, body?: unknown][] = [
    ["GET", ""],
    ["GET", "/engagement"],
    ["GET", "/likers"],
    ["PUT", "/like", { liked: true }],
    ["DELETE", "/like"],
    ["DELETE", ""],
  ];
  for (const [method, path, body] of asked) {
    const answers = await Promise.all(
      [post.contentId, MISSING].map((id) =>
        stack().request(method, `/api/content/${id}${path}`, { token, body }),
      ),
    );
    const [hidden, missing] = await Promise.all(
      answers.map((answer) => problem(answer, "NOT_FOUND", 404)),
    );
    expect({ ...hidden, errorId: "" }).toEqual({ ...missing, errorId: "" });
  }
  for (const id of ["1", MISSING.toUpperCase(), `${MISSING}0`, "%00", "__proto__"]) {
    const malformed = await stack().request("GET", `/api/content/${id}`);
    await problem(malformed, "VALIDATION", 422);
  }
});

test("[W12] visitors read what is public and change nothing", async () => {
  const { author, url } = await aPost();
  for (const path of [url, `${url}/engagement`, `${url}/likers`, `/api/users/${author.username}`]) {
    expect((await stack().request("GET", path)).status, path).toBe(200);
  }
  const closed: [method: string, path: string, body?: unknown][] = [
    ["PUT", `${url}/like`, { liked: true }],
    ["POST", "/api/posts", { body: "hello" }],
    ["DELETE", url],
    ["GET", "/api/me"],
    ["GET", "/api/me/sessions"],
    ["GET", "/api/notifications"],
    ["GET", "/api/activity/timeline"],
    ["PUT", `/api/users/${author.username}/follow`],
  ];
  for (const [method, path, body] of closed) {
    await problem(await stack().request(method, path, { body }), "UNAUTHENTICATED", 401);
  }
});

test("[W13] unknown paths and methods answer in the shape of all errors", async () => {
  await problem(await stack().request("GET", "/api/nothing/here"), "NOT_FOUND", 404);
  await problem(await stack().request("POST", "/api/v1/nothing", { body: {} }), "NOT_FOUND", 404);
  const wrong = await stack().request("PATCH", "/api/feed", { body: {} });
  expect(wrong.headers.get("allow")).toBe("GET");
  await problem(wrong, "METHOD_NOT_ALLOWED", 405);
  await problem(await stack().request("PROPFIND", "/api/feed"), "METHOD_NOT_ALLOWED", 405);
  for (const path of ["/api/content/%ff/engagement", "/api/v1/content/%E0%A4%A/like", "/api/%"]) {
    await problem(await stack().request("GET", path), "BAD_REQUEST", 400);
  }
  await problem(await stack().request("GET", "/api/demo/people"), "NOT_FOUND", 404);
  await problem(await stack().request("GET", "/api/demo/stats"), "NOT_FOUND", 404);
});

test("[W14] the probes answer by themselves", async () => {
  expect(await (await stack().request("GET", "/healthz")).json()).toEqual({ status: "ok" });
  expect(await (await stack().request("GET", "/readyz")).json()).toEqual({ status: "ok" });
  const metrics = await (await stack().request("GET", "/metrics")).text();
  expect(metrics).toContain("heartwire_http_request_seconds_count");
  await problem(await stack().request("POST", "/metrics"), "METHOD_NOT_ALLOWED", 405);
});

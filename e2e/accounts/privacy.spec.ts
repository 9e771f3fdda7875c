// A followers-only post reaches no stranger: not by page, by API, by room, by event or by count.
import { expect, expectHeart, test, untilLive } from "../fixtures/people";

test("[E20] a followers-only post reaches its followers alone, on any route", async ({ stage }) => {
  const [author, friend, stranger] = [
    await stage.program(),
    await stage.program(),
    await stage.program(),
  ];
  await friend.ask("PUT", `/api/users/${author.username}/follow`, {});
  const secret = `only for you ${author.username}`;
  const { contentId } = await author.post(secret, "followers");

  const strangerSocket = await stranger.connect();
  const received: unknown[] = [];
  strangerSocket.onAny((name: string, payload: unknown) => received.push({ name, payload }));
  const join = { contents: [{ contentType: "post" as const, contentId }] };
  expect(await strangerSocket.emitWithAck("content:join", join)).toMatchObject({
    ok: true,
    data: { contents: [], missing: [contentId] },
  });
  const friendSocket = await friend.connect();
  expect(await friendSocket.emitWithAck("content:join", join)).toMatchObject({
    ok: true,
    data: { contents: [{ contentId, likeCount: 0 }], missing: [] },
  });
  const liked = new Promise((resolve) => friendSocket.once("post:liked", resolve));
  await author.like(contentId, true);
  expect(await liked).toMatchObject({ contentId, totalLikes: 1, version: 1 });

  const press = { contentType: "post" as const, contentId, liked: true, deviceId: "d", seq: 1 };
  expect(await strangerSocket.emitWithAck("like:set", press)).toMatchObject({
    ok: false,
    error: { code: "NOT_FOUND" },
  });
  for (const [method, path, body] of [
    ["GET", `/api/content/${contentId}`],
    ["GET", `/api/content/${contentId}/engagement`],
    ["GET", `/api/content/${contentId}/likers`],
    ["PUT", `/api/content/${contentId}/like`, { liked: true }],
    ["DELETE", `/api/content/${contentId}/like`],
    ["DELETE", `/api/content/${contentId}`],
    ["POST", `/api/v1/posts/${contentId}/likes`, {}],
    ["POST", "/api/likes", { content_type: "post", content_id: contentId }],
    ["GET", `/api/likes/status?content_type=post&content_id=${contentId}`],
  ] as const) {
    const answer = await stranger.ask(method, path, body);
    expect(answer, `${method} ${path}`).toMatchObject({ status: 404, body: { code: "NOT_FOUND" } });
    expect(JSON.stringify(answer.body)).not.toContain(secret);
  }
  for (const path of [
    "/api/feed?scope=latest&limit=100",
    `/api/users/${author.username}/likes`,
    `/api/users/${author.username}/contents`,
    "/api/activity/timeline",
  ]) {
    const answer = await stranger.ask("GET", path);
    expect(answer.status, path).toBe(200);
    expect(JSON.stringify(answer.body), path).not.toContain(contentId);
  }
  expect(JSON.stringify(received)).not.toContain(contentId);

  for (const page of [await stage.visitor(), await stage.window("gus")]) {
    const response = await page.goto(`/p/${contentId}`);
    expect(response?.status()).toBe(404);
    expect(await page.content()).not.toContain(secret);
    await page.goto(`/u/${author.username}`);
    expect(await page.content()).not.toContain(secret);
  }
});

test("[E21] who stops following receives no more of it from that moment", async ({ stage }) => {
  const [author, friend] = [await stage.program(), await stage.program()];
  await friend.ask("PUT", `/api/users/${author.username}/follow`, {});
  const { contentId } = await author.post("While you stay.", "followers");
  const socket = await friend.connect();
  await socket.emitWithAck("content:join", { contents: [{ contentType: "post", contentId }] });
  const received: string[] = [];
  socket.onAny((name: string, payload: { contentId?: string }) => {
    if (payload.contentId === contentId) received.push(name);
  });
  await author.like(contentId, true);
  await expect.poll(() => received).toContain("post:liked");
  await friend.ask("DELETE", `/api/users/${author.username}/follow`);
  await expect.poll(() => received).toContain("content:removed");
  received.length = 0;
  await author.like(contentId, false);
  // A public room's event later on the same connection proves that the connection was alive all the while.
  const open = await author.post("For everybody.");
  await socket.emitWithAck("content:join", {
    contents: [{ contentType: "post", contentId: open.contentId }],
  });
  const liked = new Promise((resolve) => socket.once("post:liked", resolve));
  await author.like(open.contentId, true);
  await liked;
  expect(received).toEqual([]);
});

test("[E56] what an unfollow took away is there again after a follow", async ({ stage }) => {
  const author = await stage.program();
  const { contentId } = await author.post("For those who stay.", "followers");
  const hana = await stage.window("hana");
  await hana.goto(`/u/${author.username}`);
  const follow = hana.getByRole("button", { name: /^Follow(ing)? Robot/ });
  await follow.click();
  await expectHeart(hana, contentId, { count: 0 });
  await untilLive(hana);
  await follow.click();
  await expect(hana.getByText("This is no longer here.")).toBeVisible();
  await follow.click();
  await expectHeart(hana, contentId, { count: 0 });
  await author.like(contentId, true);
  await expectHeart(hana, contentId, { count: 1 });
});

test("[E22] a post deleted while it is on screen disappears there", async ({ stage }) => {
  const author = await stage.program();
  const { contentId } = await author.post("Here and gone.");
  const hana = await stage.window("hana");
  await hana.goto(`/p/${contentId}`);
  await untilLive(hana);
  await expectHeart(hana, contentId, { count: 0 });
  await author.ask("DELETE", `/api/content/${contentId}`);
  await expect(hana.getByText("This is no longer here.")).toBeVisible();
});

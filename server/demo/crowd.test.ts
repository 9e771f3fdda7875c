// The crowd on a real server: real accounts, real tokens, bounded, and gone when stopped.
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { issueToken } from "@/server/auth/session";
import { testLog } from "@/test/database/test-database";
import { type Stack, startStack } from "@/test/servers/server-fixture";
import { type Crowd, createCrowd, crowdBodySchema } from "./crowd";
import { GUESTS_MAX, guestName } from "./guest-names";

let stack: Stack;
let crowd: Crowd;
beforeAll(async () => {
  stack = await startStack({ isDemo: true });
  crowd = createCrowd({ engine: stack.engine, log: testLog, baseUrl: stack.url, issueToken });
});
afterAll(() => stack.close());

test("[R33] guests like through the real API, once a person, and leave when sent home", async () => {
  const viewer = await stack.listen();
  const post = await stack.makePost(viewer.userId);
  const content = { contentType: "post", contentId: post.contentId };
  await viewer.ask("content:join", { contents: [content] });
  await crowd.start({ size: 5, seconds: 60, contentId: post.contentId });
  await vi.waitFor(() => expect(crowd.readState().likesAcked).toBeGreaterThanOrEqual(5));
  await expect(crowd.start({ size: 1, seconds: 1 })).rejects.toMatchObject({ code: "CONFLICT" });
  expect(await crowd.stop()).toMatchObject({ isRunning: false, likesFailed: 0, secondsLeft: 0 });
  const { items } = await stack.engine.likes.listLikers(null, post.contentId, { limit: 100 });
  expect(items.length).toBeLessThanOrEqual(5);
  expect(items.every(({ displayName }) => / /.test(displayName))).toBe(true);
  const guests = await stack.prisma.session.count({
    where: { userAgent: "Heartwire crowd", endedAt: null },
  });
  expect(guests).toBe(0);
  expect(viewer.received.some(({ event }) => /^(post:|like:count)/.test(event))).toBe(true);
});

test("[R34] a crowd is at most two hundred for at most a minute, and never at a hidden content", async () => {
  expect(crowdBodySchema.safeParse({ size: 200, seconds: 60 }).success).toBe(true);
  for (const body of [{ size: 0 }, { size: 201 }, { size: 1, seconds: 61 }, { size: 1, x: 1 }]) {
    expect(crowdBodySchema.safeParse(body).success).toBe(false);
  }
  const author = await stack.makeMember();
  const secret = await stack.makePost(author.userId, "followers");
  await expect(
    crowd.start({ size: 1, seconds: 1, contentId: secret.contentId }),
  ).rejects.toMatchObject({ code: "NOT_FOUND" });
  expect(crowd.readState().isRunning).toBe(false);
});

test("[R34] no two guests share a name", () => {
  const names = Array.from({ length: GUESTS_MAX }, (_, index) => guestName(index));
  expect(new Set(names).size).toBe(GUESTS_MAX);
});

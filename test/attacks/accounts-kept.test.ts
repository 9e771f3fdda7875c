// What is kept of people and for how long, who may read the metrics, and lists longer than a page.
import { expect, test } from "vitest";
import { eraseDue } from "@/engine/integrity/erasing";
import { problemSchema } from "@/protocol/error-views";
import { type Config, putConfig } from "@/server/config";
import { requireMetricsAccess } from "@/server/http/metrics-access";
import { sharedStack } from "@/test/servers/server-fixture";

const stack = sharedStack();
const DAY_MS = 24 * 3600 * 1000;

test("[S134] words of deleted posts, sessions that are over and kept answers are erased after their time, and counted", async () => {
  const { engine, prisma, makePost, makeMember, signInAgain, request } = stack();
  const ada = await makeMember();
  const [ended, expired, standing] = [
    await signInAgain(ada),
    await signInAgain(ada),
    await signInAgain(ada),
  ];
  const [gone, kept] = [await makePost(ada.userId), await makePost(ada.userId)];
  await request("POST", "/api/likes", {
    token: ada.token,
    headers: { "Idempotency-Key": "once" },
    body: { content_type: "post", content_id: kept.contentId },
  });
  await engine.contents.deleteContent(ada.userId, gone.contentId);
  await engine.sessions.endSession(ended.sessionId, "signed-out");
  await prisma.session.update({
    where: { id: expired.sessionId },
    data: { expiresAt: new Date(Date.now() - 1_000) },
  });
  const counted: Record<string, number> = {};
  const context = {
    prisma,
    eraseAfterDays: 30,
    metrics: { countErased: (kind: string, count: number) => (counted[kind] = count) },
  } as unknown as Parameters<typeof eraseDue>[0];
  const none = { posts: 0, sessions: 0, answers: 0 };
  expect(await eraseDue(context)).toEqual(none);
  expect(await eraseDue(context, Date.now() + 25 * 3600 * 1000)).toEqual({ ...none, answers: 1 });
  expect(await eraseDue(context, Date.now() + 29 * DAY_MS)).toEqual(none);
  const later = Date.now() + 30 * DAY_MS + 60_000;
  // No active session is over by then: its expiry is extended.
  await prisma.session.updateMany({
    where: { id: { in: [standing.sessionId, ada.sessionId] } },
    data: { expiresAt: new Date(later + DAY_MS) },
  });
  const erased = await eraseDue(context, later);
  expect(erased).toMatchObject({ posts: 1, sessions: 2 });
  expect(counted).toMatchObject({ answers: 1, posts: 1, sessions: 2 });
  expect(await prisma.content.findUnique({ where: { id: gone.contentId } })).toMatchObject({
    body: "",
  });
  expect(await prisma.content.findUnique({ where: { id: kept.contentId } })).toMatchObject({
    body: kept.body,
  });
  expect(await prisma.session.findMany({ where: { userId: ada.userId } })).toHaveLength(2);
  expect(await engine.sessions.verifySession(standing.sessionId)).not.toBeNull();
});

test("[S134] more due rows than one slice go in several, all of them", async () => {
  const { prisma, makePerson } = stack();
  const { userId } = await makePerson();
  await prisma.$executeRaw`
    INSERT INTO sessions (id, user_id, kind, expires_at)
    SELECT gen_random_uuid(), ${userId}::uuid, 'token', now() - interval '40 days'
      FROM generate_series(1, 1200)`;
  const context = {
    prisma,
    eraseAfterDays: 30,
    metrics: { countErased: () => undefined },
  } as unknown as Parameters<typeof eraseDue>[0];
  expect((await eraseDue(context)).sessions).toBeGreaterThanOrEqual(1_200);
  expect(await prisma.session.count({ where: { userId } })).toBe(0);
});

test("[S135] the list of sessions has pages: every session is in one", async () => {
  const { prisma, makeMember, request } = stack();
  const ada = await makeMember();
  await prisma.$executeRaw`
    INSERT INTO sessions (id, user_id, kind, expires_at)
    SELECT gen_random_uuid(), ${ada.userId}::uuid, 'token', now() + interval '1 day'
      FROM generate_series(1, 103)`;
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const query: string = cursor === null ? "" : `?cursor=${cursor}`;
    const page = await (
      await request("GET", `/api/me/sessions${query}`, { token: ada.token })
    ).json();
    seen.push(...page.items.map((item: { sessionId: string }) => item.sessionId));
    cursor = page.nextCursor;
  } while (cursor !== null);
  expect(seen).toHaveLength(104);
  expect(new Set(seen).size).toBe(104);
  expect(seen).toContain(ada.sessionId);
});

test("[S136] metrics are read with their token, or from this machine where the site is of this machine", () => {
  const base = stack().config;
  const isLetIn = (config: Partial<Config>, remoteAddress: string, headers = {}) => {
    putConfig({ ...base, ...config });
    try {
      requireMetricsAccess({ headers, socket: { remoteAddress } } as never);
      return true;
    } catch (error) {
      expect(error).toMatchObject({ code: "UNAUTHENTICATED" });
      return false;
    } finally {
      putConfig(base);
    }
  };
  const metricsToken = "a token of the scraper";
  const site = { publicUrl: "https://heart.example" };
  expect(isLetIn({}, "127.0.0.1")).toBe(true);
  expect(isLetIn({}, "::ffff:127.0.0.1")).toBe(true);
  expect(isLetIn({}, "::1")).toBe(true);
  expect(isLetIn({}, "192.0.2.1")).toBe(false);
  expect(isLetIn({ trustProxy: 1 }, "127.0.0.1")).toBe(false);
  for (const name of ["x-forwarded-for", "forwarded", "via", "x-real-ip"]) {
    expect(isLetIn({}, "127.0.0.1", { [name]: "x" }), name).toBe(false);
  }
  // Behind a proxy that says nothing everybody comes from this machine.
  expect(isLetIn(site, "127.0.0.1")).toBe(false);
  for (const authorization of ["", metricsToken, "Bearer wrong", "Bearer ", "Basic x"]) {
    expect(isLetIn({ metricsToken }, "127.0.0.1", { authorization }), authorization).toBe(false);
  }
  const headers = { authorization: `Bearer ${metricsToken.replaceAll(" ", "-")}` };
  const spelled = { ...site, metricsToken: metricsToken.replaceAll(" ", "-") };
  expect(isLetIn(spelled, "192.0.2.1", headers)).toBe(true);
  expect(isLetIn({ ...spelled, trustProxy: 1 }, "192.0.2.1", headers)).toBe(true);
});

test("[S136] a stranger at /metrics gets a problem and no figure", async () => {
  const response = await stack().request("GET", "/metrics", {
    headers: { "X-Forwarded-For": "203.0.113.9" },
  });
  const text = await response.text();
  expect(response.status).toBe(401);
  expect(problemSchema.parse(JSON.parse(text)).code).toBe("UNAUTHENTICATED");
  expect((await stack().request("GET", "/metrics")).status).toBe(200);
});

test("[S137] outside demo mode its paths are not there, whatever is sent", async () => {
  for (const body of [{}, { people: "many" }, "{", { size: 1 }]) {
    const response = await stack().request("POST", "/api/demo/crowd", { body });
    expect(problemSchema.parse(await response.json()).code).toBe("NOT_FOUND");
  }
});

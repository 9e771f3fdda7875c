import { existsSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createEngine, type Engine } from "@/engine/engine";
import { findDrift, findNotificationGaps } from "@/engine/integrity/audit";
import { createTestDatabase, type TestDatabase, testLog } from "@/test/database/test-database";
import { seedDatabase } from "./seed-database";

const now = new Date("2030-01-02T03:04:05Z");
let database: TestDatabase;
let engine: Engine;

beforeAll(async () => {
  database = await createTestDatabase();
  await seedDatabase({ prisma: database.prisma, log: testLog, seed: 1, now });
  engine = await createEngine({
    prisma: database.prisma,
    log: testLog,
    isDemo: true,
    limitScale: 1,
  });
});
afterAll(async () => {
  await engine.close();
  await database.close();
});

const address = { kind: "browser", address: "127.0.0.1", userAgent: "test" } as const;

test("[D15] twelve people, forty posts, six films; every counter is right and every like has notified", async () => {
  const { prisma } = database;
  expect(await prisma.user.count({ where: { isDemo: true } })).toBe(12);
  expect(await prisma.content.count({ where: { contentType: "post" } })).toBe(40);
  expect(await prisma.content.count({ where: { contentType: "video" } })).toBe(6);
  expect(await findDrift(prisma)).toEqual([]);
  expect(await findNotificationGaps(prisma)).toEqual([]);
});

test("[D15] the films exist, with a poster each", async () => {
  for (const film of await database.prisma.content.findMany({ where: { contentType: "video" } })) {
    for (const url of [film.videoUrl, film.posterUrl]) {
      expect(
        existsSync(path.join(import.meta.dirname, "../../public", String(url))),
        String(url),
      ).toBe(true);
    }
    expect(film.durationMs).toBeGreaterThanOrEqual(4_000);
  }
});

test("[D15] everything lies in the past, nothing before what it answers", async () => {
  const { prisma } = database;
  const likes = await prisma.like.findMany({ include: { content: true } });
  for (const like of likes) {
    expect(+like.likedAt).toBeGreaterThanOrEqual(+like.content.createdAt);
    expect(+like.likedAt).toBeLessThanOrEqual(+now);
  }
  const newest = await prisma.content.findFirstOrThrow({ orderBy: { createdAt: "desc" } });
  expect(+now - +newest.createdAt).toBeLessThan(5 * 60_000);
  const rung = await prisma.notification.findMany();
  for (const each of rung) expect(+each.updatedAt).toBeLessThanOrEqual(+now);
});

test("[D15] a post for followers was liked by followers alone", async () => {
  const closed = await database.prisma.like.findMany({
    where: { content: { visibility: "followers" } },
    include: { content: true },
  });
  expect(closed.length).toBeGreaterThan(0);
  for (const { userId, content } of closed) {
    const key = { followerId_followeeId: { followerId: userId, followeeId: content.authorId } };
    expect(await database.prisma.follow.findUnique({ where: key })).not.toBeNull();
  }
});

test("[D15] Ada signs in with the demo password and finds something unread and something to like", async () => {
  const ada = await engine.accounts.signIn(
    { username: "ada", password: "heartwire-demo" },
    address,
  );
  expect((await engine.notifications.readInbox(ada.userId)).unreadCount).toBeGreaterThan(0);
  const feed = await engine.contents.listFeed(ada.userId, { scope: "home", limit: 20 });
  const first = feed.items[0];
  expect(first?.author.username).toBe("bob");
  expect(first?.engagement.liked).toBe(false);
});

test("[D16] the same number makes the same data, another number another", async () => {
  const [same, other] = await Promise.all([createTestDatabase(), createTestDatabase()]);
  await seedDatabase({ prisma: same.prisma, log: testLog, seed: 1, now });
  await seedDatabase({ prisma: other.prisma, log: testLog, seed: 2, now });
  const world = await readWorld(database);
  expect(await readWorld(same)).toEqual(world);
  expect(await readWorld(other)).not.toEqual(world);
  await Promise.all([same.close(), other.close()]);
});

test("[D16] where anybody lives nothing is changed", async () => {
  const before = await readWorld(database);
  expect(await seedDatabase({ prisma: database.prisma, log: testLog, seed: 2 })).toBeNull();
  expect(await readWorld(database)).toEqual(before);
});

async function readWorld({ prisma }: TestDatabase) {
  return {
    contents: await prisma.content.findMany({ orderBy: { id: "asc" } }),
    likes: await prisma.like.findMany({
      select: { userId: true, contentId: true, likedAt: true },
      orderBy: [{ contentId: "asc" }, { userId: "asc" }],
    }),
    follows: await prisma.follow.findMany({
      select: { followerId: true, followeeId: true, followedAt: true },
      orderBy: [{ followerId: "asc" }, { followeeId: "asc" }],
    }),
    inboxes: await prisma.inbox.findMany({ orderBy: { userId: "asc" } }),
  };
}

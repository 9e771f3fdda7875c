import { describe, expect, it } from "vitest";
import { createTestEngine, sharedTestEngine } from "@/test/servers/engine-fixture";
import type { EngineContext } from "../context";
import { firstWords } from "../excerpts";
import { findDrift, repairLikeCounts } from "./audit";
import { runHousekeeping } from "./housekeeping";

const opened = sharedTestEngine();

describe("audit", () => {
  it("[L30] an injected drift is found, and repaired with a version of its own", async () => {
    const { engine, prisma, makePerson, makePost } = opened();
    const [author, fan] = [await makePerson("author"), await makePerson("fan")];
    const { contentId } = await makePost(author.userId);
    await engine.likes.setLike(fan.userId, { contentId, liked: true });
    expect(await findDrift(prisma)).toEqual([]);
    await prisma.content.update({ where: { id: contentId }, data: { likeCount: 41 } });
    expect(await findDrift(prisma)).toEqual([
      { counter: "likes", id: contentId, stored: 41, counted: 1 },
    ]);
    expect(await repairLikeCounts(prisma)).toEqual([contentId]);
    expect(await engine.likes.readEngagement(null, contentId)).toMatchObject({
      likeCount: 1,
      version: 2,
    });
    expect(await repairLikeCounts(prisma)).toEqual([]);
  });

  it("[L29] an hourly sample of like counts is recounted; drift is counted and said", async () => {
    const own = await createTestEngine();
    const { prisma, makePerson, makePost } = own;
    const said: unknown[] = [];
    const found: number[] = [];
    const context = {
      prisma,
      eraseAfterDays: 30,
      log: { error: (fields: unknown) => said.push(fields) },
      metrics: { countDrift: (count: number) => found.push(count) },
    } as unknown as EngineContext;
    const author = await makePerson("author");
    const { contentId } = await makePost(author.userId);
    await runHousekeeping(context);
    expect([found, said]).toEqual([[], []]);
    await prisma.content.update({ where: { id: contentId }, data: { likeCount: 41 } });
    await runHousekeeping(context);
    expect([found, said]).toEqual([[1], [{ contentIds: [contentId] }]]);
    await own.close();
  });

  it("[L31] every other counter is audited too", async () => {
    const { engine, prisma, makePerson, makePost } = opened();
    const [author, fan] = [await makePerson("author"), await makePerson("fan")];
    const { contentId } = await makePost(author.userId);
    await engine.likes.setLike(fan.userId, { contentId, liked: true });
    await prisma.user.update({
      where: { id: fan.userId },
      data: { followerCount: 7, followingCount: 7 },
    });
    await prisma.inbox.update({ where: { userId: author.userId }, data: { unreadCount: 7 } });
    await prisma.notification.updateMany({
      where: { recipientId: author.userId },
      data: { actorCount: 7 },
    });
    const found = (await findDrift(prisma)).map((drift) => drift.counter);
    expect(found.toSorted()).toEqual([
      "actors",
      "followers",
      "following",
      "shown actors",
      "unread",
    ]);
  });

  it("[L32] a count below zero is refused by the database itself", async () => {
    const { prisma, makePerson, makePost } = opened();
    const author = await makePerson("author");
    const { contentId } = await makePost(author.userId);
    await expect(
      prisma.content.update({ where: { id: contentId }, data: { likeCount: -1 } }),
    ).rejects.toThrow();
  });
});

describe("excerpts", () => {
  it("[W36] an excerpt is at most eighty characters, cut between words, never inside an emoji", () => {
    expect(firstWords("short")).toBe("short");
    expect(firstWords(" two\n lines ")).toBe("two lines");
    const long = firstWords("word ".repeat(40));
    expect([...long].length).toBeLessThanOrEqual(80);
    expect(long).toMatch(/word…$/);
    expect(firstWords("🎈".repeat(200))).toBe(`${"🎈".repeat(79)}…`);
  });
});

import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import type { PrismaClient } from "@/generated/prisma/client";
import { testLog } from "@/test/database/test-database";
import { sharedTestEngine } from "@/test/servers/engine-fixture";
import { connectPrisma } from "../database/database";
import { createEngine } from "../engine";
import { applyByDriver, applyByPrisma, commitLikeGroup, type LikeCommand } from "./like-group";

const opened = sharedTestEngine();
const MISSING = "00000000-0000-7000-8000-000000000000";

async function scene(visibility: "public" | "followers" = "public") {
  const { makePerson, makePost, takeChanges } = opened();
  const author = await makePerson("bob");
  const liker = await makePerson("ada");
  const post = await makePost(author.userId, visibility);
  takeChanges();
  return { author, liker, post, contentId: post.contentId };
}

describe("setting a like", () => {
  it("[L1] a like moves the count and the version by one and answers the state", async () => {
    const { engine, takeChanges } = opened();
    const { author, liker, contentId } = await scene();
    const answer = await engine.likes.setLike(liker.userId, { contentId, liked: true });
    expect(answer).toEqual({
      contentId,
      contentType: "post",
      likeCount: 1,
      commentCount: 0,
      repostCount: 0,
      version: 1,
      liked: true,
      reposted: false,
    });
    expect(await engine.likes.readEngagement(liker.userId, contentId)).toEqual(answer);
    const changes = takeChanges();
    expect(changes[0]).toMatchObject({
      kind: "likes",
      authorId: author.userId,
      engagement: { contentId, likeCount: 1, version: 1 },
      isPublic: true,
      changes: [{ userId: liker.userId, isLiked: true }],
    });
    expect(changes.map((change) => change.kind)).toEqual(["likes", "notification", "activity"]);
  });

  it("[L50] likes of one group that see the same state share one answer that nobody can change", async () => {
    const { engine, makePerson } = opened();
    const { contentId } = await scene();
    const people = await Promise.all([1, 2, 3].map(() => makePerson()));
    const likes = people.map(({ userId }, nth) =>
      engine.likes.setLike(userId, { contentId, liked: nth < 2 }),
    );
    const [one, other, unliked] = await Promise.all(likes);
    expect(one).toBe(other);
    expect([one?.liked, unliked?.liked]).toEqual([true, false]);
    expect(Object.isFrozen(one)).toBe(true);
    expect(unliked).toMatchObject({ likeCount: 2, version: 2 });
  });

  it("[L2] asking for what already holds changes nothing and publishes nothing", async () => {
    const { engine, takeChanges, audit } = opened();
    const { liker, contentId } = await scene();
    const first = await engine.likes.setLike(liker.userId, { contentId, liked: true });
    takeChanges();
    expect(await engine.likes.setLike(liker.userId, { contentId, liked: true })).toEqual(first);
    expect(takeChanges()).toEqual([]);
    const unliked = await engine.likes.setLike(liker.userId, { contentId, liked: false });
    expect(unliked).toMatchObject({ likeCount: 0, version: 2, liked: false });
    takeChanges();
    expect(await engine.likes.setLike(liker.userId, { contentId, liked: false })).toEqual(unliked);
    expect(takeChanges()).toEqual([]);
    expect(await audit()).toEqual([]);
  });

  it("[L3] a like repeated with the same seq, or older, changes nothing", async () => {
    const { engine, takeChanges } = opened();
    const { liker, contentId } = await scene();
    const command = (liked: boolean, seq: number, deviceId = "phone") =>
      engine.likes.setLike(liker.userId, { contentId, liked, deviceId, seq });
    const like = await command(true, 5);
    takeChanges();
    expect(await command(true, 5)).toEqual(like);
    expect(await command(false, 5)).toEqual(like);
    expect(await command(false, 4)).toEqual(like);
    expect(takeChanges()).toEqual([]);
    // Another device counts for itself, and does not make the first forget.
    expect(await command(false, 1, "laptop")).toMatchObject({ liked: false, version: 2 });
    expect(await command(true, 5)).toMatchObject({ liked: false, version: 2 });
    expect(await command(true, 6)).toMatchObject({ liked: true, version: 3 });
  });

  it("[L3] an unlike that came first keeps a late like out", async () => {
    const { engine } = opened();
    const { liker, contentId } = await scene();
    const command = (liked: boolean, seq: number) =>
      engine.likes.setLike(liker.userId, { contentId, liked, deviceId: "phone", seq });
    expect(await command(false, 2)).toMatchObject({ liked: false, version: 0 });
    expect(await command(true, 1)).toMatchObject({ liked: false, version: 0 });
  });

  it("[L4] only what is there and may be seen can be liked", async () => {
    const { engine, takeChanges } = opened();
    const { liker, author, contentId } = await scene("followers");
    const like = (userId: string, id: string, contentType?: "post" | "video") =>
      engine.likes.setLike(userId, { contentId: id, liked: true, contentType });
    await expect(like(liker.userId, MISSING)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(like(liker.userId, contentId)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(like(author.userId, contentId, "video")).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    expect(takeChanges()).toEqual([]);
    await engine.people.setFollow(liker.userId, author.username, true);
    expect(await like(liker.userId, contentId)).toMatchObject({ liked: true, likeCount: 1 });
    await engine.contents.deleteContent(author.userId, contentId);
    await expect(like(liker.userId, contentId)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("[L5] fifty parallel likes of one person are one like", async () => {
    const { engine, audit, takeChanges } = opened();
    const { liker, contentId } = await scene();
    const answers = await Promise.all(
      Array.from({ length: 50 }, () =>
        engine.likes.setLike(liker.userId, { contentId, liked: true }),
      ),
    );
    expect(new Set(answers.map((answer) => answer.version))).toEqual(new Set([1]));
    expect(takeChanges().filter((change) => change.kind === "likes")).toHaveLength(1);
    expect(await audit()).toEqual([]);
  });

  it("[L6] fifty people in parallel are fifty likes, and the version moved by fifty", async () => {
    const { engine, makePerson, audit, takeChanges } = opened();
    const { author, contentId } = await scene();
    const people = [];
    while (people.length < 50) people.push(await makePerson("fan"));
    const answers = await Promise.all(
      people.map(({ userId }) => engine.likes.setLike(userId, { contentId, liked: true })),
    );
    expect(Math.max(...answers.map((answer) => answer.version))).toBe(50);
    expect(await engine.likes.readEngagement(null, contentId)).toMatchObject({
      likeCount: 50,
      version: 50,
      liked: false,
    });
    const published = takeChanges().flatMap((change) =>
      change.kind === "likes" ? change.changes : [],
    );
    expect(new Set(published.map((change) => change.userId)).size).toBe(50);
    expect(await engine.notifications.readInbox(author.userId)).toMatchObject({ unreadCount: 1 });
    expect(await audit()).toEqual([]);
  });

  it("[L7] a person's likes are limited, and the answer says how long to wait", async () => {
    const { createTestEngine } = await import("@/test/servers/engine-fixture");
    const limited = await createTestEngine({ limitScale: 1 });
    try {
      const author = await limited.makePerson();
      const { contentId } = await limited.makePost(author.userId);
      const command = (liked: boolean) =>
        limited.engine.likes.setLike(author.userId, { contentId, liked });
      for (let count = 0; count < 30; count++) await command(count % 2 === 0);
      const refused = await command(true).catch((error: unknown) => error);
      expect(refused).toMatchObject({ code: "RATE_LIMITED", retryAfterMs: expect.any(Number) });
    } finally {
      await limited.close();
    }
  });
});

describe("toggling a like", () => {
  const body = (contentId: string) => ({ content_type: "post" as const, content_id: contentId });

  it("[L8] each toggle flips and names the author", async () => {
    const { engine } = opened();
    const { author, liker, contentId } = await scene();
    expect(await engine.likes.toggleLike(liker.userId, body(contentId))).toEqual({
      liked: true,
      total_likes: 1,
      content_type: "post",
      content_id: contentId,
      author: { id: author.userId, username: author.username, display_name: "bob" },
    });
    expect(await engine.likes.toggleLike(liker.userId, body(contentId))).toMatchObject({
      liked: false,
      total_likes: 0,
    });
  });

  it("[L9] the same Idempotency-Key flips once and answers the same, also in parallel", async () => {
    const { engine, takeChanges, audit } = opened();
    const { liker, contentId } = await scene();
    const answers = await Promise.all(
      Array.from({ length: 8 }, () =>
        engine.likes.toggleLike(liker.userId, body(contentId), "key-1"),
      ),
    );
    for (const answer of answers) expect(JSON.stringify(answer)).toBe(JSON.stringify(answers[0]));
    expect(answers[0]).toMatchObject({ liked: true, total_likes: 1 });
    expect(takeChanges().filter((change) => change.kind === "likes")).toHaveLength(1);
    expect(await audit()).toEqual([]);
  });

  it("[L43] a toggle with a key and likes of the same heart are published in the order they were applied", async () => {
    const { engine, takeChanges, audit } = opened();
    const { liker, contentId } = await scene();
    for (let round = 0; round < 25; round++) {
      await Promise.all([
        engine.likes.setLike(liker.userId, { contentId, liked: true }),
        engine.likes.toggleLike(liker.userId, body(contentId), `round-${round}`),
        engine.likes.setLike(liker.userId, { contentId, liked: true }),
      ]);
    }
    const versions = takeChanges().flatMap((change) =>
      change.kind === "likes" ? [change.engagement.version] : [],
    );
    expect(versions).toEqual(Array.from({ length: 51 }, (_, index) => index + 1));
    expect(await audit()).toEqual([]);
  });

  it("[L9] the key with another body is a CONFLICT; a failed request burns no key", async () => {
    const { engine, makePost } = opened();
    const { author, liker, contentId } = await scene();
    const other = await makePost(author.userId);
    await engine.likes.toggleLike(liker.userId, body(contentId), "key-2");
    await expect(
      engine.likes.toggleLike(liker.userId, body(other.contentId), "key-2"),
    ).rejects.toMatchObject({ code: "CONFLICT" });
    await expect(
      engine.likes.toggleLike(liker.userId, body(MISSING), "key-3"),
    ).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(
      await engine.likes.toggleLike(liker.userId, body(other.contentId), "key-3"),
    ).toMatchObject({ liked: true });
  });
});

describe("a group of likes", () => {
  it("[L25] any sequence ends as a plain model says: state, count, version, notifications", async () => {
    const { prisma, runStatement, makePerson, makePost, audit } = opened();
    const author = await makePerson("author");
    const people = await Promise.all(Array.from({ length: 4 }, () => makePerson("model")));
    people.push(author);
    const command = fc.record({
      who: fc.nat(4),
      what: fc.nat(1),
      liked: fc.option(fc.boolean(), { nil: null }),
      device: fc.option(fc.record({ id: fc.constantFrom("a", "b"), seq: fc.nat(6) }), {
        nil: null,
      }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(command, { maxLength: 6 }), { maxLength: 8 }),
        async (groups) => {
          const contents = [await makePost(author.userId), await makePost(author.userId)];
          const hearts = new Map<string, boolean>();
          const newest = new Map<string, number>();
          const versions = [0, 0];
          for (const group of groups) {
            const keys = new Set<string>();
            const unique = group.filter(({ who, what }) => {
              const isNew = !keys.has(`${who} ${what}`);
              keys.add(`${who} ${what}`);
              return isNew;
            });
            if (unique.length === 0) continue;
            const { answers } = await commitLikeGroup(
              [applyByPrisma(prisma), applyByDriver(runStatement)][group.length % 2] ??
                applyByPrisma(prisma),
              unique.map(
                ({ who, what, liked, device }): LikeCommand => ({
                  userId: people[who]?.userId ?? "",
                  contentId: contents[what]?.contentId ?? "",
                  contentType: "post",
                  liked,
                  deviceId: device?.id ?? null,
                  seq: device?.seq ?? null,
                }),
              ),
            );
            for (const [index, { who, what, liked, device }] of unique.entries()) {
              const key = `${who} ${what}`;
              const deviceKey = `${key} ${device?.id}`;
              const before = hearts.get(key) ?? false;
              const isLate = device !== null && (newest.get(deviceKey) ?? -1) >= device.seq;
              const after = isLate ? before : (liked ?? !before);
              if (device && !isLate) newest.set(deviceKey, device.seq);
              if (after !== before) versions[what] = (versions[what] ?? 0) + 1;
              hearts.set(key, after);
              expect(answers[index]).toMatchObject({
                found: true,
                changed: after !== before,
                seen: { liked: after },
              });
            }
          }
          for (const [what, content] of contents.entries()) {
            const row = await prisma.content.findUniqueOrThrow({
              where: { id: content.contentId },
            });
            const count = people.filter((_, who) => hearts.get(`${who} ${what}`)).length;
            expect(row).toMatchObject({ likeCount: count, version: versions[what] });
          }
          expect(await audit()).toEqual([]);
        },
      ),
      { numRuns: 40, verbose: 1 },
    );
  });

  it("[L51] likes go by the driver; one whose answer was lost is counted once, and a toggle not repeated", async () => {
    const { prisma, runStatement } = opened();
    const { author, liker, contentId } = await scene();
    const sent: string[] = [];
    let losses = 1;
    const engine = await createEngine({
      prisma,
      async runStatement(statement, values) {
        const rows = await runStatement(statement, values);
        sent.push(statement.name);
        if (losses-- > 0) throw new Error("Connection terminated unexpectedly");
        return rows as never;
      },
      log: testLog,
      isDemo: false,
      limitScale: 1_000,
    });
    const inboxes: unknown[] = [];
    engine.changes.subscribe((change) => {
      if (change.kind === "inbox") inboxes.push(change.recipientId);
    });
    const answer = await engine.likes.setLike(liker.userId, { contentId, liked: true });
    expect(answer).toMatchObject({ liked: true, likeCount: 1, version: 1 });
    await vi.waitFor(() => expect(inboxes).toEqual([author.userId]));
    const toggle = (key?: string) =>
      engine.likes.toggleLike(liker.userId, { content_type: "post", content_id: contentId }, key);
    losses = 1;
    await expect(toggle()).rejects.toMatchObject({ code: "UNAVAILABLE" });
    expect(sent).toEqual(["apply_likes", "apply_likes", "apply_likes"]);
    expect(await toggle("key")).toMatchObject({ liked: true });
    expect(await toggle("key")).toMatchObject({ liked: true });
    expect(sent).toHaveLength(3);
    await engine.close();
  });

  it("[L42] a like whose answer was lost is counted once, and its author gets the current badge", async () => {
    const { prisma } = opened();
    const { author, liker, contentId } = await scene();
    let losses = 1;
    const lossy = Object.create(prisma, {
      $queryRaw: {
        value: async (...query: Parameters<typeof prisma.$queryRaw>) => {
          const answer = await prisma.$queryRaw(...query);
          if (losses-- > 0) throw new Error("Connection terminated unexpectedly");
          return answer;
        },
      },
    }) as typeof prisma;
    const engine = await createEngine({
      prisma: lossy,
      log: testLog,
      isDemo: false,
      limitScale: 1_000,
    });
    const inboxes: unknown[] = [];
    engine.changes.subscribe((change) => {
      if (change.kind === "inbox") inboxes.push(change);
    });
    const answer = await engine.likes.setLike(liker.userId, { contentId, liked: true });
    expect(answer).toMatchObject({ liked: true, likeCount: 1, version: 1 });
    await vi.waitFor(() =>
      expect(inboxes).toEqual([
        {
          kind: "inbox",
          recipientId: author.userId,
          inbox: { unreadCount: 1, inboxVersion: 1 },
        },
      ]),
    );
    losses = 1;
    const toggled = engine.likes.toggleLike(liker.userId, {
      content_type: "post",
      content_id: contentId,
    });
    await expect(toggled).rejects.toMatchObject({ code: "UNAVAILABLE" });
    expect(await engine.likes.readEngagement(liker.userId, contentId)).toMatchObject({
      liked: false,
      version: 2,
    });
    await engine.close();
  });

  it("[L26] a person's ninth device pushes out only the oldest", async () => {
    const { engine } = opened();
    const { liker, contentId } = await scene();
    for (let device = 1; device <= 9; device++) {
      await engine.likes.setLike(liker.userId, {
        contentId,
        liked: device % 2 === 1,
        deviceId: `device-${device}`,
        seq: 10,
      });
    }
    const late = (deviceId: string) =>
      engine.likes.setLike(liker.userId, { contentId, liked: false, deviceId, seq: 10 });
    expect(await late("device-2")).toMatchObject({ liked: true });
    expect(await late("device-9")).toMatchObject({ liked: true });
  });
});

describe("two servers on one database", () => {
  /** The same database, writing down what its raw statements failed with before anybody retries them. */
  function watchFailures(prisma: PrismaClient, failures: unknown[]): PrismaClient {
    return new Proxy(prisma, {
      get(target, name) {
        const value = Reflect.get(target, name);
        if (name !== "$queryRaw") return value;
        return async (...statement: unknown[]) => {
          try {
            return await Reflect.apply(value, target, statement);
          } catch (error) {
            failures.push(error);
            throw error;
          }
        };
      },
    });
  }

  /** The embedded database takes one connection only, so there the two share it and take turns. */
  async function openServer(failures: unknown[]) {
    const { prisma, connectionString } = opened();
    const own = process.env.TEST_DATABASE_URL
      ? connectPrisma({ connectionString, max: 6 }, testLog)
      : { prisma, close: async () => undefined };
    const engine = await createEngine({
      prisma: watchFailures(own.prisma, failures),
      log: testLog,
      isDemo: false,
      limitScale: 1_000,
    });
    const close = async () => {
      await engine.close();
      await own.close();
    };
    return { engine, close };
  }

  it("[L27] groups of both on the same contents and people: no deadlock, no drift, exact versions", async () => {
    const { prisma, makePerson, makePost, audit } = opened();
    const failures: unknown[] = [];
    const servers = [await openServer(failures), await openServer(failures)];
    const people = await Promise.all(Array.from({ length: 12 }, () => makePerson("both")));
    const posts = await Promise.all(people.slice(0, 6).map(({ userId }) => makePost(userId)));
    const turns = new Map<string, number>();
    for (const { engine } of servers) {
      engine.changes.subscribe((change) => {
        if (change.kind !== "likes") return;
        const { contentId } = change.engagement;
        turns.set(contentId, (turns.get(contentId) ?? 0) + change.changes.length);
      });
    }
    const pressAll = async (server: number, round: number) => {
      const commands = people.flatMap(({ userId }, who) =>
        posts.map(({ contentId }, what) => {
          const liked = (who + what + server + round) % 3 !== 0;
          return () => servers[server]?.engine.likes.setLike(userId, { contentId, liked });
        }),
      );
      // Each server in an order of its own, in groups of every size.
      const order = server === 0 ? commands : commands.toReversed();
      const atOnce = 1 + (round % 24);
      for (let start = 0; start < order.length; start += atOnce) {
        await Promise.all(order.slice(start, start + atOnce).map((command) => command()));
      }
    };
    for (let round = 0; round < 24; round++) {
      await Promise.all([pressAll(0, round), pressAll(1, round)]);
    }
    for (const { close } of servers) await close();
    expect(failures).toEqual([]);
    for (const { contentId } of posts) {
      const { version } = await prisma.content.findUniqueOrThrow({ where: { id: contentId } });
      expect(version).toBe(turns.get(contentId));
    }
    expect(await audit()).toEqual([]);
  });
});

import pino from "pino";
import { Registry } from "prom-client";
import { describe, expect, it, vi } from "vitest";
import type { PrismaClient } from "@/generated/prisma/client";
import { sharedTestEngine } from "@/test/servers/engine-fixture";
import { createChanges } from "./changes";
import { createEngine } from "./engine";
import { forgetOldAnswers, IDEMPOTENCY_KEEP_MS } from "./idempotency";

const opened = sharedTestEngine();

describe("the engine as a whole", () => {
  it("[W14] it is ready while its database answers, and says UNAVAILABLE when it does not", async () => {
    const { engine, prisma } = opened();
    await expect(engine.readiness()).resolves.toBeUndefined();
    const hung = Object.create(prisma, {
      $queryRaw: { value: () => new Promise(() => undefined) },
    }) as PrismaClient;
    const stuck = await createEngine({
      prisma: hung,
      log: pino({ level: "silent" }),
      isDemo: false,
      limitScale: 1,
    });
    await expect(stuck.readiness()).rejects.toMatchObject({ code: "UNAVAILABLE" });
    await stuck.close();
  });

  it("[L9] a kept answer is forgotten after a day, and its key is free again", async () => {
    const { engine, prisma, makePerson, makePost } = opened();
    const author = await makePerson("author");
    const { contentId } = await makePost(author.userId);
    const toggle = () =>
      engine.likes.toggleLike(
        author.userId,
        { content_type: "post", content_id: contentId },
        "daily",
      );
    expect(await toggle()).toMatchObject({ liked: true });
    expect(await forgetOldAnswers(prisma)).toBe(0);
    expect(await toggle()).toMatchObject({ liked: true });
    expect(await forgetOldAnswers(prisma, Date.now() + IDEMPOTENCY_KEEP_MS + 1)).toBe(1);
    expect(await toggle()).toMatchObject({ liked: false });
  });

  it("[W4] what a person likes comes in pages, the latest like first", async () => {
    const { engine, makePerson, makePost } = opened();
    const [author, fan] = [await makePerson("author"), await makePerson("fan")];
    const liked: string[] = [];
    for (let count = 0; count < 3; count++) {
      const { contentId } = await makePost(author.userId);
      await engine.likes.setLike(fan.userId, { contentId, liked: true });
      liked.unshift(contentId);
    }
    const first = await engine.likes.listLikedBy(null, fan.username, { limit: 2 });
    const rest = await engine.likes.listLikedBy(null, fan.username, {
      limit: 2,
      cursor: first.nextCursor ?? "",
    });
    expect([...first.items, ...rest.items].map((item) => item.contentId)).toEqual(liked);
    expect(rest.nextCursor).toBeNull();
    expect(await engine.people.readPerson(fan.userId)).toMatchObject({ username: fan.username });
    expect(await engine.people.readPerson("00000000-0000-7000-8000-000000000000")).toBeNull();
  });

  it("[L28] groups, the queue and look-ups are counted", async () => {
    const { prisma, makePerson, makePost } = opened();
    const registry = new Registry();
    let open: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const gated = Object.create(prisma, {
      $queryRaw: {
        value: (...query: Parameters<typeof prisma.$queryRaw>) =>
          gate.then(() => prisma.$queryRaw(...query)),
      },
    }) as PrismaClient;
    const counted = await createEngine({
      prisma: gated,
      log: pino({ level: "silent" }),
      isDemo: false,
      limitScale: 1_000,
      registry,
    });
    const author = await makePerson("author");
    const fans = await Promise.all([makePerson("fan"), makePerson("fan"), makePerson("fan")]);
    const { contentId } = await makePost(author.userId);
    const command = ({ userId }: { userId: string }) =>
      counted.likes.setLike(userId, { contentId, liked: true });
    const first = command(author);
    await vi.waitFor(async () => expect(await registry.metrics()).toContain("presses_waiting 0"));
    const rest = fans.map(command);
    await vi.waitFor(async () => expect(await registry.metrics()).toContain("presses_waiting 3"));
    open();
    await Promise.all([first, ...rest]);
    await counted.people.readPersons(fans.map(({ userId }) => userId));
    await counted.people.readPersons([author.userId, ...fans.map(({ userId }) => userId)]);
    const text = await registry.metrics();
    expect(text).toContain("heartwire_presses_waiting 0");
    expect(text).toContain("heartwire_like_group_size_sum 4");
    expect(text).toMatch(/heartwire_like_group_seconds_count 2\n/);
    expect(text).toContain('heartwire_cache_lookups_total{cache="people",result="hit"} 3');
    expect(text).toContain('heartwire_cache_lookups_total{cache="people",result="miss"} 4');
    await counted.close();
  });

  it("[S30] a listener of changes that throws does not stop the others", () => {
    const changes = createChanges(pino({ level: "silent" }));
    const received: string[] = [];
    changes.subscribe(() => {
      throw new Error("broken listener");
    });
    const stop = changes.subscribe((change) => received.push(change.kind));
    const change = { kind: "follow", followerId: "a", followeeId: "b", follows: true } as const;
    changes.publish(change);
    stop();
    changes.publish(change);
    expect(received).toEqual(["follow"]);
  });
});

import pino from "pino";
import { describe, expect, it } from "vitest";
import type { PrismaClient } from "@/generated/prisma/client";
import { sharedTestEngine } from "@/test/engine";
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
    expect(stuck.likes.countWaiting()).toBe(0);
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

  it("[S30] a listener of changes that throws keeps nobody from hearing", () => {
    const changes = createChanges(pino({ level: "silent" }));
    const heard: string[] = [];
    changes.subscribe(() => {
      throw new Error("broken listener");
    });
    const stop = changes.subscribe((change) => heard.push(change.kind));
    const change = { kind: "follow", followerId: "a", followeeId: "b", follows: true } as const;
    changes.publish(change);
    stop();
    changes.publish(change);
    expect(heard).toEqual(["follow"]);
  });
});

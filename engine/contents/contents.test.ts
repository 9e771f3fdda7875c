import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { sharedTestEngine } from "@/test/servers/engine-fixture";

const opened = sharedTestEngine();
const page = { limit: 20 };
const STRANGER = "a signed-out visitor";

describe("contents", () => {
  it("[W30] a post is written, read and published", async () => {
    const { engine, makePerson, takeChanges } = opened();
    const author = await makePerson("bob");
    takeChanges();
    const { content: post } = await engine.contents.createPost(author.userId, {
      body: "Rough mix, first light.",
      visibility: "public",
    });
    expect(post).toMatchObject({
      contentType: "post",
      author: { userId: author.userId },
      body: "Rough mix, first light.",
      visibility: "public",
      video: null,
      engagement: { likeCount: 0, version: 0, liked: false },
      recentLikers: [],
    });
    expect(takeChanges().map((change) => change.kind)).toEqual(["content-created", "activity"]);
    expect(await engine.contents.readContent(null, post.contentId)).toEqual(post);
  });

  it("[W59] the same id with the same words is one post, however often and at once", async () => {
    const { engine, prisma, makePerson, takeChanges } = opened();
    const author = await makePerson("bob");
    const id = randomUUID();
    const post = { id, body: "Only once.", visibility: "followers" } as const;
    takeChanges();
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => engine.contents.createPost(author.userId, post)),
    );
    expect(answers.filter(({ isNew }) => isNew)).toHaveLength(1);
    expect(new Set(answers.map(({ content }) => content.contentId))).toEqual(new Set([id]));
    expect(takeChanges().map((change) => change.kind)).toEqual(["content-created", "activity"]);

    await engine.likes.setLike(author.userId, { contentId: id, liked: true });
    takeChanges();
    const again = await engine.contents.createPost(author.userId, post);
    expect(again.isNew).toBe(false);
    expect(again.content.engagement.likeCount, "as it stands now").toBe(1);
    expect(takeChanges()).toEqual([]);
    expect(await prisma.content.count({ where: { authorId: author.userId } })).toBe(1);
  });

  it("[W59] a known id with other words, or of somebody else, is taken and changes nothing", async () => {
    const { engine, makePerson } = opened();
    const [author, other] = [await makePerson("bob"), await makePerson("cleo")];
    const post = { id: randomUUID(), body: "Mine.", visibility: "public" } as const;
    const { content } = await engine.contents.createPost(author.userId, post);
    const taken = { code: "CONFLICT", reason: "id-taken" };
    const { createPost } = engine.contents;
    await expect(createPost(author.userId, { ...post, body: "Mine?" })).rejects.toMatchObject(
      taken,
    );
    await expect(
      createPost(author.userId, { ...post, visibility: "followers" }),
    ).rejects.toMatchObject(taken);
    await expect(createPost(other.userId, post)).rejects.toMatchObject(taken);
    expect(await engine.contents.readContent(null, post.id)).toEqual(content);
    await engine.contents.deleteContent(author.userId, post.id);
    await expect(createPost(author.userId, post)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("[W59] two at once with one id and other words are one post and one refusal", async () => {
    const { engine, makePerson } = opened();
    const author = await makePerson("bob");
    const id = randomUUID();
    const settled = await Promise.allSettled(
      ["One.", "Two."].map((body) =>
        engine.contents.createPost(author.userId, { id, body, visibility: "public" }),
      ),
    );
    expect(settled.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(settled.find((each) => each.status === "rejected")?.reason).toMatchObject({
      reason: "id-taken",
    });
  });

  it("[W59] without an id the same key is one post; another text under it is a conflict", async () => {
    const { engine, makePerson, takeChanges } = opened();
    const author = await makePerson("bob");
    const post = { body: "Keyed.", visibility: "public" } as const;
    takeChanges();
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => engine.contents.createPost(author.userId, post, "key-1")),
    );
    expect(answers.filter(({ isNew }) => isNew)).toHaveLength(1);
    expect(new Set(answers.map(({ content }) => content.contentId)).size).toBe(1);
    expect(takeChanges().map((change) => change.kind)).toEqual(["content-created", "activity"]);
    const other = { ...post, body: "Keyed otherwise." };
    await expect(engine.contents.createPost(author.userId, other, "key-1")).rejects.toMatchObject({
      code: "CONFLICT",
    });
    expect((await engine.contents.createPost(author.userId, post, "key-2")).isNew).toBe(true);
  });

  it("[W31] recent likers are the last three others, newest first", async () => {
    const { engine, makePerson, makePost } = opened();
    const author = await makePerson("bob");
    const { contentId } = await makePost(author.userId);
    const fans = [];
    for (const stem of ["one", "two", "three", "four"]) {
      const fan = await makePerson(stem);
      fans.push(fan);
      await engine.likes.setLike(fan.userId, { contentId, liked: true });
    }
    const seenBy = async (viewerId: string | null) =>
      (await engine.contents.readContent(viewerId, contentId)).recentLikers.map(
        (person) => person.displayName,
      );
    expect(await seenBy(null)).toEqual(["four", "three", "two"]);
    expect(await seenBy(fans[3]?.userId ?? null)).toEqual(["three", "two", "one"]);
  });

  it("[S48] only its author and followers see a followers-only post, on every read", async () => {
    const { engine, makePerson, makePost } = opened();
    const author = await makePerson("cleo");
    const [follower, stranger] = [await makePerson("follower"), await makePerson("stranger")];
    await engine.people.setFollow(follower.userId, author.username, true);
    const { contentId } = await makePost(author.userId, "followers");
    await engine.likes.setLike(follower.userId, { contentId, liked: true });

    const sees = async (viewerId: string | null) => {
      const reads = {
        content: await engine.contents.readContent(viewerId, contentId).then(
          () => true,
          () => false,
        ),
        engagement: await engine.likes.readEngagement(viewerId, contentId).then(
          () => true,
          () => false,
        ),
        likers: await engine.likes.listLikers(viewerId, contentId, page).then(
          () => true,
          () => false,
        ),
        latest: (await engine.contents.listFeed(viewerId, { scope: "latest", ...page })).items.some(
          (item) => item.contentId === contentId,
        ),
        author: (await engine.contents.listByAuthor(viewerId, author.username, page)).items.some(
          (item) => item.contentId === contentId,
        ),
        liked: (await engine.likes.listLikedBy(viewerId, follower.username, page)).items.some(
          (item) => item.contentId === contentId,
        ),
        counted: (await engine.people.readProfile(viewerId, author.username)).postCount === 1,
        sync: (await engine.sync(viewerId, { contents: { [contentId]: 0 } })).contents.length === 1,
        rule: await engine.visibility.canSee(viewerId, contentId),
        audience:
          viewerId !== null &&
          (await engine.visibility.filterAudience(contentId, [viewerId])).has(viewerId),
      };
      return [...new Set(Object.values(reads))];
    };
    expect(await sees(author.userId)).toEqual([true]);
    expect(await sees(follower.userId)).toEqual([true]);
    expect(await sees(stranger.userId), "a signed-in stranger").toEqual([false]);
    expect(await sees(null), STRANGER).toEqual([false]);
    const timeline = await engine.activity.listTimeline(stranger.userId, page);
    expect(timeline.items).toEqual([]);

    await engine.people.setFollow(follower.userId, author.username, false);
    expect(await sees(follower.userId), "after unfollowing").toEqual([false]);
  });

  it("[S49] missing and hidden contents answer the same words", async () => {
    const { engine, makePerson, makePost } = opened();
    const [author, stranger] = [await makePerson("cleo"), await makePerson("stranger")];
    const { contentId } = await makePost(author.userId, "followers");
    const read = (id: string) =>
      engine.contents.readContent(stranger.userId, id).catch((error: Error) => error);
    const [hidden, missing] = [
      await read(contentId),
      await read("00000000-0000-7000-8000-000000000000"),
    ];
    expect(hidden).toMatchObject({ code: "NOT_FOUND" });
    expect((hidden as Error).message).toBe((missing as Error).message);
  });

  it("[S50] what was public a moment ago is not shown once it is deleted", async () => {
    const { engine, makePerson, makePost } = opened();
    const [author, viewer] = [await makePerson("cleo"), await makePerson("viewer")];
    const { contentId } = await makePost(author.userId);
    expect(await engine.visibility.canSee(viewer.userId, contentId)).toBe(true);
    await engine.contents.deleteContent(author.userId, contentId);
    expect(await engine.visibility.canSee(viewer.userId, contentId)).toBe(false);
    expect(await engine.visibility.filterAudience(contentId, [author.userId])).toEqual(new Set());
  });

  it("[W32] only the author deletes; a stranger gets FORBIDDEN, or NOT_FOUND for a hidden one", async () => {
    const { engine, makePerson, makePost, takeChanges } = opened();
    const [author, stranger] = [await makePerson("cleo"), await makePerson("stranger")];
    const open = await makePost(author.userId);
    const hidden = await makePost(author.userId, "followers");
    const remove = (userId: string, contentId: string) =>
      engine.contents.deleteContent(userId, contentId);
    await expect(remove(stranger.userId, open.contentId)).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    await expect(remove(stranger.userId, hidden.contentId)).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    takeChanges();
    await remove(author.userId, open.contentId);
    expect(takeChanges()).toMatchObject([{ kind: "content-removed", contentId: open.contentId }]);
    await expect(remove(author.userId, open.contentId)).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });

  it("[W33] the feed pages newest first without gap or repetition, home holds whom I follow and me", async () => {
    const { engine, makePerson, makePost } = opened();
    const [me, friend, other] = [
      await makePerson("me"),
      await makePerson("friend"),
      await makePerson("other"),
    ];
    await engine.people.setFollow(me.userId, friend.username, true);
    const wanted: string[] = [];
    for (const author of [me, friend, other, friend, me]) {
      const { contentId } = await makePost(author.userId);
      if (author !== other) wanted.unshift(contentId);
    }
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const answer = await engine.contents.listFeed(me.userId, {
        scope: "home",
        limit: 3,
        ...(cursor ? { cursor } : {}),
      });
      if (!cursor) expect(answer.head).not.toBeNull();
      seen.push(...answer.items.map((item) => item.contentId));
      cursor = answer.nextCursor ?? undefined;
    } while (cursor);
    expect(seen).toEqual(wanted);
    await expect(engine.contents.listFeed(null, { scope: "home", limit: 3 })).rejects.toMatchObject(
      { code: "UNAUTHENTICATED" },
    );
  });

  it("[W34] a cursor that is not ours is BAD_REQUEST", async () => {
    const { engine } = opened();
    for (const cursor of ["x", "W10", Buffer.from('[1,"x"]').toString("base64url")]) {
      await expect(
        engine.contents.listFeed(null, { scope: "latest", limit: 3, cursor }),
      ).rejects.toMatchObject({ code: "BAD_REQUEST" });
    }
  });
});

import { describe, expect, it } from "vitest";
import { z } from "zod";
import { sharedTestEngine } from "@/test/servers/engine-fixture";

const opened = sharedTestEngine();

describe("people", () => {
  it("[A10] a follow counts once on both sides, however often and however parallel", async () => {
    const { engine, makePerson, audit, takeChanges } = opened();
    const [ada, bob] = [await makePerson("ada"), await makePerson("bob")];
    takeChanges();
    await Promise.all(
      Array.from({ length: 10 }, () => engine.people.setFollow(ada.userId, bob.username, true)),
    );
    expect(await engine.people.readProfile(ada.userId, bob.username)).toMatchObject({
      followerCount: 1,
      isFollowed: true,
      followsMe: false,
      isMe: false,
    });
    expect(await engine.accounts.readMe(ada.userId)).toMatchObject({
      followingCount: 1,
      isMe: true,
    });
    expect(takeChanges().filter((change) => change.kind === "follow")).toHaveLength(1);
    await engine.people.setFollow(ada.userId, bob.username, false);
    expect(await engine.people.readProfile(null, bob.username)).toMatchObject({ followerCount: 0 });
    expect(await audit()).toEqual([]);
  });

  it("[A11] two who follow each other at once do not block one another", async () => {
    const { engine, makePerson, audit } = opened();
    const [ada, bob] = [await makePerson("ada"), await makePerson("bob")];
    await Promise.all(
      Array.from({ length: 20 }, (_, index) => [
        engine.people.setFollow(ada.userId, bob.username, index % 2 === 0),
        engine.people.setFollow(bob.userId, ada.username, index % 2 === 0),
      ]).flat(),
    );
    expect(await audit()).toEqual([]);
  });

  it("[A12] nobody follows themselves, or an unknown person", async () => {
    const { engine, makePerson } = opened();
    const ada = await makePerson("ada");
    await expect(engine.people.setFollow(ada.userId, ada.username, true)).rejects.toMatchObject({
      code: "VALIDATION",
    });
    await expect(engine.people.setFollow(ada.userId, "nobody_here", true)).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });

  it("[A13] suggestions hold people with posts whom I do not follow, never me", async () => {
    const { engine, makePerson, makePost } = opened();
    const [me, followed, other, silent] = [
      await makePerson("me"),
      await makePerson("followed"),
      await makePerson("other"),
      await makePerson("silent"),
    ];
    for (const person of [me, followed, other]) await makePost(person.userId);
    await engine.people.setFollow(me.userId, followed.username, true);
    const ids = (await engine.people.listSuggestions(me.userId, 100)).map((one) => one.userId);
    expect(ids).toContain(other.userId);
    for (const person of [me, followed, silent]) expect(ids).not.toContain(person.userId);
  });
});

describe("activity", () => {
  it("[A1] the timeline holds my doing and theirs whom I follow, newest first, paged without repetition", async () => {
    const { engine, makePerson, makePost } = opened();
    const [me, friend, other] = [
      await makePerson("me"),
      await makePerson("friend"),
      await makePerson("other"),
    ];
    const { contentId } = await makePost(other.userId);
    await engine.people.setFollow(me.userId, friend.username, true);
    await engine.likes.setLike(friend.userId, { contentId, liked: true });
    await engine.likes.setLike(other.userId, { contentId, liked: true });
    const { contentId: mine } = await makePost(me.userId);
    const first = await engine.activity.listTimeline(me.userId, { limit: 2 });
    const rest = await engine.activity.listTimeline(me.userId, {
      limit: 2,
      cursor: first.nextCursor ?? "",
    });
    const listed = [...first.items, ...rest.items].map(
      (item) => `${item.actor.displayName} ${item.verb} ${item.objectId}`,
    );
    expect(listed).toEqual([
      `me posted ${mine}`,
      `friend liked ${contentId}`,
      `me followed ${friend.userId}`,
    ]);
    expect(rest.nextCursor).toBeNull();
    for (const { id } of [...first.items, ...rest.items]) expect(z.uuid().parse(id)).toBe(id);
    expect(first.items[1]).toMatchObject({
      objectType: "post",
      object: { kind: "content", author: { userId: other.userId }, excerpt: "One year today." },
      engagement: { contentId, likeCount: 2, version: 2 },
    });
    const skipped = await engine.activity.listTimeline(me.userId, { limit: 1, offset: 1 });
    expect(skipped.items[0]?.id).toBe(first.items[1]?.id);
  });

  it("[A2] an unlike, an unfollow and a deletion take their activity back", async () => {
    const { engine, makePerson, makePost } = opened();
    const [me, author] = [await makePerson("me"), await makePerson("author")];
    const { contentId } = await makePost(author.userId);
    await engine.likes.setLike(me.userId, { contentId, liked: true });
    await engine.people.setFollow(me.userId, author.username, true);
    const count = async () =>
      (await engine.activity.listTimeline(me.userId, { limit: 20 })).items.length;
    expect(await count()).toBe(3);
    await engine.likes.setLike(me.userId, { contentId, liked: false });
    expect(await count()).toBe(2);
    await engine.contents.deleteContent(author.userId, contentId);
    expect(await count()).toBe(1);
    await engine.people.setFollow(me.userId, author.username, false);
    expect(await count()).toBe(0);
  });

  it("[A3] a live activity is read only as its receiver may see it", async () => {
    const { engine, makePerson, takeChanges } = opened();
    const [author, follower, stranger] = [
      await makePerson("author"),
      await makePerson("follower"),
      await makePerson("stranger"),
    ];
    await engine.people.setFollow(follower.userId, author.username, true);
    takeChanges();
    await engine.contents.createPost(author.userId, { body: "Psst.", visibility: "followers" });
    const change = takeChanges().find((one) => one.kind === "activity");
    const id = change?.kind === "activity" ? change.activityId : "";
    expect(await engine.activity.readActivity(follower.userId, id)).toMatchObject({
      verb: "posted",
    });
    expect(await engine.activity.readActivity(stranger.userId, id)).toBeNull();
  });

  it("[A4] what is made of a like's commit is what is read later", async () => {
    const { engine, makePerson, takeChanges } = opened();
    const [author, fan] = [await makePerson("author"), await makePerson("fan")];
    const body = "Words   of\nmany lines. ".repeat(20);
    const { content } = await engine.contents.createPost(author.userId, {
      body,
      visibility: "public",
    });
    const { contentId } = content;
    for (const liked of [true, false, true]) {
      takeChanges();
      await engine.likes.setLike(fan.userId, { contentId, liked });
    }
    const change = takeChanges().find((one) => one.kind === "activity");
    if (change?.kind !== "activity" || !change.liked) throw new Error("no activity of the like");
    const like = { actorId: change.actorId, liked: change.liked };
    const read = await engine.activity.readActivity(fan.userId, change.activityId);
    expect(await engine.activity.describeLikes([like, like])).toEqual([read, read]);
    expect(read).toMatchObject({ verb: "liked", engagement: { likeCount: 1, version: 3 } });
  });

  it("[A4] nothing is made of the like of a deleted content", async () => {
    const { engine, makePerson, makePost, takeChanges } = opened();
    const [author, fan] = [await makePerson("author"), await makePerson("fan")];
    const { contentId } = await makePost(author.userId);
    await engine.likes.setLike(fan.userId, { contentId, liked: true });
    const change = takeChanges().find((one) => one.kind === "activity" && one.liked);
    if (change?.kind !== "activity" || !change.liked) throw new Error("no activity of the like");
    await engine.contents.deleteContent(author.userId, contentId);
    const like = { actorId: change.actorId, liked: change.liked };
    expect(await engine.activity.describeLikes([like])).toEqual([null]);
  });

  it("[A5] followers are answered by person, and as null beyond the bound", async () => {
    const { engine, makePerson } = opened();
    const [star, quiet, former] = [
      await makePerson("star"),
      await makePerson("quiet"),
      await makePerson("former"),
    ];
    const fans = [await makePerson("ann"), await makePerson("ben")];
    for (const { userId } of [...fans, former]) {
      await engine.people.setFollow(userId, star.username, true);
    }
    await engine.people.setFollow(former.userId, star.username, false);
    const ids = fans.map(({ userId }) => userId).sort();
    const found = await engine.people.listFollowers([star.userId, quiet.userId], 2);
    expect(found.get(star.userId)?.sort()).toEqual(ids);
    expect(found.get(quiet.userId)).toEqual([]);
    expect((await engine.people.listFollowers([star.userId], 1)).get(star.userId)).toBeNull();
    const asked = [...ids, former.userId, quiet.userId];
    const among = await engine.people.listFollowersAmong(star.userId, asked);
    expect(among.sort()).toEqual(ids);
    expect(await engine.people.listFollowersAmong(quiet.userId, asked)).toEqual([]);
  });
});

describe("sync", () => {
  it("[W35] what differs comes with who liked it last, never the asker; what does not comes not at all", async () => {
    const { engine, makePerson, makePost } = opened();
    const [author, me] = [await makePerson("author"), await makePerson("me")];
    const fans = [await makePerson("ann"), await makePerson("ben")];
    const [liked, unliked] = [await makePost(author.userId), await makePost(author.userId)];
    for (const { userId } of [me, ...fans]) {
      await engine.likes.setLike(userId, { contentId: liked.contentId, liked: true });
    }
    for (const wanted of [true, false]) {
      await engine.likes.setLike(me.userId, { contentId: unliked.contentId, liked: wanted });
    }
    const sync = async (viewerId: string | null, version: number) => {
      const contents = { [liked.contentId]: version, [unliked.contentId]: 1 };
      const answer = await engine.sync(viewerId, { contents });
      return answer.contents.map((each) => each.recentLikers?.map(({ userId }) => userId));
    };
    const [ann, ben] = fans.map(({ userId }) => userId);
    expect(await sync(me.userId, 0)).toEqual(expect.arrayContaining([[ben, ann], []]));
    expect(await sync(null, 1)).toEqual(expect.arrayContaining([[ben, ann, me.userId], []]));
    expect(await sync(me.userId, 3)).toEqual([[]]);
  });

  it("[W35] sync names exactly what differs, what is missing, and the inbox", async () => {
    const { engine, makePerson, makePost } = opened();
    const [author, me] = [await makePerson("author"), await makePerson("me")];
    const [moved, still, hidden] = [
      await makePost(author.userId),
      await makePost(author.userId),
      await makePost(author.userId, "followers"),
    ];
    await engine.likes.setLike(me.userId, { contentId: moved.contentId, liked: true });
    const contents = { [moved.contentId]: 0, [still.contentId]: 0, [hidden.contentId]: 0 };
    const answer = await engine.sync(me.userId, { epoch: engine.epoch, contents });
    expect(answer).toEqual({
      epoch: engine.epoch,
      contents: [expect.objectContaining({ contentId: moved.contentId, version: 1, liked: true })],
      missing: [hidden.contentId],
      inbox: { unreadCount: 0, inboxVersion: 0 },
    });
    expect(await engine.sync(author.userId, { contents: {} })).toMatchObject({
      inbox: { unreadCount: 1, inboxVersion: 1 },
    });
    const stale = await engine.sync(null, {
      epoch: "00000000-0000-7000-8000-000000000000",
      contents: { [still.contentId]: 0 },
    });
    expect(stale).toMatchObject({ contents: [{ contentId: still.contentId }], inbox: null });
  });
});

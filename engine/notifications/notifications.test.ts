import { describe, expect, it } from "vitest";
import { sharedTestEngine } from "@/test/servers/engine-fixture";

const opened = sharedTestEngine();
const page = { limit: 20 };

async function scene() {
  const { makePerson, makePost, takeChanges, engine } = opened();
  const author = await makePerson("bob");
  const [ada, cleo, dao] = await Promise.all([
    makePerson("ada"),
    makePerson("cleo"),
    makePerson("dao"),
  ]);
  const { contentId } = await makePost(author.userId);
  takeChanges();
  const set = (person: { userId: string }, liked: boolean) =>
    engine.likes.setLike(person.userId, { contentId, liked });
  const list = () => engine.notifications.listNotifications(author.userId, page);
  const events = () =>
    takeChanges().flatMap((change) => (change.kind === "notification" ? [change.event] : []));
  return { author, ada, cleo, dao, contentId, set, list, events };
}

describe("like notifications", () => {
  it("[N1] a like notifies the author once and names the liker", async () => {
    const { ada, contentId, set, list, events } = await scene();
    await set(ada, true);
    expect(events()).toEqual(["new"]);
    const { items, unreadCount, inboxVersion } = await list();
    expect({ unreadCount, inboxVersion }).toEqual({ unreadCount: 1, inboxVersion: 1 });
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({
      type: "like",
      title: "ada liked your post",
      actorCount: 1,
      isRead: false,
      actors: [{ userId: ada.userId, username: ada.username }],
      data: {
        contentType: "post",
        contentId,
        likerId: ada.userId,
        likerUsername: ada.username,
        totalLikes: 1,
      },
    });
  });

  it("[N2] likes of one content gather in one notification, its badge stays one", async () => {
    const { ada, cleo, dao, set, list, events } = await scene();
    await set(ada, true);
    await set(cleo, true);
    await set(dao, true);
    expect(events()).toEqual(["new", "updated", "updated"]);
    const { items, unreadCount, inboxVersion } = await list();
    expect({ unreadCount, inboxVersion }).toEqual({ unreadCount: 1, inboxVersion: 3 });
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({
      actorCount: 3,
      title: "dao, cleo and 1 other liked your post",
    });
  });

  it("[N3] one's own like notifies nobody", async () => {
    const { author, set, list, events } = await scene();
    await set(author, true);
    expect(events()).toEqual([]);
    expect(await list()).toMatchObject({ items: [], unreadCount: 0 });
  });

  it("[N4] an unlike withdraws the unread one and says so", async () => {
    const { author, ada, cleo, contentId, set, list, events } = await scene();
    await set(ada, true);
    await set(cleo, true);
    events();
    await set(ada, false);
    expect(events()).toEqual(["updated"]);
    expect((await list()).items[0]).toMatchObject({ actorCount: 1, isRead: false });
    await set(cleo, false);
    expect(events()).toEqual(["removed"]);
    expect(await list()).toMatchObject({ items: [], unreadCount: 0 });
    const { id } = await opened().prisma.notification.findFirstOrThrow({
      where: { subjectId: contentId },
    });
    expect(
      await opened().engine.notifications.readNotificationEvent(author.userId, id),
    ).toMatchObject({
      unreadCount: 0,
      notification: { actorCount: 0, data: { likerId: cleo.userId, likerUsername: cleo.username } },
    });
    await set(ada, true);
    expect((await list()).items[0]).toMatchObject({
      actorCount: 1,
      actors: [{ userId: ada.userId }],
    });
  });

  it("[N5] a read one stays read after an unlike; the next like of another begins a new group", async () => {
    const { author, ada, cleo, set, list, events } = await scene();
    const { engine, audit } = opened();
    await set(ada, true);
    await engine.notifications.markRead(author.userId, { upTo: 1 });
    events();
    await set(ada, false);
    expect(events()).toEqual([]);
    expect((await list()).items[0]).toMatchObject({ isRead: true, actorCount: 1 });
    await set(cleo, true);
    expect(events()).toEqual(["new"]);
    const { items, unreadCount } = await list();
    expect(unreadCount).toBe(1);
    expect(items.map((item) => item.isRead)).toEqual([false, true]);
    expect(await audit()).toEqual([]);
  });

  it("[N6] liking again within a day does not notify again, yet is in the list once", async () => {
    const { author, ada, set, list, events } = await scene();
    const { engine, audit } = opened();
    await set(ada, true);
    await set(ada, false);
    events();
    await set(ada, true);
    expect(events()).toEqual(["updated"]);
    expect(await list()).toMatchObject({
      unreadCount: 1,
      items: [{ actorCount: 1, isRead: false }],
    });
    const { inboxVersion } = await list();
    await engine.notifications.markRead(author.userId, { upTo: inboxVersion });
    await set(ada, false);
    await set(ada, true);
    events();
    const { items, unreadCount } = await list();
    expect(unreadCount).toBe(0);
    expect(items).toHaveLength(1);
    expect(await audit()).toEqual([]);
  });

  it("[N7] liking again after a day notifies again, and still is in the list once", async () => {
    const { author, ada, set, list, events } = await scene();
    const { engine, prisma, audit } = opened();
    await set(ada, true);
    await engine.notifications.markRead(author.userId, { upTo: 1 });
    await set(ada, false);
    await prisma.like.updateMany({
      where: { userId: ada.userId },
      data: { rangAt: new Date(Date.now() - 25 * 3600 * 1000) },
    });
    events();
    await set(ada, true);
    expect(events().toSorted()).toEqual(["new", "removed"]);
    const { items, unreadCount } = await list();
    expect(unreadCount).toBe(1);
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({ isRead: false, actorCount: 1 });
    expect(await audit()).toEqual([]);
  });

  it("[N8] deleting the content withdraws its notifications", async () => {
    const { author, ada, contentId, set, list, events } = await scene();
    const { engine, audit } = opened();
    await set(ada, true);
    events();
    await engine.contents.deleteContent(author.userId, contentId);
    expect(events()).toEqual(["removed"]);
    expect(await list()).toMatchObject({ items: [], unreadCount: 0 });
    expect(await audit()).toEqual([]);
  });
});

describe("reading notifications", () => {
  it("[N9] read up to a version leaves what came later unread", async () => {
    const { author, ada, cleo, set, list } = await scene();
    const { engine, makePost } = opened();
    await set(ada, true);
    const { inboxVersion } = await list();
    const other = await makePost(author.userId);
    await engine.likes.setLike(cleo.userId, { contentId: other.contentId, liked: true });
    const inbox = await engine.notifications.markRead(author.userId, { upTo: inboxVersion });
    expect(inbox).toEqual({ unreadCount: 1, inboxVersion: 3 });
    expect((await list()).items.map((item) => item.isRead)).toEqual([false, true]);
  });

  it("[N9] a version beyond any reads all there is", async () => {
    const { author, ada, set } = await scene();
    await set(ada, true);
    const upTo = Number.MAX_SAFE_INTEGER;
    expect(await opened().engine.notifications.markRead(author.userId, { upTo })).toEqual({
      unreadCount: 0,
      inboxVersion: 2,
    });
  });

  it("[N9] a group that grew after it was seen stays unread", async () => {
    const { author, ada, cleo, set } = await scene();
    const { engine } = opened();
    await set(ada, true);
    await set(cleo, true);
    expect(await engine.notifications.markRead(author.userId, { upTo: 1 })).toMatchObject({
      unreadCount: 1,
    });
  });

  it("[N10] reading by id reaches the other devices; unknown, foreign and read ids change nothing", async () => {
    const { author, ada, set, list } = await scene();
    const { engine, takeChanges } = opened();
    await set(ada, true);
    const [item] = (await list()).items;
    const ids = [item?.id ?? ""];
    takeChanges();
    expect(await engine.notifications.markRead(ada.userId, { ids })).toMatchObject({
      unreadCount: 0,
    });
    expect(takeChanges()).toEqual([]);
    expect(await engine.notifications.markRead(author.userId, { ids })).toMatchObject({
      unreadCount: 0,
    });
    expect(takeChanges().map((change) => change.kind)).toEqual(["inbox", "notification"]);
    await engine.notifications.markRead(author.userId, { ids });
    expect(takeChanges()).toEqual([]);
  });

  it("[N11] pages follow one another without gap or repetition", async () => {
    const { author, ada } = await scene();
    const { engine, makePost } = opened();
    for (let count = 0; count < 5; count++) {
      const { contentId } = await makePost(author.userId);
      await engine.likes.setLike(ada.userId, { contentId, liked: true });
    }
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const answer = await engine.notifications.listNotifications(author.userId, {
        limit: 2,
        ...(cursor ? { cursor } : {}),
      });
      seen.push(...answer.items.map((item) => item.id));
      cursor = answer.nextCursor ?? undefined;
    } while (cursor);
    expect(seen).toHaveLength(5);
    expect(new Set(seen).size).toBe(5);
  });

  it("[N12] a follow notifies, an unfollow withdraws it", async () => {
    const { author, ada, list, events } = await scene();
    const { engine, audit } = opened();
    await engine.people.setFollow(ada.userId, author.username, true);
    expect(events()).toEqual(["new"]);
    expect((await list()).items[0]).toMatchObject({
      type: "follow",
      title: "ada followed you",
      data: { followerId: ada.userId },
    });
    await engine.people.setFollow(ada.userId, author.username, false);
    expect(events()).toEqual(["removed"]);
    expect(await list()).toMatchObject({ items: [], unreadCount: 0 });
    expect(await audit()).toEqual([]);
  });
});

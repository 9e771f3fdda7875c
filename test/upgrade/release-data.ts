// A small data set written through the engine, and all the engine reads of it. It is what a release leaves
// behind in a database, and what the next one must find there.
import { createEngine, type Engine } from "@/engine/engine";
import type { PrismaClient } from "@/generated/prisma/client";
import { testLog } from "../database/test-database";

/** What the engine read, and where to look for it. */
export interface Release {
  people: { userId: string; username: string }[];
  contentIds: string[];
  sessionIds: string[];
  /** As JSON keeps it. */
  seen: unknown;
}

/** An intent that was answered; sent once more it changes nothing. */
export const ANSWERED = { deviceId: "phone-of-bo", seq: 7 };

const FAR_AWAY = new Date("2126-01-01T00:00:00.000Z");
const ORIGIN = { kind: "token", address: "127.0.0.1", userAgent: "Upgrade test" } as const;

/** An engine that is closed again after the work. */
export async function withEngine<Value>(
  prisma: PrismaClient,
  work: (engine: Engine) => Promise<Value>,
): Promise<Value> {
  const engine = await createEngine({ prisma, log: testLog, isDemo: false, limitScale: 1_000 });
  try {
    return await work(engine);
  } finally {
    await engine.close();
  }
}

/** Fills an empty database. */
export async function writeRelease(engine: Engine, prisma: PrismaClient): Promise<Release> {
  const people: Release["people"] = [];
  for (const username of ["ana", "bo", "cy", "di", "eve", "flo"]) {
    const body = { username, displayName: username.toUpperCase(), password: "a long password" };
    people.push(await engine.accounts.register(body, ORIGIN));
  }
  const idOf = (username: string) =>
    people.find((person) => person.username === username)?.userId ?? "";
  const contentIds = await writeContents(engine, idOf);
  await writeActs(engine, idOf, contentIds);
  const sessionIds = await writeSessions(engine, prisma, people);
  const release = { people, contentIds, sessionIds, seen: null };
  return { ...release, seen: await readRelease(engine, release) };
}

type IdOf = (username: string) => string;

async function writeContents(engine: Engine, idOf: IdOf): Promise<string[]> {
  const open = { body: "For everybody.", visibility: "public" } as const;
  const closed = { body: "For those who follow.", visibility: "followers" } as const;
  const written = [
    await engine.contents.createPost(idOf("ana"), open),
    await engine.contents.createPost(idOf("ana"), closed),
    await engine.contents.createPost(idOf("bo"), open),
    await engine.contents.createPost(idOf("cy"), open),
  ];
  return written.map(({ content }) => content.contentId);
}

async function writeActs(engine: Engine, idOf: IdOf, contentIds: string[]): Promise<void> {
  const [open = "", closed = "", second = "", third = ""] = contentIds;
  const setLike = (who: string, contentId: string, liked: boolean, device = {}) =>
    engine.likes.setLike(idOf(who), { contentId, liked, ...device });
  for (const who of ["bo", "cy", "di"]) await engine.people.setFollow(idOf(who), "ana", true);
  await engine.people.setFollow(idOf("ana"), "bo", true);
  await engine.people.setFollow(idOf("di"), "ana", false);
  await setLike("bo", open, true, { ...ANSWERED, seq: 6 });
  await setLike("bo", open, false, ANSWERED);
  await setLike("bo", open, true, { deviceId: "desk-of-bo", seq: 3 });
  await setLike("cy", closed, true, { deviceId: "phone-of-cy", seq: 1 });
  await Promise.all(["cy", "di", "eve", "flo"].map((who) => setLike(who, open, true)));
  // Read, then liked again by others: a second group.
  await setLike("ana", second, true);
  const { inboxVersion } = await engine.notifications.readInbox(idOf("bo"));
  await engine.notifications.markRead(idOf("bo"), { upTo: inboxVersion });
  await setLike("cy", second, true);
  await setLike("di", second, true);
  await setLike("di", second, false);
  // A content that is gone with what it notified.
  await setLike("eve", third, true);
  await engine.contents.deleteContent(idOf("cy"), third);
}

/** Three for ana, one of them ended; they expire in a hundred years, so that the fixture keeps. */
async function writeSessions(
  engine: Engine,
  prisma: PrismaClient,
  people: { userId: string }[],
): Promise<string[]> {
  const sessionIds: string[] = [];
  for (const { userId } of [people[0], people[0], people[0], people[1]].flatMap(
    (one) => one ?? [],
  )) {
    sessionIds.push((await engine.sessions.open(userId, ORIGIN)).sessionId);
  }
  await engine.sessions.endSession(sessionIds[1] ?? "", "signed-out");
  await prisma.session.updateMany({ data: { expiresAt: FAR_AWAY } });
  return sessionIds;
}

/** Everything the engine returns of that data set, by what it is. */
export async function readRelease(engine: Engine, release: Release): Promise<unknown> {
  const { people, contentIds, sessionIds } = release;
  const page = { limit: 50 };
  const viewers = [null, ...people.map(({ userId }) => userId)];
  // Before sessions are verified, which moves when they were last seen.
  const { items: listed } = await engine.sessions.listSessions(
    people[0]?.userId ?? "",
    sessionIds[0] ?? "",
    page,
  );
  const seen = {
    listed,
    engagements: await inOrder(viewers, (id) => readEngagements(engine, id, contentIds)),
    likedBy: await inOrder(people, ({ username }) =>
      engine.likes.listLikedBy(null, username, page),
    ),
    badges: await inOrder(people, ({ userId }) => engine.notifications.readInbox(userId)),
    notifications: await inOrder(people, ({ userId }) =>
      engine.notifications.listNotifications(userId, page),
    ),
    profiles: await inOrder(people, ({ username }) => engine.people.readProfile(null, username)),
    sessions: await inOrder(sessionIds, (id) => engine.sessions.verifySession(id)),
  };
  return JSON.parse(JSON.stringify(seen));
}

/** They come in no order. */
async function readEngagements(engine: Engine, viewerId: string | null, contentIds: string[]) {
  const read = await engine.likes.readEngagements(viewerId, contentIds);
  return read.sort((one, other) => one.contentId.localeCompare(other.contentId));
}

async function inOrder<Item, Value>(
  items: readonly Item[],
  read: (item: Item) => Promise<Value>,
): Promise<Value[]> {
  const values: Value[] = [];
  for (const item of items) values.push(await read(item));
  return values;
}

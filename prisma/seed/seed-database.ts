// Fills an empty database with a small believable data set. Likes, follows and reads go through the engine in
// order, so counters, badges and notifications are right. Afterwards each is moved to its time in the past.
import type { Logger } from "pino";
import { hashPassword } from "@/engine/accounts/passwords";
import { createEngine, type Engine } from "@/engine/engine";
import type { Prisma, PrismaClient } from "@/generated/prisma/client";
import { contents } from "./contents";
import { type Dice, rollFrom } from "./dice";
import { films } from "./films";
import { moveIntoThePast } from "./past";
import { people } from "./people";

export interface SeedOptions {
  prisma: PrismaClient;
  log: Logger;
  /** The same number gives the same data. */
  seed?: number;
  /** Everything happened before this. */
  now?: Date;
}

export interface SeedOutcome {
  people: number;
  contents: number;
  likes: number;
  follows: number;
}

/** What happened, to be done in order. */
interface Deed {
  at: Date;
  kind: "follow" | "like" | "read";
  actor: string;
  subject: string;
}

const DEMO_PASSWORD = "heartwire-demo";
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** Seeds, or answers null and touches nothing when there are people already. */
export async function seedDatabase(options: SeedOptions): Promise<SeedOutcome | null> {
  const { prisma, log, seed = 1, now = new Date() } = options;
  if ((await prisma.user.count()) > 0) return null;
  try {
    return await populate(prisma, log, rollFrom(seed), now);
  } catch (error) {
    // Half a data set would look like a whole one to the next run.
    await prisma.user.deleteMany();
    throw error;
  }
}

async function populate(
  prisma: PrismaClient,
  log: Logger,
  dice: Dice,
  now: Date,
): Promise<SeedOutcome> {
  const userIds = await addPeople(prisma, dice, now);
  const contentIds = await addContents(prisma, dice, now, userIds);
  const follows = drawFollows(dice, now);
  const likes = drawLikes(dice, now, follows);
  const deeds = [...follows, ...likes, ...drawReads(now)].sort((a, b) => +a.at - +b.at);

  const engine = await createEngine({ prisma, log, isDemo: true, limitScale: 10_000 });
  try {
    for (const deed of deeds) await perform(engine, deed, userIds, contentIds);
  } finally {
    await engine.close();
  }
  await moveIntoThePast(prisma, {
    follows: follows.map((deed) => ({
      at: deed.at,
      actorId: idOf(userIds, deed.actor),
      subjectId: idOf(userIds, deed.subject),
    })),
    likes: likes.map((deed) => ({
      at: deed.at,
      actorId: idOf(userIds, deed.actor),
      subjectId: idOf(contentIds, deed.subject),
    })),
  });
  return {
    people: people.length,
    contents: contents.length,
    likes: likes.length,
    follows: follows.length,
  };
}

async function addPeople(
  prisma: PrismaClient,
  dice: Dice,
  now: Date,
): Promise<Map<string, string>> {
  const passwordHash = await hashPassword(DEMO_PASSWORD);
  const rows = people.map((person, index) => {
    const createdAt = new Date(+now - (60 - index * 3) * DAY_MS);
    const { username, displayName, bio } = person;
    const id = dice.uuidAt(createdAt);
    return { id, username, displayName, bio, passwordHash, isDemo: true, createdAt };
  });
  await prisma.$transaction([
    prisma.user.createMany({ data: rows }),
    prisma.inbox.createMany({ data: rows.map(({ id }) => ({ userId: id })) }),
  ]);
  return new Map(rows.map((row) => [row.username, row.id]));
}

/** Ids by position in the list of contents. */
async function addContents(
  prisma: PrismaClient,
  dice: Dice,
  now: Date,
  userIds: Map<string, string>,
): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  const rows: Prisma.ContentCreateManyInput[] = [];
  for (const [index, content] of contents.entries()) {
    const createdAt = new Date(+now - content.minutesAgo * MINUTE_MS);
    const id = dice.uuidAt(createdAt);
    const authorId = idOf(userIds, content.by);
    const contentType = content.video ? "video" : "post";
    const film = content.video ? films[content.video] : undefined;
    if (content.video && !film) throw new Error(`there is no film called ${content.video}`);
    ids.set(String(index), id);
    rows.push({
      id,
      contentType,
      authorId,
      body: content.body,
      visibility: content.onlyFollowers ? "followers" : "public",
      createdAt,
      ...film,
    });
  }
  await prisma.content.createMany({ data: rows });
  return ids;
}

function drawFollows(dice: Dice, now: Date): Deed[] {
  return people.flatMap((person) => {
    const others = people
      .map((other) => other.username)
      .filter((name) => name !== person.username && !person.follows.includes(name));
    const more = person.username === "ada" ? [] : dice.pick(others, dice.between(1, 3));
    return [...person.follows, ...more].map((subject) => ({
      kind: "follow" as const,
      actor: person.username,
      subject,
      // The last few found each other in these days, the rest long ago.
      at: new Date(
        +now -
          (dice.chance(0.1) ? dice.between(1, 4) : dice.between(8, 24)) * DAY_MS -
          dice.between(1, 1_400) * MINUTE_MS,
      ),
    }));
  });
}

function drawLikes(dice: Dice, now: Date, follows: Deed[]): Deed[] {
  return contents.flatMap((content, index) => {
    const audience = content.onlyFollowers
      ? follows.filter((deed) => deed.subject === content.by).map((deed) => deed.actor)
      : people.map((person) => person.username).filter((name) => name !== content.by);
    const willing = audience.filter((name) => !content.without?.includes(name));
    const ageMs = content.minutesAgo * MINUTE_MS;
    return dice.pick(willing, Math.min(content.hearts, willing.length)).map((actor) => ({
      kind: "like" as const,
      actor,
      subject: String(index),
      // Most hearts come soon after the post, a few long after.
      at: new Date(+now - ageMs * (1 - 0.05 - 0.9 * dice.next() ** 3)),
    }));
  });
}

/** When everybody last opened their notifications; what came later still waits for them. */
function drawReads(now: Date): Deed[] {
  return people.flatMap(({ username }, index) => {
    const lastReadHoursAgo = username === "ada" ? 1 : username === "bob" ? 6 : 10 + index * 3;
    return [
      {
        kind: "read" as const,
        actor: username,
        subject: "",
        at: new Date(+now - lastReadHoursAgo * 60 * MINUTE_MS),
      },
    ];
  });
}

async function perform(
  engine: Engine,
  deed: Deed,
  userIds: Map<string, string>,
  contentIds: Map<string, string>,
): Promise<void> {
  const actorId = idOf(userIds, deed.actor);
  if (deed.kind === "follow") await engine.people.setFollow(actorId, deed.subject, true);
  if (deed.kind === "like") {
    await engine.likes.setLike(actorId, { contentId: idOf(contentIds, deed.subject), liked: true });
  }
  if (deed.kind === "read") {
    const { inboxVersion } = await engine.notifications.readInbox(actorId);
    await engine.notifications.markRead(actorId, { upTo: inboxVersion });
  }
}

function idOf(ids: Map<string, string>, name: string): string {
  const id = ids.get(name);
  if (!id) throw new Error(`the seed knows nobody and nothing called ${name}`);
  return id;
}

// `npm run bench`: how many likes a second one hot post takes, beside the textbook and beside the limit,
// in one run on one database. On the embedded one, or on the server of TEST_DATABASE_URL. Variants take
// turns, so that a machine that slows down slows all of them; a run that loses a like fails.
import { randomUUID } from "node:crypto";
import os from "node:os";
import pino from "pino";
import { createEngine } from "@/engine/engine";
import type { PrismaClient } from "@/generated/prisma/client";
import { createTestDatabase } from "@/test/database";
import { setup } from "@/test/database-template";

const ROUNDS = 5;
const CALLERS = 300;
const LIKES = { textbook: 300, single: 600, grouped: 6_000, insert: 6_000 };
/** As many as the pool has connections: more would only wait. */
const TEXTBOOK_AT_A_TIME = 6;

interface Variant {
  name: string;
  /** Likes the post once for each person and resolves when all are committed. */
  run(contentId: string, people: string[]): Promise<unknown>;
  likes: number;
}

await setup();
const database = await createTestDatabase();
const { prisma } = database;
const engine = await createEngine({
  prisma,
  log: pino({ level: "silent" }),
  isDemo: false,
  limitScale: 1_000_000,
});

const variants: Variant[] = [
  {
    name: "textbook: find, create, count, update in an interactive transaction",
    likes: LIKES.textbook,
    run: (contentId, people) =>
      eachOf(people, TEXTBOOK_AT_A_TIME, (userId) => likeByTheBook(prisma, contentId, userId)),
  },
  {
    name: "engine, one caller at a time",
    likes: LIKES.single,
    run: (contentId, people) =>
      eachOf(people, 1, (userId) => engine.likes.setLike(userId, { contentId, liked: true })),
  },
  {
    name: `engine, ${CALLERS} callers`,
    likes: LIKES.grouped,
    run: (contentId, people) =>
      eachOf(people, CALLERS, (userId) => engine.likes.setLike(userId, { contentId, liked: true })),
  },
  {
    name: `limit: bare insert of the same like rows, ${CALLERS} at once`,
    likes: LIKES.insert,
    run: async (contentId, people) => {
      for (let from = 0; from < people.length; from += CALLERS) {
        await prisma.$executeRaw`
          INSERT INTO likes (user_id, content_id, liked, liked_at, devices, seqs)
          SELECT person, ${contentId}::uuid, true, now(), '{}', '{}'
            FROM unnest(${people.slice(from, from + CALLERS)}::uuid[]) AS person`;
      }
    },
  },
];

const people = await makePeople(Math.max(...variants.map((variant) => variant.likes)) + 1);
const rates = new Map(variants.map((variant) => [variant, [] as number[]]));
for (let round = 0; round <= ROUNDS; round++) {
  for (const variant of variants) {
    const contentId = await makePost();
    const startedAt = performance.now();
    await variant.run(contentId, people.slice(1, variant.likes + 1));
    const perSecond = (variant.likes / (performance.now() - startedAt)) * 1_000;
    const kept = await prisma.like.count({ where: { contentId, liked: true } });
    if (kept !== variant.likes)
      throw new Error(`${variant.name}: ${kept} of ${variant.likes} kept`);
    if (round > 0) rates.get(variant)?.push(perSecond);
  }
}
report();
await engine.close();
await database.close();

function report(): void {
  const kind = process.env.TEST_DATABASE_URL ? "PostgreSQL server" : "embedded database";
  console.log(
    `${kind}, Node ${process.versions.node}, ${os.cpus().length} cores, ${ROUNDS} rounds`,
  );
  console.log("likes/s on one hot post: median (min–max), × textbook\n");
  const baseline = median([...rates.values()][0] ?? []);
  for (const [variant, all] of rates) {
    const [low, high] = [Math.min(...all), Math.max(...all)].map(Math.round);
    const times = (median(all) / baseline).toFixed(1);
    console.log(
      `${String(Math.round(median(all))).padStart(8)} (${low}–${high})  ${times} ×  ${variant.name}`,
    );
  }
}

async function likeByTheBook(db: PrismaClient, contentId: string, userId: string): Promise<void> {
  await db.$transaction(async (tx) => {
    const before = await tx.like.findUnique({
      where: { contentId_userId: { contentId, userId } },
    });
    if (before?.liked) return;
    await tx.like.create({ data: { contentId, userId, liked: true, likedAt: new Date() } });
    const likeCount = await tx.like.count({ where: { contentId, liked: true } });
    await tx.content.update({ where: { id: contentId }, data: { likeCount } });
  });
}

/** The textbook's own count may drift under parallel presses; only its rows are checked here. */
async function eachOf(
  all: string[],
  atATime: number,
  work: (one: string) => Promise<unknown>,
): Promise<void> {
  const waiting = all.values();
  await Promise.all(
    Array.from({ length: atATime }, async () => {
      for (const one of waiting) await work(one);
    }),
  );
}

async function makePeople(count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, () => randomUUID());
  await prisma.$executeRaw`
    INSERT INTO users (id, username, display_name)
    SELECT id, 'person_' || nth, 'Person' FROM unnest(${ids}::uuid[]) WITH ORDINALITY AS new(id, nth)`;
  await prisma.$executeRaw`INSERT INTO inboxes (user_id) SELECT id FROM users`;
  return ids;
}

async function makePost(): Promise<string> {
  const id = randomUUID();
  await prisma.content.create({
    data: { id, contentType: "post", authorId: people[0] ?? "", body: "Hot." },
  });
  return id;
}

function median(numbers: number[]): number {
  return [...numbers].sort((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? 0;
}

// Likes a second, on one hot post and over a thousand, beside the textbook and beside the bare insert of
// the same rows. Every variant's rows are counted afterwards: a run that lost a like fails.
import { Pool } from "pg";
import { applyByPrisma, commitLikeGroup } from "@/engine/engagement/like-group";
import { type BenchDatabase, makePeople, makePosts } from "../bench-database";
import { atLeast, atMost, type Figure, figure, median, ratios, takeTurns } from "../figure";
import { Latencies } from "../latencies";
import { sized } from "../size";
import { likeByTheBook } from "./textbook";

const ROUNDS = sized(5, 1);
const CALLERS = sized(300, 30);
const LIKES = sized(
  { book: 300, single: 900, grouped: 6_000 },
  { book: 30, single: 60, grouped: 600 },
);
const POSTS = sized(1_000, 100);
/** Each with a hundred likes; filling the embedded database takes its time. */
const GROWN_POSTS = sized(
  { embedded: 2_000, PostgreSQL: 10_000 },
  { embedded: 1_000, PostgreSQL: 1_000 },
);
const GROWN_LIKES_EACH = sized(100, 10);
const GROWTH_PEOPLE = sized(3_000, 300);

type Like = [contentId: string, userId: string];

/** All of the write path on that database. `hasSlowDisk`: as after `slowDownCommits`. */
export async function benchWritePath(
  database: BenchDatabase,
  options: { hasSlowDisk: boolean },
): Promise<Figure[]> {
  const disk = options.hasSlowDisk ? ", +1 ms fsync" : "";
  const figures = [
    ...(await benchHotPost(database, `${database.kind}${disk}: one hot post`, options.hasSlowDisk)),
  ];
  if (options.hasSlowDisk) return figures;
  figures.push(...(await benchManyPosts(database, `${database.kind}: ${POSTS} posts`)));
  figures.push(...(await benchGrowth(database, `${database.kind}: as the tables grow`)));
  return figures;
}

async function benchHotPost(
  database: BenchDatabase,
  group: string,
  hasSlowDisk: boolean,
): Promise<Figure[]> {
  const { prisma, bookPrisma, engine } = database;
  const [authorId = "", ...people] = await makePeople(prisma, LIKES.grouped + 1);
  const pool = new Pool({ connectionString: database.connectionString, max: 1 });
  const latencies = new Latencies();
  let lastPost = "";
  const onFreshPost = (count: number, run: (likes: Like[]) => Promise<void>) => async () => {
    const [contentId = ""] = await makePosts(prisma, authorId, 1);
    lastPost = contentId;
    return measure(
      database,
      people.slice(0, count).map((userId) => [contentId, userId]),
      run,
    );
  };
  const press =
    (liked: boolean) =>
    async ([contentId, userId]: Like) => {
      const startedAt = performance.now();
      await engine.likes.setLike(userId, { contentId, liked });
      latencies.add(performance.now() - startedAt);
    };
  const rates = await takeTurns(ROUNDS, {
    book: onFreshPost(LIKES.book, (likes) =>
      inParallel(likes, CALLERS, ([contentId, userId]) =>
        likeByTheBook(database.bookPrisma, contentId, userId),
      ),
    ),
    single: onFreshPost(LIKES.single, (likes) =>
      inParallel(likes, CALLERS, ([contentId, userId]) =>
        commitLikeGroup(applyByPrisma(bookPrisma), [lonePress(contentId, userId)]),
      ),
    ),
    insert: onFreshPost(LIKES.grouped, (likes) => insertBarely(pool, likes)),
    grouped: onFreshPost(LIKES.grouped, (likes) => inParallel(likes, CALLERS, press(true))),
    again: async () => {
      const likes = people.map((userId): Like => [lastPost, userId]);
      const startedAt = performance.now();
      await inParallel(likes, CALLERS, press(false));
      return perSecond(likes.length, startedAt);
    },
  });
  await pool.end();
  const isEmbedded = database.kind === "embedded";
  const p99 = latencies.percentile(0.99);
  const meanWaitMs = (CALLERS / median(rates.grouped)) * 1_000;
  const overBook = ratios(rates.grouped, rates.book);
  return [
    figure(group, "textbook transaction", "likes/s", rates.book),
    figure(group, "one statement a like", "likes/s", rates.single),
    figure(group, "bare insert of the same rows, 300 at once", "likes/s", rates.insert),
    figure(group, `engine, ${CALLERS} callers`, "likes/s", rates.grouped),
    figure(group, `engine, ${CALLERS} callers taking them back`, "likes/s", rates.again),
    figure(group, "engine ÷ textbook", "×", overBook, atLeast(hasSlowDisk ? 60 : 50)),
    figure(group, "engine ÷ bare insert", "×", ratios(rates.grouped, rates.insert), atLeast(0.6)),
    isEmbedded
      ? figure(
          group,
          "engine ÷ one statement a like",
          "×",
          ratios(rates.grouped, rates.single),
          atLeast(12),
        )
      : figure(group, "engine ÷ one statement a like", "×", ratios(rates.grouped, rates.single)),
    figure(group, `like to commit, ${CALLERS} in flight, p99`, "ms", [p99]),
    figure(
      group,
      "like to commit, p99 ÷ (in flight ÷ rate)",
      "×",
      [p99 / meanWaitMs],
      hasSlowDisk ? atMost(2) : undefined,
    ),
  ];
}

async function benchManyPosts(database: BenchDatabase, group: string): Promise<Figure[]> {
  const { prisma, engine } = database;
  const people = await makePeople(prisma, 20);
  const [authorId = ""] = people;
  const spread = (count: number, run: (likes: Like[]) => Promise<void>) => async () => {
    const posts = await makePosts(prisma, authorId, POSTS);
    const likes = Array.from({ length: count }, (_, nth): Like => {
      const userId = people[1 + Math.floor(nth / POSTS)] ?? "";
      return [posts[nth % POSTS] ?? "", userId];
    });
    return measure(database, likes, run);
  };
  const rates = await takeTurns(ROUNDS, {
    book: spread(LIKES.book, (likes) =>
      inParallel(likes, CALLERS, ([contentId, userId]) =>
        likeByTheBook(database.bookPrisma, contentId, userId),
      ),
    ),
    grouped: spread(LIKES.grouped, (likes) =>
      inParallel(likes, CALLERS, ([contentId, userId]) =>
        engine.likes.setLike(userId, { contentId, liked: true }),
      ),
    ),
  });
  return [
    figure(group, "textbook transaction", "likes/s", rates.book),
    figure(group, `engine, ${CALLERS} callers`, "likes/s", rates.grouped),
    figure(group, "engine ÷ textbook", "×", ratios(rates.grouped, rates.book), atLeast(20)),
  ];
}

/** The cost of a like on a hot post in a small database, and in the same one grown a thousandfold. */
async function benchGrowth(database: BenchDatabase, group: string): Promise<Figure[]> {
  const { prisma, bookPrisma, engine } = database;
  const [authorId = "", ...people] = await makePeople(prisma, GROWTH_PEOPLE + 1);
  const once = async () => {
    const [contentId = ""] = await makePosts(prisma, authorId, 1);
    return measure(
      database,
      people.map((userId) => [contentId, userId]),
      (likes) =>
        inParallel(likes, CALLERS, ([id, userId]) =>
          engine.likes.setLike(userId, { contentId: id, liked: true }),
        ),
    );
  };
  const { once: before } = await takeTurns(ROUNDS, { once });
  const fans = people.slice(0, GROWN_LIKES_EACH);
  const posts: string[] = [];
  const grown = GROWN_POSTS[database.kind];
  while (posts.length < grown) posts.push(...(await makePosts(bookPrisma, authorId, 1_000)));
  for (let from = 0; from < posts.length; from += 500) {
    await bookPrisma.$executeRaw`
      INSERT INTO likes (user_id, content_id, liked, liked_at, is_rung)
      SELECT fan, post, true, now(), false
        FROM unnest(${posts.slice(from, from + 500)}::uuid[]) post, unnest(${fans}::uuid[]) fan`;
  }
  await bookPrisma.$executeRaw`ANALYZE`;
  const { once: after } = await takeTurns(ROUNDS, { once });
  return [
    figure(group, "likes/s with some thousand likes stored", "likes/s", before),
    figure(
      group,
      `likes/s with ${grown} posts and ${grown * fans.length} likes more`,
      "likes/s",
      after,
    ),
    figure(group, "cost of a like, grown ÷ small", "×", ratios(before, after), atMost(1.3)),
  ];
}

/** Likes a second; fails when a row is missing afterwards. */
async function measure(
  { prisma }: BenchDatabase,
  likes: Like[],
  run: (likes: Like[]) => Promise<void>,
): Promise<number> {
  const startedAt = performance.now();
  await run(likes);
  const rate = perSecond(likes.length, startedAt);
  const contentIds = [...new Set(likes.map(([contentId]) => contentId))];
  const kept = await prisma.like.count({ where: { contentId: { in: contentIds }, liked: true } });
  if (kept !== likes.length) throw new Error(`${kept} of ${likes.length} likes were kept`);
  return rate;
}

function perSecond(count: number, startedAt: number): number {
  return (count / (performance.now() - startedAt)) * 1_000;
}

function lonePress(contentId: string, userId: string) {
  return { contentId, userId, contentType: null, liked: true, deviceId: null, seq: null };
}

/** The rows a like writes and nothing else: no count, no version, no notification. */
async function insertBarely(pool: Pool, likes: Like[]): Promise<void> {
  for (let from = 0; from < likes.length; from += CALLERS) {
    const part = likes.slice(from, from + CALLERS);
    await pool.query(
      `INSERT INTO likes (user_id, content_id, liked, liked_at, devices, seqs, is_rung, rang_at)
       SELECT u, c, true, now(), '{}', '{}', true, now() FROM unnest($1::uuid[], $2::uuid[]) AS new(u, c)`,
      [part.map(([, userId]) => userId), part.map(([contentId]) => contentId)],
    );
  }
}

/** So many callers, each waiting for its answer before it asks again. */
async function inParallel(
  likes: Like[],
  callers: number,
  run: (like: Like) => Promise<unknown>,
): Promise<void> {
  const waiting = likes.values();
  await Promise.all(
    Array.from({ length: callers }, async () => {
      for (const like of waiting) await run(like);
    }),
  );
}

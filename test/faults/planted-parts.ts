// Parts of the engine done wrong, each in the way its name says, to see whether the checkers notice. They
// replace a part from outside: the product has no switch for them.
import { setTimeout as sleep } from "node:timers/promises";
import type { Engine } from "@/engine/engine";
import type { PrismaClient } from "@/generated/prisma/client";
import type { Plant } from "./server-orders";

/** Between the two steps that should be one. */
const APART_MS = 150;

/** The engine with that part replaced. */
export function plantPart(plant: Plant, engine: Engine, prisma: PrismaClient): Engine {
  const { likes } = engine;
  switch (plant) {
    case "count by read-then-write":
      return { ...engine, likes: { ...likes, setLike: countAfterReading(engine, prisma) } };
    case "ack before commit":
      return { ...engine, likes: { ...likes, setLike: ackFirst(engine) } };
    case "no dedupe of (deviceId, seq)":
      return {
        ...engine,
        likes: {
          ...likes,
          setLike: (viewerId, { contentId, liked }) =>
            likes.setLike(viewerId, { contentId, liked }),
        },
      };
    case "notification outside the transaction":
      return { ...engine, likes: { ...likes, setLike: ringAfterwards(engine, prisma) } };
    case "join without canSee":
      return {
        ...engine,
        visibility: {
          ...engine.visibility,
          canSee: async () => true,
          listVisible: async (_viewerId: string | null, contentIds: string[]) =>
            new Set(contentIds),
          filterAudience: async (_, userIds) => new Set(userIds),
        },
        likes: { ...likes, readEngagements: readThroughAuthors(engine, prisma) },
      };
  }
}

type SetLike = Engine["likes"]["setLike"];

/** Everything is right but the count, which is what was read before plus one. */
function countAfterReading({ likes }: Engine, prisma: PrismaClient): SetLike {
  return async (userId, intent) => {
    const { contentId } = intent;
    const content = await prisma.content.findUniqueOrThrow({ where: { id: contentId } });
    const before = await prisma.like.findUnique({
      where: { contentId_userId: { contentId, userId } },
    });
    const answer = await likes.setLike(userId, intent);
    const step = Number(answer.liked) - Number(before?.liked ?? false);
    const likeCount = Math.max(0, content.likeCount + step);
    if (step !== 0) await prisma.content.update({ where: { id: contentId }, data: { likeCount } });
    return { ...answer, likeCount };
  };
}

/** Answers what will be, and commits a moment later. */
function ackFirst({ likes }: Engine): SetLike {
  return async (viewerId, intent) => {
    const now = await likes.readEngagement(viewerId, intent.contentId);
    const step = Number(intent.liked) - Number(now.liked);
    void sleep(APART_MS).then(() => likes.setLike(viewerId, intent).catch(() => undefined));
    return {
      ...now,
      liked: intent.liked,
      likeCount: now.likeCount + step,
      version: now.version + Math.abs(step),
    };
  };
}

/** The like commits; its notification follows in a transaction of its own. */
function ringAfterwards({ likes }: Engine, prisma: PrismaClient): SetLike {
  return async (viewerId, intent) => {
    const answer = await likes.setLike(viewerId, intent);
    await setRung(prisma, intent.contentId, viewerId, false);
    await sleep(APART_MS);
    await setRung(prisma, intent.contentId, viewerId, true);
    return answer;
  };
}

/** Takes an active like out of its notification or puts it back, with everything counted again. */
async function setRung(prisma: PrismaClient, contentId: string, userId: string, isRung: boolean) {
  await prisma.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM contents WHERE id = ${contentId}::uuid FOR NO KEY UPDATE`;
    await tx.$executeRaw`
      UPDATE likes SET is_rung = liked AND ${isRung} AND notification_id IS NOT NULL
       WHERE content_id = ${contentId}::uuid AND user_id = ${userId}::uuid`;
    await tx.$executeRaw`
      UPDATE notifications n SET actor_count = k.actors, latest_actors = coalesce(k.latest[:3], '{}')
        FROM (SELECT count(*)::int AS actors, array_agg(user_id ORDER BY liked_at DESC) AS latest
                FROM likes WHERE content_id = ${contentId}::uuid AND is_rung) k
       WHERE n.type = 'like' AND n.subject_id = ${contentId}::uuid AND NOT n.is_read`;
    await tx.$executeRaw`
      UPDATE inboxes i SET version = i.version + 1, unread_count = (
        SELECT count(*)::int FROM notifications n
         WHERE n.recipient_id = i.user_id AND NOT n.is_read AND n.actor_count > 0)
       WHERE i.user_id = (SELECT author_id FROM contents WHERE id = ${contentId}::uuid)`;
  });
}

/** What one may not see is read as its author. */
function readThroughAuthors(
  engine: Engine,
  prisma: PrismaClient,
): Engine["likes"]["readEngagements"] {
  return async (viewerId, contentIds) => {
    const mine = await engine.likes.readEngagements(viewerId, contentIds);
    const known = new Set(mine.map((each) => each.contentId));
    const others = await prisma.content.findMany({
      where: { id: { in: contentIds.filter((contentId) => !known.has(contentId)) } },
    });
    const theirs = others.map(({ id, authorId }) => engine.likes.readEngagements(authorId, [id]));
    return [...mine, ...(await Promise.all(theirs)).flat()];
  };
}

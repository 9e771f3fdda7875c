// Proves every counter against the rows it counts, in one snapshot; repairs a like count that drifted. Run by
// tests after every fault, by operators through `npm run db:recount`.
import type { PrismaClient } from "@/generated/prisma/client";

export interface Drift {
  /** "likes", "followers", "following", "unread", "actors", "shown actors". */
  counter: string;
  id: string;
  stored: number;
  counted: number;
}

/** Every counter that differs from its rows; empty when all is well. One statement, one snapshot. */
export function findDrift(prisma: PrismaClient): Promise<Drift[]> {
  return prisma.$queryRaw<Drift[]>`
    SELECT 'likes' AS counter, c.id, c.like_count AS stored, coalesce(k.n, 0)::int AS counted
      FROM contents c LEFT JOIN (SELECT content_id, count(*)::int AS n FROM likes WHERE liked GROUP BY 1) k
        ON k.content_id = c.id WHERE c.like_count <> coalesce(k.n, 0)
    UNION ALL
    SELECT 'followers', u.id, u.follower_count, coalesce(k.n, 0)::int
      FROM users u LEFT JOIN (SELECT followee_id, count(*)::int AS n FROM follows WHERE follows GROUP BY 1) k
        ON k.followee_id = u.id WHERE u.follower_count <> coalesce(k.n, 0)
    UNION ALL
    SELECT 'following', u.id, u.following_count, coalesce(k.n, 0)::int
      FROM users u LEFT JOIN (SELECT follower_id, count(*)::int AS n FROM follows WHERE follows GROUP BY 1) k
        ON k.follower_id = u.id WHERE u.following_count <> coalesce(k.n, 0)
    UNION ALL
    SELECT 'unread', i.user_id, i.unread_count, coalesce(k.n, 0)::int
      FROM inboxes i LEFT JOIN (SELECT recipient_id, count(*)::int AS n FROM notifications
        WHERE NOT is_read AND actor_count > 0 GROUP BY 1) k
        ON k.recipient_id = i.user_id WHERE i.unread_count <> coalesce(k.n, 0)
    UNION ALL
    SELECT 'actors', n.id, n.actor_count, coalesce(k.n, 0)::int
      FROM notifications n LEFT JOIN (
        SELECT l.notification_id, count(*)::int AS n FROM likes l
          JOIN contents c ON c.id = l.content_id AND c.deleted_at IS NULL WHERE l.is_rung GROUP BY 1
        UNION ALL
        SELECT notification_id, count(*)::int FROM follows WHERE is_rung GROUP BY 1) k
        ON k.notification_id = n.id WHERE n.actor_count <> coalesce(k.n, 0)
    UNION ALL
    SELECT 'shown actors', n.id, cardinality(n.latest_actors), least(3, n.actor_count)
      FROM notifications n WHERE n.actor_count > 0 AND cardinality(n.latest_actors) <> least(3, n.actor_count)`;
}

/**
 * Recounts the likes of neighbouring contents from a random start; returns those that drifted. Cheap enough
 * to run beside likes.
 */
export async function findSampledDrift(prisma: PrismaClient, contents: number): Promise<string[]> {
  const rows = await prisma.$queryRaw<{ id: string }[]>`
    SELECT c.id
      FROM (SELECT id, like_count FROM contents
             WHERE created_at >= (SELECT min(created_at) + random() * (max(created_at) - min(created_at)) FROM contents)
             ORDER BY created_at, id LIMIT ${contents}) c
     WHERE c.like_count <> (SELECT count(*) FROM likes l WHERE l.content_id = c.id AND l.liked)`;
  return rows.map((row) => row.id);
}

/** Active likes of others without a notification, or unread notifications of likes that are not active. */
export function findNotificationGaps(
  prisma: PrismaClient,
): Promise<{ kind: string; id: string }[]> {
  return prisma.$queryRaw<{ kind: string; id: string }[]>`
    SELECT 'like without notification' AS kind, l.content_id AS id
      FROM likes l JOIN contents c ON c.id = l.content_id
     WHERE l.liked AND c.author_id <> l.user_id AND c.deleted_at IS NULL AND NOT l.is_rung
    UNION ALL
    SELECT 'unread notification without like', n.id
      FROM likes l JOIN notifications n ON n.id = l.notification_id
     WHERE l.is_rung AND NOT l.liked AND NOT n.is_read AND n.actor_count > 0`;
}

/** Corrects drifted like counts, each with a version of its own so that every client receives it. */
export async function repairLikeCounts(prisma: PrismaClient): Promise<string[]> {
  const repaired = await prisma.$queryRaw<{ id: string }[]>`
    WITH locked AS (SELECT id FROM contents ORDER BY id FOR NO KEY UPDATE)
    UPDATE contents c SET like_count = k.n, version = c.version + 1
      FROM (SELECT x.id, (SELECT count(*)::int FROM likes l WHERE l.content_id = x.id AND l.liked) AS n
              FROM locked x) k
     WHERE c.id = k.id AND c.like_count <> k.n
    RETURNING c.id`;
  return repaired.map((row) => row.id);
}

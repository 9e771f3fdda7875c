// Moves what was just done to its intended time. Changes times alone: no counter, no version, no state.
import type { PrismaClient } from "@/generated/prisma/client";

export interface PastDeed {
  at: Date;
  actorId: string;
  subjectId: string;
}

/** Sets the times of likes, follows and everything that hangs on them. */
export async function moveIntoThePast(
  prisma: PrismaClient,
  deeds: { likes: PastDeed[]; follows: PastDeed[] },
): Promise<void> {
  await prisma.$transaction([
    moveLikes(prisma, deeds.likes),
    moveFollows(prisma, deeds.follows),
    prisma.$executeRaw`
      UPDATE notifications n SET created_at = t.first, updated_at = t.last
        FROM (SELECT notification_id, min(rang_at) AS first, max(rang_at) AS last
                FROM (SELECT notification_id, rang_at FROM likes WHERE is_rung
                      UNION ALL SELECT notification_id, rang_at FROM follows WHERE is_rung) rung
               GROUP BY 1) t
       WHERE t.notification_id = n.id`,
  ]);
}

function columnsOf(deeds: PastDeed[]): [string[], string[], Date[]] {
  return [
    deeds.map((deed) => deed.actorId),
    deeds.map((deed) => deed.subjectId),
    deeds.map((deed) => deed.at),
  ];
}

function moveLikes(prisma: PrismaClient, deeds: PastDeed[]) {
  const [actors, subjects, times] = columnsOf(deeds);
  return prisma.$executeRaw`
    UPDATE likes l SET liked_at = d.at, rang_at = CASE WHEN l.rang_at IS NULL THEN NULL ELSE d.at END
      FROM unnest(${actors}::uuid[], ${subjects}::uuid[], ${times}::timestamptz[]) AS d(actor, subject, at)
     WHERE l.user_id = d.actor AND l.content_id = d.subject`;
}

function moveFollows(prisma: PrismaClient, deeds: PastDeed[]) {
  const [actors, subjects, times] = columnsOf(deeds);
  return prisma.$executeRaw`
    UPDATE follows f SET followed_at = d.at, rang_at = CASE WHEN f.rang_at IS NULL THEN NULL ELSE d.at END
      FROM unnest(${actors}::uuid[], ${subjects}::uuid[], ${times}::timestamptz[]) AS d(actor, subject, at)
     WHERE f.follower_id = d.actor AND f.followee_id = d.subject`;
}

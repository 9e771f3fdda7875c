// A textbook like: an interactive transaction that reads, writes, counts and updates. It keeps row and count
// only, without version, notification or inbox, which favours it.
import type { PrismaClient } from "@/generated/prisma/client";

/** Likes a content once; liking again changes nothing. Answers the count. */
export function likeByTheBook(
  prisma: PrismaClient,
  contentId: string,
  userId: string,
): Promise<number> {
  return prisma.$transaction(
    async (tx) => {
      const before = await tx.like.findUnique({
        where: { contentId_userId: { contentId, userId } },
      });
      if (!before) {
        await tx.like.create({ data: { contentId, userId, liked: true, likedAt: new Date() } });
      }
      const likeCount = await tx.like.count({ where: { contentId, liked: true } });
      await tx.content.update({ where: { id: contentId }, data: { likeCount } });
      return likeCount;
    },
    { maxWait: 60_000, timeout: 60_000 },
  );
}

// Activities of likes that were just committed, made of what their changes say. Only names and words not seen
// before are read. What is read later, by `readActivity` or the timeline, is the same (A4).
import { hash } from "node:crypto";
import { LRUCache } from "lru-cache";
import type { Activity } from "@/protocol/views";
import type { LikedContent } from "../changes";
import type { EngineContext } from "../context";
import { firstWords } from "../excerpts";
import type { PersonCache } from "../people/person-cache";

const REMEMBERED = 10_000;
/** Bounds how long words changed by another server are shown as they were. */
const REMEMBER_MS = 5 * 60_000;

export interface CommittedLike {
  actorId: string;
  liked: LikedContent;
}

/** A maker of activities that remembers no words yet. */
export function createLikedActivities(
  { prisma, metrics }: EngineContext,
  { readPersons }: PersonCache,
) {
  const excerpts = new LRUCache<string, string>({ max: REMEMBERED, ttl: REMEMBER_MS });

  /** The first words of those of these contents that are not deleted. */
  async function readExcerpts(contentIds: string[]): Promise<ReadonlyMap<string, string>> {
    const found = new Map<string, string>();
    const unknown: string[] = [];
    for (const contentId of new Set(contentIds)) {
      const known = excerpts.get(contentId);
      if (known === undefined) unknown.push(contentId);
      else found.set(contentId, known);
    }
    metrics.countLookups("excerpts", found.size, unknown.length);
    if (unknown.length === 0) return found;
    const rows = await prisma.$queryRaw<{ id: string; body: string }[]>`
      SELECT c.id, left(c.body, 200) AS body FROM contents c
       WHERE c.id = ANY (${unknown}::uuid[]) AND c.deleted_at IS NULL`;
    for (const { id, body } of rows) {
      const excerpt = firstWords(body);
      excerpts.set(id, excerpt);
      found.set(id, excerpt);
    }
    return found;
  }

  /**
   * The activity of each like, in their order; null where an account or the content is gone. Who may see the
   * content is not asked: that is for the sender.
   */
  async function describeLikes(likes: CommittedLike[]): Promise<(Activity | null)[]> {
    const [excerptOf, persons] = await Promise.all([
      readExcerpts(likes.map(({ liked }) => liked.engagement.contentId)),
      readPersons([...new Set(likes.flatMap(({ actorId, liked }) => [actorId, liked.authorId]))]),
    ]);
    return likes.map(({ actorId, liked }) => {
      const { engagement, authorId, likedAt } = liked;
      const actor = persons.get(actorId);
      const author = persons.get(authorId);
      const excerpt = excerptOf.get(engagement.contentId);
      if (!actor || !author || excerpt === undefined) return null;
      return {
        id: toActivityId(actorId, engagement.contentId),
        actor,
        verb: "liked",
        objectType: engagement.contentType,
        objectId: engagement.contentId,
        object: { kind: "content", author, excerpt },
        engagement,
        createdAt: likedAt,
      };
    });
  }

  return { describeLikes };
}

/** The UUID of version 3 that a read makes in SQL. */
function toActivityId(actorId: string, contentId: string): string {
  const digits = hash("md5", `liked${actorId}${contentId}`);
  const parts = [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `3${digits.slice(13, 16)}`,
    `8${digits.slice(17, 20)}`,
    digits.slice(20),
  ];
  return parts.join("-");
}

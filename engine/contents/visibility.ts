// Who may see a content, for code that sends rather than reads. The rule itself is the SQL function
// `can_see`. Only that a content is public and undeleted is cached; anything else is asked each time.
import { LRUCache } from "lru-cache";
import type { EngineContext, ViewerId } from "../context";

const REMEMBERED = 10_000;
/** Bounds how long another server's deletion can go unnoticed. */
const REMEMBER_MS = 10_000;

export interface VisibilityRule {
  canSee(viewerId: ViewerId, contentId: string): Promise<boolean>;
  /** Of these contents, those the person may see now, in one query. */
  listVisible(viewerId: string, contentIds: string[]): Promise<Set<string>>;
  /** Of these people, those who may see it now. */
  filterAudience(contentId: string, userIds: string[]): Promise<Set<string>>;
  /** Called by anyone who takes a content away. */
  forget(contentId: string): void;
}

/** A rule that remembers nothing yet. */
export function createVisibilityRule(context: EngineContext): VisibilityRule {
  const publicContents = new LRUCache<string, true>({ max: REMEMBERED, ttl: REMEMBER_MS });
  /** Contents forgotten while a read was under way must not be remembered by it. */
  let forgotten = 0;

  async function isPublic(contentId: string): Promise<boolean> {
    const isKnown = publicContents.has(contentId);
    context.metrics.countLookups("visibility", isKnown ? 1 : 0, isKnown ? 0 : 1);
    if (isKnown) return true;
    const before = forgotten;
    const row = await context.prisma.content.findFirst({
      where: { id: contentId, visibility: "public", deletedAt: null },
      select: { id: true },
    });
    if (row && before === forgotten) publicContents.set(contentId, true);
    return row !== null;
  }

  return {
    async canSee(viewerId, contentId) {
      if (await isPublic(contentId)) return true;
      if (viewerId === null) return false;
      return (await askDatabase(context, contentId, [viewerId])).has(viewerId);
    },
    async listVisible(viewerId, contentIds) {
      const asked = contentIds.filter((contentId) => !publicContents.has(contentId));
      const known = contentIds.filter((contentId) => publicContents.has(contentId));
      context.metrics.countLookups("visibility", known.length, asked.length);
      if (asked.length === 0) return new Set(known);
      const before = forgotten;
      const rows = await context.prisma.$queryRaw<{ id: string; is_public: boolean }[]>`
        SELECT c.id, c.visibility = 'public' AS is_public FROM contents c
         WHERE c.id = ANY (${asked}::uuid[]) AND c.deleted_at IS NULL
           AND can_see(${viewerId}::uuid, c.author_id, c.visibility)`;
      for (const { id, is_public } of rows) {
        if (is_public && before === forgotten) publicContents.set(id, true);
      }
      return new Set([...known, ...rows.map(({ id }) => id)]);
    },
    async filterAudience(contentId, userIds) {
      if (userIds.length === 0) return new Set();
      if (await isPublic(contentId)) return new Set(userIds);
      return askDatabase(context, contentId, userIds);
    },
    forget(contentId) {
      forgotten++;
      publicContents.delete(contentId);
    },
  };
}

async function askDatabase(
  context: EngineContext,
  contentId: string,
  userIds: string[],
): Promise<Set<string>> {
  const rows = await context.prisma.$queryRaw<{ user_id: string }[]>`
    SELECT viewer.user_id FROM unnest(${userIds}::uuid[]) AS viewer(user_id)
      JOIN contents c ON c.id = ${contentId}::uuid
     WHERE c.deleted_at IS NULL AND can_see(viewer.user_id, c.author_id, c.visibility)`;
  return new Set(rows.map((row) => row.user_id));
}

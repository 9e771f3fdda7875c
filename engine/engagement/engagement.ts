// The counts and likers of a content as one person sees them. Reads only.
import { Prisma } from "@/generated/prisma/client";
import { HeartwireError } from "@/protocol/errors";
import type { PageQuery } from "@/protocol/http-requests";
import type { Content, Liker, Page, Person, ViewerEngagement } from "@/protocol/views";
import {
  listLikedContentRows,
  readContentRows,
  readRecentLikers,
  toContents,
  toViewerEngagement,
} from "../contents/content-rows";
import type { EngineContext, ViewerId } from "../context";
import { readCursor, toPage } from "../cursors";
import { requireUserId } from "../people/username";

interface LikerRow {
  user_id: string;
  username: string;
  display_name: string;
  avatar_url: string | null;
  liked_at: Date;
}

export type EngagementReads = ReturnType<typeof createEngagementReads>;

/** The engagement of every content. */
export function createEngagementReads({ prisma }: EngineContext) {
  /** The counts of one content and whether this viewer likes it. NOT_FOUND when missing or hidden. */
  async function readEngagement(viewerId: ViewerId, contentId: string): Promise<ViewerEngagement> {
    const [row] = await readContentRows(prisma, viewerId, [contentId]);
    if (!row) throw new HeartwireError("NOT_FOUND", "There is nothing here.");
    return toViewerEngagement(row);
  }

  /** The same for many; hidden and missing ones are left out. */
  async function readEngagements(
    viewerId: ViewerId,
    contentIds: string[],
  ): Promise<ViewerEngagement[]> {
    if (contentIds.length === 0) return [];
    const rows = await readContentRows(prisma, viewerId, contentIds);
    return rows.map(toViewerEngagement);
  }

  /** Who liked each of them last, in the form of `Content`. The caller knows that the viewer may see them. */
  function listRecentLikers(
    viewerId: ViewerId,
    contentIds: string[],
  ): Promise<Map<string, Person[]>> {
    return readRecentLikers(prisma, viewerId, contentIds);
  }

  /** Who likes a content, the latest first. NOT_FOUND when the viewer may not see it. */
  async function listLikers(
    viewerId: ViewerId,
    contentId: string,
    query: PageQuery,
  ): Promise<Page<Liker>> {
    await readEngagement(viewerId, contentId);
    const after = readCursor(query.cursor);
    const older = after
      ? Prisma.sql`(l.liked_at, l.user_id) < (${after.at}::timestamptz, ${after.id}::uuid)`
      : Prisma.sql`true`;
    const rows = await prisma.$queryRaw<LikerRow[]>`
      SELECT l.user_id, l.liked_at, u.username, u.display_name, u.avatar_url
        FROM likes l JOIN users u ON u.id = l.user_id
       WHERE l.content_id = ${contentId}::uuid AND l.liked AND ${older}
       ORDER BY l.liked_at DESC, l.user_id DESC LIMIT ${query.limit + 1}`;
    return toPage(
      rows,
      query.limit,
      (row) => ({ at: row.liked_at, id: row.user_id }),
      (row) => ({
        userId: row.user_id,
        username: row.username,
        displayName: row.display_name,
        avatarUrl: row.avatar_url,
        likedAt: row.liked_at.toISOString(),
      }),
    );
  }

  /** What a person likes and this viewer may see, the latest like first. */
  async function listLikedBy(
    viewerId: ViewerId,
    username: string,
    query: PageQuery,
  ): Promise<Page<Content>> {
    const likerId = await requireUserId(prisma, username);
    const rows = await listLikedContentRows(
      prisma,
      viewerId,
      likerId,
      readCursor(query.cursor),
      query.limit,
    );
    const page = toPage(
      rows,
      query.limit,
      (row) => ({ at: row.sorted_at ?? row.created_at, id: row.id }),
      (row) => row,
    );
    return { ...page, items: await toContents(prisma, viewerId, page.items) };
  }

  return { readEngagement, readEngagements, listRecentLikers, listLikers, listLikedBy };
}

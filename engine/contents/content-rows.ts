// Reads contents together with what one viewer may see and has liked, in one statement. So version and heart
// always come from one snapshot. Every read of content ends here.
import { Prisma, type PrismaClient } from "@/generated/prisma/client";
import type { ContentType, Visibility } from "@/protocol/ids";
import type { Content, Person, ViewerEngagement } from "@/protocol/views";
import type { ViewerId } from "../context";
import type { Position } from "../cursors";

export interface ContentRow {
  id: string;
  content_type: ContentType;
  author_id: string;
  body: string;
  visibility: Visibility;
  video_url: string | null;
  poster_url: string | null;
  duration_ms: number | null;
  width: number | null;
  height: number | null;
  like_count: number;
  comment_count: number;
  repost_count: number;
  version: number;
  created_at: Date;
  liked: boolean;
  username: string;
  display_name: string;
  avatar_url: string | null;
  /** When the list is ordered by something else than creation. */
  sorted_at?: Date;
}

const columns = Prisma.sql`
  c.id, c.content_type::text AS content_type, c.author_id, c.body, c.visibility::text AS visibility,
  c.video_url, c.poster_url, c.duration_ms, c.width, c.height,
  c.like_count, c.comment_count, c.repost_count, c.version, c.created_at,
  coalesce(l.liked, false) AS liked, u.username, u.display_name, u.avatar_url`;

function visibleFrom(viewerId: ViewerId): Prisma.Sql {
  return Prisma.sql`
    contents c
    JOIN users u ON u.id = c.author_id
    LEFT JOIN likes l ON l.content_id = c.id AND l.user_id = ${viewerId}::uuid`;
}

function isVisible(viewerId: ViewerId): Prisma.Sql {
  return Prisma.sql`c.deleted_at IS NULL AND can_see(${viewerId}::uuid, c.author_id, c.visibility)`;
}

/** Of these ids, the contents this viewer may see now; in no particular order. */
export function readContentRows(
  prisma: PrismaClient,
  viewerId: ViewerId,
  contentIds: string[],
): Promise<ContentRow[]> {
  return prisma.$queryRaw<ContentRow[]>`
    SELECT ${columns} FROM ${visibleFrom(viewerId)}
     WHERE c.id = ANY (${contentIds}::uuid[]) AND ${isVisible(viewerId)}`;
}

/** Which authors' contents a list shows. */
export type ListSource =
  | { kind: "everybody" }
  | { kind: "followed"; byUserId: string }
  | { kind: "author"; userId: string };

/** Visible contents, newest first, after a position; `limit + 1` rows at most. */
export function listContentRows(
  prisma: PrismaClient,
  viewerId: ViewerId,
  source: ListSource,
  after: Position | undefined,
  limit: number,
): Promise<ContentRow[]> {
  const from = {
    everybody: () => Prisma.sql`true`,
    followed: (id: string) => Prisma.sql`(c.author_id = ${id}::uuid OR EXISTS (
      SELECT 1 FROM follows f WHERE f.follower_id = ${id}::uuid AND f.followee_id = c.author_id AND f.follows))`,
    author: (id: string) => Prisma.sql`c.author_id = ${id}::uuid`,
  };
  const wanted =
    source.kind === "everybody"
      ? from.everybody()
      : source.kind === "followed"
        ? from.followed(source.byUserId)
        : from.author(source.userId);
  const older = after
    ? Prisma.sql`(c.created_at, c.id) < (${after.at}::timestamptz, ${after.id}::uuid)`
    : Prisma.sql`true`;
  return prisma.$queryRaw<ContentRow[]>`
    SELECT ${columns} FROM ${visibleFrom(viewerId)}
     WHERE ${wanted} AND ${older} AND ${isVisible(viewerId)}
     ORDER BY c.created_at DESC, c.id DESC LIMIT ${limit + 1}`;
}

/** Visible contents a person likes, the latest like first; `sorted_at` is when they liked it. */
export function listLikedContentRows(
  prisma: PrismaClient,
  viewerId: ViewerId,
  likerId: string,
  after: Position | undefined,
  limit: number,
): Promise<ContentRow[]> {
  const older = after
    ? Prisma.sql`(liker.liked_at, liker.content_id) < (${after.at}::timestamptz, ${after.id}::uuid)`
    : Prisma.sql`true`;
  return prisma.$queryRaw<ContentRow[]>`
    SELECT ${columns}, liker.liked_at AS sorted_at
      FROM likes liker JOIN ${visibleFrom(viewerId)} ON c.id = liker.content_id
     WHERE liker.user_id = ${likerId}::uuid AND liker.liked AND ${older} AND ${isVisible(viewerId)}
     ORDER BY liker.liked_at DESC, liker.content_id DESC LIMIT ${limit + 1}`;
}

/** The engagement part of a row. */
export function toViewerEngagement(row: ContentRow): ViewerEngagement {
  return {
    contentId: row.id,
    contentType: row.content_type,
    likeCount: row.like_count,
    commentCount: row.comment_count,
    repostCount: row.repost_count,
    version: row.version,
    liked: row.liked,
    reposted: false,
  };
}

interface RecentLikerRow {
  content_id: string;
  user_id: string;
  username: string;
  display_name: string;
  avatar_url: string | null;
}

/** Rows → Contents, with their recent likers. Keeps the order of the rows. */
export async function toContents(
  prisma: PrismaClient,
  viewerId: ViewerId,
  rows: ContentRow[],
): Promise<Content[]> {
  const contentIds = rows.map((row) => row.id);
  const likersOf = await readRecentLikers(prisma, viewerId, contentIds);
  return rows.map((row) => toContent(row, likersOf.get(row.id) ?? []));
}

/** The three latest likers of each of these contents other than the viewer, newest first. */
export async function readRecentLikers(
  prisma: PrismaClient,
  viewerId: ViewerId,
  contentIds: string[],
): Promise<Map<string, Person[]>> {
  if (contentIds.length === 0) return new Map();
  const likers = await prisma.$queryRaw<RecentLikerRow[]>`
    SELECT wanted.content_id, u.id AS user_id, u.username, u.display_name, u.avatar_url
      FROM unnest(${contentIds}::uuid[]) AS wanted(content_id)
     CROSS JOIN LATERAL (
       SELECT l.user_id, l.liked_at FROM likes l
        WHERE l.content_id = wanted.content_id AND l.liked
          AND l.user_id IS DISTINCT FROM ${viewerId}::uuid
        ORDER BY l.liked_at DESC, l.user_id DESC LIMIT 3) latest
      JOIN users u ON u.id = latest.user_id
     ORDER BY wanted.content_id, latest.liked_at DESC, latest.user_id DESC`;
  const likersOf = new Map<string, Person[]>(contentIds.map((contentId) => [contentId, []]));
  for (const liker of likers) likersOf.get(liker.content_id)?.push(toRecentLiker(liker));
  return likersOf;
}

function toRecentLiker(row: RecentLikerRow): Person {
  return {
    userId: row.user_id,
    username: row.username,
    displayName: row.display_name,
    avatarUrl: row.avatar_url,
  };
}

function toContent(row: ContentRow, recentLikers: Person[]): Content {
  return {
    contentId: row.id,
    contentType: row.content_type,
    author: {
      userId: row.author_id,
      username: row.username,
      displayName: row.display_name,
      avatarUrl: row.avatar_url,
    },
    body: row.body,
    visibility: row.visibility,
    video:
      row.video_url !== null
        ? {
            url: row.video_url,
            posterUrl: row.poster_url ?? "",
            durationMs: row.duration_ms ?? 0,
            width: row.width ?? 0,
            height: row.height ?? 0,
          }
        : null,
    createdAt: row.created_at.toISOString(),
    engagement: toViewerEngagement(row),
    recentLikers,
  };
}

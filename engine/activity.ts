// The timeline: what the people one follows did, and one's own doing. Rows are written together with
// what they tell of; shown is only what the viewer may still see.
import { Prisma } from "@/generated/prisma/client";
import type { ContentType } from "@/protocol/ids";
import type { PageQuery } from "@/protocol/requests";
import type { Activity, Page, Person } from "@/protocol/views";
import type { EngineContext } from "./context";
import { readCursor, toPage } from "./cursors";
import { firstWords } from "./excerpts";

interface ActivityRow {
  id: string;
  verb: Activity["verb"];
  created_at: Date;
  object_id: string;
  actor: Person;
  /** The content's author, or the person followed. */
  person: Person;
  content_type: ContentType | null;
  body: string | null;
  like_count: number;
  comment_count: number;
  repost_count: number;
  version: number;
}

const personJson = (alias: string) =>
  Prisma.raw(`json_build_object('userId', ${alias}.id, 'username', ${alias}.username,
    'displayName', ${alias}.display_name, 'avatarUrl', ${alias}.avatar_url)`);

function readRows(
  context: EngineContext,
  viewerId: string | null,
  where: Prisma.Sql,
  limit: number,
  offset: number,
): Promise<ActivityRow[]> {
  return context.prisma.$queryRaw<ActivityRow[]>`
    SELECT a.id, a.verb::text AS verb, a.created_at, a.object_id,
           ${personJson("actor")} AS actor, ${personJson("person")} AS person,
           c.content_type::text AS content_type, left(c.body, 200) AS body,
           c.like_count, c.comment_count, c.repost_count, c.version
      FROM activities a
      JOIN users actor ON actor.id = a.actor_id
      LEFT JOIN contents c ON a.object_type <> 'user' AND c.id = a.object_id AND c.deleted_at IS NULL
      JOIN users person ON person.id = coalesce(c.author_id, CASE WHEN a.object_type = 'user' THEN a.object_id END)
     WHERE ${where}
       AND (a.object_type = 'user' OR can_see(${viewerId}::uuid, c.author_id, c.visibility))
     ORDER BY a.created_at DESC, a.id DESC LIMIT ${limit} OFFSET ${offset}`;
}

/** The timeline of one person, the latest first. `offset` skips after the cursor. */
export async function listTimeline(
  context: EngineContext,
  userId: string,
  query: PageQuery & { offset?: number | undefined },
): Promise<Page<Activity>> {
  const after = readCursor(query.cursor);
  const older = after
    ? Prisma.sql`(a.created_at, a.id) < (${after.at}::timestamptz, ${after.id}::uuid)`
    : Prisma.sql`true`;
  const mine = Prisma.sql`(a.actor_id = ${userId}::uuid OR EXISTS (
    SELECT 1 FROM follows f WHERE f.follower_id = ${userId}::uuid AND f.followee_id = a.actor_id))`;
  const rows = await readRows(
    context,
    userId,
    Prisma.sql`${mine} AND ${older}`,
    query.limit + 1,
    query.offset ?? 0,
  );
  return toPage(rows, query.limit, (row) => ({ at: row.created_at, id: row.id }), toActivity);
}

/** One activity as that viewer may see it now, or null. */
export async function readActivity(
  context: EngineContext,
  viewerId: string,
  activityId: string,
): Promise<Activity | null> {
  const [row] = await readRows(context, viewerId, Prisma.sql`a.id = ${activityId}::uuid`, 1, 0);
  return row ? toActivity(row) : null;
}

function toActivity(row: ActivityRow): Activity {
  const common = {
    id: row.id,
    actor: row.actor,
    verb: row.verb,
    objectId: row.object_id,
    createdAt: row.created_at.toISOString(),
  };
  if (row.content_type === null) {
    return { ...common, objectType: "user", object: { kind: "user", person: row.person } };
  }
  return {
    ...common,
    objectType: row.content_type,
    object: { kind: "content", author: row.person, excerpt: firstWords(row.body ?? "") },
    engagement: {
      contentId: row.object_id,
      contentType: row.content_type,
      likeCount: row.like_count,
      commentCount: row.comment_count,
      repostCount: row.repost_count,
      version: row.version,
    },
  };
}

// The timeline: one's own activities and those of people one follows. Nothing is stored for it: it is read
// from posts, likes and follows, so it cannot drift (docs/decisions/0007). Shows only what the viewer may
// still see.
import { Prisma } from "@/generated/prisma/client";
import type { PageQuery } from "@/protocol/http-requests";
import { type ContentType, idSchema } from "@/protocol/ids";
import type { Activity, Page, Person } from "@/protocol/views";
import type { EngineContext } from "../context";
import { readCursor, toPage } from "../cursors";
import { firstWords } from "../excerpts";

type Verb = Activity["verb"];
const VERBS: Verb[] = ["posted", "liked", "followed"];

interface ActivityRow {
  id: string;
  verb: Verb;
  at: Date;
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

/** How a change names an activity to anyone who will read it. */
export function nameActivity(verb: Verb, actorId: string, objectId: string): string {
  return `${verb}:${actorId}:${objectId}`;
}

/**
 * The acts of one actor that the viewer may see, as (verb, object_id, at), each kind the latest first.
 * `actor` is an expression of the enclosing query.
 */
function actsOf(
  viewerId: string,
  actor: Prisma.Sql,
  before: Prisma.Sql,
  limit: Prisma.Sql,
): Prisma.Sql {
  const isVisible = Prisma.sql`
    c.deleted_at IS NULL AND can_see(${viewerId}::uuid, c.author_id, c.visibility)`;
  return Prisma.sql`
    (SELECT 'posted' AS verb, c.id AS object_id, c.created_at AS at FROM contents c
      WHERE c.author_id = ${actor} AND c.created_at <= ${before} AND ${isVisible}
      ORDER BY c.created_at DESC, c.id DESC ${limit})
    UNION ALL
    (SELECT 'liked', l.content_id, l.liked_at FROM likes l JOIN contents c ON c.id = l.content_id
      WHERE l.user_id = ${actor} AND l.liked AND l.liked_at <= ${before}
        AND c.author_id <> ${actor} AND ${isVisible}
      ORDER BY l.liked_at DESC, l.content_id DESC ${limit})
    UNION ALL
    (SELECT 'followed', f.followee_id, f.followed_at FROM follows f
      WHERE f.follower_id = ${actor} AND f.follows AND f.followed_at <= ${before}
      ORDER BY f.followed_at DESC, f.followee_id DESC ${limit})`;
}

const personJson = (alias: string) =>
  Prisma.raw(`json_build_object('userId', ${alias}.id, 'username', ${alias}.username,
    'displayName', ${alias}.display_name, 'avatarUrl', ${alias}.avatar_url)`);

/** Made of what the activity is, so that it is the same at every read: a UUID of version 3. */
const ACTIVITY_ID = Prisma.sql`
  overlay(overlay(md5(a.verb || a.actor_id || a.object_id) placing '3' from 13) placing '8' from 17)::uuid`;

/** Read beyond a page of each kind: acts of the very millisecond at which the page before ended. */
const TIES_ALLOWANCE = 20;

/** Everybody's timeline. */
export function createActivity({ prisma }: EngineContext) {
  /** Acts (actor_id, verb, object_id, at) → rows, the latest first. */
  function readRows(
    acts: Prisma.Sql,
    where: Prisma.Sql,
    limit: number,
    offset: number,
  ): Promise<ActivityRow[]> {
    return prisma.$queryRaw<ActivityRow[]>`
      SELECT named.*, ${personJson("actor")} AS actor, ${personJson("person")} AS person,
             c.content_type::text AS content_type, left(c.body, 200) AS body,
             c.like_count, c.comment_count, c.repost_count, c.version
        FROM (SELECT ${ACTIVITY_ID} AS id, a.verb, a.at, a.object_id, a.actor_id
                FROM (${acts}) a) named
        JOIN users actor ON actor.id = named.actor_id
        LEFT JOIN contents c ON named.verb <> 'followed' AND c.id = named.object_id
        JOIN users person
          ON person.id = CASE WHEN named.verb = 'followed' THEN named.object_id ELSE c.author_id END
       WHERE ${where}
       ORDER BY named.at DESC, named.id DESC LIMIT ${limit} OFFSET ${offset}`;
  }

  /** The timeline of one person, the latest first. `offset` skips after the cursor. */
  async function listTimeline(
    userId: string,
    query: PageQuery & { offset?: number | undefined },
  ): Promise<Page<Activity>> {
    const after = readCursor(query.cursor);
    const offset = query.offset ?? 0;
    const before = after
      ? Prisma.sql`${after.at}::timestamptz`
      : Prisma.sql`'infinity'::timestamptz`;
    const each = Prisma.sql`LIMIT ${query.limit + 1 + offset + TIES_ALLOWANCE}`;
    const acts = Prisma.sql`
      SELECT who.id AS actor_id, act.verb, act.object_id, act.at
        FROM (SELECT ${userId}::uuid AS id
              UNION ALL
              SELECT f.followee_id FROM follows f WHERE f.follower_id = ${userId}::uuid AND f.follows) who
       CROSS JOIN LATERAL (${actsOf(userId, Prisma.sql`who.id`, before, each)}) act`;
    const older = after
      ? Prisma.sql`(named.at, named.id) < (${after.at}::timestamptz, ${after.id}::uuid)`
      : Prisma.sql`true`;
    const rows = await readRows(acts, older, query.limit + 1, offset);
    return toPage(rows, query.limit, (row) => ({ at: row.at, id: row.id }), toActivity);
  }

  /** One activity by the name a change gave it, as that viewer may see it now; null when there is none. */
  async function readActivity(viewerId: string, activityId: string): Promise<Activity | null> {
    const [name, actorId = "", objectId = ""] = activityId.split(":");
    const verb = VERBS.find((known) => known === name);
    if (!verb || !idSchema.safeParse(actorId).success || !idSchema.safeParse(objectId).success) {
      return null;
    }
    const acts = Prisma.sql`
      SELECT ${actorId}::uuid AS actor_id, act.verb, act.object_id, act.at
        FROM (${actsOf(viewerId, Prisma.sql`${actorId}::uuid`, Prisma.sql`'infinity'::timestamptz`, Prisma.empty)}) act
       WHERE act.verb = ${verb} AND act.object_id = ${objectId}::uuid`;
    const [row] = await readRows(acts, Prisma.sql`true`, 1, 0);
    return row ? toActivity(row) : null;
  }

  return { listTimeline, readActivity };
}

function toActivity(row: ActivityRow): Activity {
  const common = {
    id: row.id,
    actor: row.actor,
    verb: row.verb,
    objectId: row.object_id,
    createdAt: row.at.toISOString(),
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

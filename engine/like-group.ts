// The one statement that commits presses: many people, many contents, one round trip. The rules stand
// in the SQL function `apply_likes` (prisma/migrations/0002_functions); this file only speaks to it.
import { v7 as newId } from "uuid";
import type { PrismaClient } from "@/generated/prisma/client";
import type { ContentType } from "@/protocol/ids";
import type { Engagement, Person } from "@/protocol/views";

export interface Press {
  userId: string;
  contentId: string;
  /** What the caller believes it is; anything else is not found. */
  contentType: ContentType | null;
  /** Null toggles. */
  liked: boolean | null;
  deviceId: string | null;
  seq: number | null;
}

/** What became of one press. `engagement` is null when there is nothing for these eyes to like. */
export type PressAnswer =
  | { found: false }
  | {
      found: true;
      changed: boolean;
      liked: boolean;
      liker: Person;
      authorId: string;
      engagement: Engagement;
    };

export interface NotificationOutcome {
  notificationId: string;
  recipientId: string;
  event: "new" | "updated" | "removed";
}

export interface LikeGroupResult {
  /** In the order of the presses. */
  answers: PressAnswer[];
  notifications: NotificationOutcome[];
}

interface Row {
  ord: number | null;
  found: boolean | null;
  changed: boolean | null;
  liked: boolean | null;
  username: string | null;
  display_name: string | null;
  avatar_url: string | null;
  content_type: ContentType | null;
  author_id: string | null;
  like_count: number | null;
  comment_count: number | null;
  repost_count: number | null;
  version: number | null;
  notification_id: string | null;
  recipient_id: string | null;
  event: NotificationOutcome["event"] | null;
}

/** What `$queryRaw` is needed of: the client itself, or a transaction. */
type Queryable = Pick<PrismaClient, "$queryRaw">;

/** Commits the presses as one statement. No two of them may be of the same person and content. */
export async function commitLikeGroup(db: Queryable, presses: Press[]): Promise<LikeGroupResult> {
  const rows = await db.$queryRaw<Row[]>`
    SELECT ord, found, changed, liked, username, display_name, avatar_url, content_type::text AS content_type, author_id,
           like_count, comment_count, repost_count, version, notification_id, recipient_id, event
      FROM apply_likes(
        ${presses.map((press) => press.userId)}::uuid[],
        ${presses.map((press) => press.contentId)}::uuid[],
        ${presses.map((press) => press.contentType)}::content_type[],
        ${presses.map((press) => press.liked)}::boolean[],
        ${presses.map((press) => press.deviceId)}::text[],
        ${presses.map((press) => press.seq)}::bigint[],
        ${presses.map(() => newId())}::uuid[])`;

  const result: LikeGroupResult = { answers: [], notifications: [] };
  for (const row of rows) {
    if (row.notification_id && row.recipient_id && row.event) {
      result.notifications.push({
        notificationId: row.notification_id,
        recipientId: row.recipient_id,
        event: row.event,
      });
    } else if (row.ord) {
      result.answers[row.ord - 1] = toAnswer(row, presses[row.ord - 1]);
    }
  }
  return result;
}

function toAnswer(row: Row, press: Press | undefined): PressAnswer {
  if (!press || !row.found || !row.content_type || !row.author_id) return { found: false };
  return {
    found: true,
    changed: row.changed === true,
    liked: row.liked === true,
    liker: {
      userId: press.userId,
      username: row.username ?? "",
      displayName: row.display_name ?? "",
      avatarUrl: row.avatar_url,
    },
    authorId: row.author_id,
    engagement: {
      contentId: press.contentId,
      contentType: row.content_type,
      likeCount: row.like_count ?? 0,
      commentCount: row.comment_count ?? 0,
      repostCount: row.repost_count ?? 0,
      version: row.version ?? 0,
    },
  };
}

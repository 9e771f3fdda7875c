// The inbox: groups of actors, read or not, and the badge. The SQL function `notify` writes the rows in the
// transaction of their cause; here they are read and marked as read.
import { Prisma } from "@/generated/prisma/client";
import type { NotificationEvent } from "@/protocol/events/notification-events";
import type { MarkReadBody, PageQuery } from "@/protocol/http-requests";
import type { Inbox, Notification, Page } from "@/protocol/views";
import type { EngineContext } from "../context";
import { readCursor, toPage } from "../cursors";
import { type NotificationRow, toNotification } from "./notification-view";

/** How many are announced one by one when many are read at once; the badge covers the rest. */
const ANNOUNCED_READS = 20;
/** What the column holds; a client may name any version at all. */
const INBOX_VERSION_MAX = 2 ** 31 - 1;

export type Notifications = ReturnType<typeof createNotifications>;

/** The inboxes of everybody. */
export function createNotifications({ prisma, changes }: EngineContext) {
  async function readRows(
    userId: string,
    where: Prisma.Sql,
    limit: number,
  ): Promise<NotificationRow[]> {
    return prisma.$queryRaw<NotificationRow[]>`
      SELECT n.id, n.type::text AS type, n.subject_id, n.actor_count, n.is_read, n.created_at, n.updated_at,
             c.content_type::text AS content_type, left(c.body, 200) AS body, c.like_count,
             coalesce((
               SELECT json_agg(json_build_object('userId', u.id, 'username', u.username,
                        'displayName', u.display_name, 'avatarUrl', u.avatar_url) ORDER BY latest.nth)
                 FROM unnest(n.latest_actors) WITH ORDINALITY AS latest(actor_id, nth)
                 JOIN users u ON u.id = latest.actor_id), '[]'::json) AS actors
        FROM notifications n
        LEFT JOIN contents c ON n.type = 'like' AND c.id = n.subject_id
       WHERE n.recipient_id = ${userId}::uuid AND ${where}
       ORDER BY n.updated_at DESC, n.id DESC LIMIT ${limit}`;
  }

  /** The badge and the version of the inbox. */
  async function readInbox(userId: string): Promise<Inbox> {
    const row = await prisma.inbox.findUnique({ where: { userId } });
    return { unreadCount: row?.unreadCount ?? 0, inboxVersion: row?.version ?? 0 };
  }

  /** Notifications, the latest first; withdrawn ones are not shown. */
  async function listNotifications(
    userId: string,
    query: PageQuery,
  ): Promise<Page<Notification> & Inbox> {
    const after = readCursor(query.cursor);
    const older = after
      ? Prisma.sql`(n.updated_at, n.id) < (${after.at}::timestamptz, ${after.id}::uuid)`
      : Prisma.sql`true`;
    // The badge first: a notification that comes in between is then newer than the version answered.
    const inbox = await readInbox(userId);
    const rows = await readRows(
      userId,
      Prisma.sql`n.actor_count > 0 AND ${older}`,
      query.limit + 1,
    );
    const page = toPage(
      rows,
      query.limit,
      (row) => ({ at: row.updated_at, id: row.id }),
      toNotification,
    );
    return { ...page, ...inbox };
  }

  /** One notification with the current badge, for the code that sends it; null when there is none. */
  async function readNotificationEvent(
    userId: string,
    notificationId: string,
  ): Promise<NotificationEvent | null> {
    const inbox = await readInbox(userId);
    const [row] = await readRows(userId, Prisma.sql`n.id = ${notificationId}::uuid`, 1);
    return row ? { notification: toNotification(row), ...inbox } : null;
  }

  /**
   * Marks as read: by id, or everything up to the inbox version the person has seen, so that what came
   * later stays unread. Unknown ids and read ones change nothing.
   */
  async function markRead(userId: string, body: MarkReadBody): Promise<Inbox> {
    const which: Prisma.Sql =
      "upTo" in body
        ? Prisma.sql`n.inbox_version <= ${Math.min(body.upTo, INBOX_VERSION_MAX)}`
        : Prisma.sql`n.id = ANY (${body.ids}::uuid[])`;
    const { inbox, readIds } = await prisma.$transaction(async (tx) => {
      await tx.$queryRaw`SELECT 1 FROM inboxes WHERE user_id = ${userId}::uuid FOR UPDATE`;
      const read = await tx.$queryRaw<{ id: string }[]>`
        WITH read AS (
          UPDATE notifications n SET is_read = true
           WHERE n.recipient_id = ${userId}::uuid AND NOT n.is_read AND n.actor_count > 0 AND ${which}
          RETURNING n.id, n.updated_at)
        SELECT id FROM read ORDER BY updated_at DESC`;
      const row =
        read.length === 0
          ? await tx.inbox.findUnique({ where: { userId } })
          : await tx.inbox.update({
              where: { userId },
              data: { unreadCount: { decrement: read.length }, version: { increment: 1 } },
            });
      return {
        inbox: { unreadCount: row?.unreadCount ?? 0, inboxVersion: row?.version ?? 0 },
        readIds: read.map(({ id }) => id),
      };
    });
    if (readIds.length > 0) {
      changes.publish({ kind: "inbox", recipientId: userId, inbox });
      for (const notificationId of readIds.slice(0, ANNOUNCED_READS)) {
        changes.publish({
          kind: "notification",
          recipientId: userId,
          notificationId,
          event: "updated",
        });
      }
    }
    return inbox;
  }

  return { listNotifications, markRead, readInbox, readNotificationEvent };
}

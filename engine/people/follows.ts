// Follows: written by the SQL function `apply_follow`, which moves both counters and notifies the person
// followed in the same statement.
import { v7 as newId } from "uuid";
import { HeartwireError } from "@/protocol/errors";
import type { Profile } from "@/protocol/views";
import { nameActivity } from "../activity/activity";
import type { EngineContext } from "../context";
import type { NotificationOutcome } from "../notifications/notification-view";
import type { People } from "./people";
import { requireUserId } from "./username";

interface FollowRow {
  changed: boolean | null;
  notification_id: string | null;
  recipient_id: string | null;
  event: NotificationOutcome["event"] | null;
}

/** Who follows whom. */
export function createFollows(
  { prisma, changes, limits }: EngineContext,
  { readProfile }: Pick<People, "readProfile">,
) {
  /** Sets whether one follows a person; what already holds changes nothing. Answers their page. */
  async function setFollow(viewerId: string, username: string, follows: boolean): Promise<Profile> {
    const followeeId = await requireUserId(prisma, username);
    if (followeeId === viewerId) {
      throw new HeartwireError("VALIDATION", "You cannot follow yourself.", {
        fields: { username: "is your own" },
      });
    }
    await limits.follow.consume(viewerId);
    const rows = await prisma.$queryRaw<FollowRow[]>`
      SELECT changed, notification_id, recipient_id, event
        FROM apply_follow(${viewerId}::uuid, ${followeeId}::uuid, ${follows}, ${newId()}::uuid)`;
    if (rows.some((row) => row.changed)) {
      changes.publish({ kind: "follow", followerId: viewerId, followeeId, follows });
      if (follows) {
        const activityId = nameActivity("followed", viewerId, followeeId);
        changes.publish({ kind: "activity", activityId, actorId: viewerId });
      }
    }
    for (const { notification_id, recipient_id, event } of rows) {
      if (!notification_id || !recipient_id || !event) continue;
      changes.publish({
        kind: "notification",
        notificationId: notification_id,
        recipientId: recipient_id,
        event,
      });
    }
    return readProfile(viewerId, username);
  }

  /**
   * Who follows each of these people; null where that is more than `max`. The ids come as one text for each,
   * which costs the process a fraction of a row for each.
   */
  async function listFollowers(
    followeeIds: string[],
    max: number,
  ): Promise<Map<string, string[] | null>> {
    if (followeeIds.length === 0) return new Map();
    const rows = await prisma.$queryRaw<{ followee_id: string; follower_ids: string | null }[]>`
      SELECT asked.id AS followee_id, found.follower_ids
        FROM unnest(${uuidArray(followeeIds)}::uuid[]) AS asked(id)
       CROSS JOIN LATERAL (
         SELECT string_agg(f.follower_id::text, ',') AS follower_ids
           FROM (SELECT f.follower_id FROM follows f
                  WHERE f.followee_id = asked.id AND f.follows LIMIT ${max + 1}) f) found`;
    return new Map(
      rows.map(({ followee_id, follower_ids }) => {
        const ids = splitIds(follower_ids);
        return [followee_id, ids.length > max ? null : ids];
      }),
    );
  }

  /** Who of `userIds` follows that person. */
  async function listFollowersAmong(followeeId: string, userIds: string[]): Promise<string[]> {
    const [row] = await prisma.$queryRaw<{ follower_ids: string | null }[]>`
      SELECT string_agg(f.follower_id::text, ',') AS follower_ids FROM follows f
       WHERE f.follower_id = ANY (${uuidArray(userIds)}::uuid[])
         AND f.followee_id = ${followeeId}::uuid AND f.follows`;
    return splitIds(row?.follower_ids ?? null);
  }

  return { setFollow, listFollowers, listFollowersAmong };
}

/** An array as PostgreSQL reads it; ids need no quotes. */
function uuidArray(ids: string[]): string {
  return `{${ids.join(",")}}`;
}

function splitIds(text: string | null): string[] {
  return text === null ? [] : text.split(",");
}

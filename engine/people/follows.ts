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

  /** Who of `followerIds` follows whom of `followeeIds`. */
  async function listFollowsAmong(
    followeeIds: string[],
    followerIds: string[],
  ): Promise<{ followerId: string; followeeId: string }[]> {
    if (followeeIds.length === 0 || followerIds.length === 0) return [];
    return prisma.follow.findMany({
      where: { followeeId: { in: followeeIds }, followerId: { in: followerIds }, follows: true },
      select: { followerId: true, followeeId: true },
    });
  }

  return { setFollow, listFollowsAmong };
}

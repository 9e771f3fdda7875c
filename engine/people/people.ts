// People: their pages, whom they follow, whom they might. Follows are written by the SQL function
// `apply_follow`, which moves both counters and rings the one followed in the same statement.
import { v7 as newId } from "uuid";
import { HeartwireError } from "@/protocol/errors";
import type { Person, Profile } from "@/protocol/views";
import { nameActivity } from "../activity/activity";
import type { EngineContext, ViewerId } from "../context";
import type { NotificationOutcome } from "../engagement/like-group";
import { personColumns, toPerson } from "./person-view";

/** The id behind a username. NOT_FOUND when nobody has it. */
export async function requireUserId(context: EngineContext, username: string): Promise<string> {
  const user = await context.prisma.user.findUnique({
    where: { username: username.toLowerCase() },
    select: { id: true },
  });
  if (!user) throw nobody();
  return user.id;
}

/** A person, or null. */
export async function readPerson(context: EngineContext, userId: string): Promise<Person | null> {
  const row = await context.prisma.user.findUnique({
    where: { id: userId },
    select: personColumns,
  });
  return row ? toPerson(row) : null;
}

/** A person's page as the viewer sees it; the post count holds only what the viewer may see. */
export async function readProfile(
  context: EngineContext,
  viewerId: ViewerId,
  username: string,
): Promise<Profile> {
  const [profile] = await readProfiles(context, viewerId, [await requireUserId(context, username)]);
  if (!profile) throw nobody();
  return profile;
}

/** One's own page. UNAUTHENTICATED when the account is gone. */
export async function readMe(context: EngineContext, userId: string): Promise<Profile> {
  const [profile] = await readProfiles(context, userId, [userId]);
  if (!profile) throw new HeartwireError("UNAUTHENTICATED", "This account is gone.");
  return profile;
}

/** People the viewer does not follow yet, the most followed first; never guests of the demo's crowd. */
export async function listSuggestions(
  context: EngineContext,
  viewerId: ViewerId,
  limit: number,
): Promise<Profile[]> {
  const rows = await context.prisma.user.findMany({
    where: {
      contents: { some: { deletedAt: null, visibility: "public" } },
      ...(viewerId === null
        ? {}
        : { id: { not: viewerId }, followers: { none: { followerId: viewerId, follows: true } } }),
    },
    orderBy: [{ followerCount: "desc" }, { username: "asc" }],
    take: limit,
    select: { id: true },
  });
  return readProfiles(
    context,
    viewerId,
    rows.map((row) => row.id),
  );
}

/** Who of `followerIds` follows whom of `followeeIds`. */
export async function listFollowsAmong(
  context: EngineContext,
  followeeIds: string[],
  followerIds: string[],
): Promise<{ followerId: string; followeeId: string }[]> {
  if (followeeIds.length === 0 || followerIds.length === 0) return [];
  return context.prisma.follow.findMany({
    where: { followeeId: { in: followeeIds }, followerId: { in: followerIds }, follows: true },
    select: { followerId: true, followeeId: true },
  });
}

interface FollowRow {
  changed: boolean | null;
  notification_id: string | null;
  recipient_id: string | null;
  event: NotificationOutcome["event"] | null;
}

/** Sets whether one follows a person; what already holds changes nothing. Answers their page. */
export async function setFollow(
  context: EngineContext,
  viewerId: string,
  username: string,
  follows: boolean,
): Promise<Profile> {
  const followeeId = await requireUserId(context, username);
  if (followeeId === viewerId) {
    throw new HeartwireError("VALIDATION", "You cannot follow yourself.", {
      fields: { username: "is your own" },
    });
  }
  await context.limits.follow.consume(viewerId);
  const rows = await context.prisma.$queryRaw<FollowRow[]>`
    SELECT changed, notification_id, recipient_id, event
      FROM apply_follow(${viewerId}::uuid, ${followeeId}::uuid, ${follows}, ${newId()}::uuid)`;
  if (rows.some((row) => row.changed)) {
    context.changes.publish({ kind: "follow", followerId: viewerId, followeeId, follows });
    if (follows) {
      const activityId = nameActivity("followed", viewerId, followeeId);
      context.changes.publish({ kind: "activity", activityId, actorId: viewerId });
    }
  }
  for (const { notification_id, recipient_id, event } of rows) {
    if (!notification_id || !recipient_id || !event) continue;
    context.changes.publish({
      kind: "notification",
      notificationId: notification_id,
      recipientId: recipient_id,
      event,
    });
  }
  return readProfile(context, viewerId, username);
}

interface ProfileRow {
  id: string;
  username: string;
  display_name: string;
  avatar_url: string | null;
  bio: string;
  created_at: Date;
  follower_count: number;
  following_count: number;
  post_count: number;
  is_followed: boolean;
  follows_me: boolean;
}

/** Pages of these people in the order asked; unknown ones are left out. */
async function readProfiles(
  context: EngineContext,
  viewerId: ViewerId,
  userIds: string[],
): Promise<Profile[]> {
  if (userIds.length === 0) return [];
  const rows = await context.prisma.$queryRaw<ProfileRow[]>`
    SELECT u.id, u.username, u.display_name, u.avatar_url, u.bio, u.created_at,
           u.follower_count, u.following_count,
           (SELECT count(*)::int FROM contents c WHERE c.author_id = u.id AND c.deleted_at IS NULL
               AND can_see(${viewerId}::uuid, c.author_id, c.visibility)) AS post_count,
           EXISTS (SELECT 1 FROM follows f
                    WHERE f.follower_id = ${viewerId}::uuid AND f.followee_id = u.id AND f.follows) AS is_followed,
           EXISTS (SELECT 1 FROM follows f
                    WHERE f.follower_id = u.id AND f.followee_id = ${viewerId}::uuid AND f.follows) AS follows_me
      FROM users u WHERE u.id = ANY (${userIds}::uuid[])
     ORDER BY array_position(${userIds}::uuid[], u.id)`;
  return rows.map((row) => ({
    userId: row.id,
    username: row.username,
    displayName: row.display_name,
    avatarUrl: row.avatar_url,
    bio: row.bio,
    joinedAt: row.created_at.toISOString(),
    followerCount: row.follower_count,
    followingCount: row.following_count,
    postCount: row.post_count,
    isMe: row.id === viewerId,
    isFollowed: row.is_followed,
    followsMe: row.follows_me,
  }));
}

function nobody(): HeartwireError {
  return new HeartwireError("NOT_FOUND", "Nobody here has this name.");
}

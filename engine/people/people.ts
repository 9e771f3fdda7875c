// People: their pages, and suggestions of whom to follow.
import { HeartwireError } from "@/protocol/errors";
import type { Person, Profile } from "@/protocol/views";
import type { EngineContext, ViewerId } from "../context";
import { personColumns, toPerson } from "./person-view";
import { requireUserId, unknownName } from "./username";

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

export type People = ReturnType<typeof createPeople>;

/** The pages of everybody. */
export function createPeople({ prisma }: EngineContext) {
  /** A person, or null. */
  async function readPerson(userId: string): Promise<Person | null> {
    const row = await prisma.user.findUnique({
      where: { id: userId },
      select: personColumns,
    });
    return row ? toPerson(row) : null;
  }

  /** A person's page as the viewer sees it; the post count holds only what the viewer may see. */
  async function readProfile(viewerId: ViewerId, username: string): Promise<Profile> {
    const [profile] = await readProfiles(viewerId, [await requireUserId(prisma, username)]);
    if (!profile) throw unknownName();
    return profile;
  }

  /** One's own page. UNAUTHENTICATED when the account is gone. */
  async function readMe(userId: string): Promise<Profile> {
    const [profile] = await readProfiles(userId, [userId]);
    if (!profile) throw new HeartwireError("UNAUTHENTICATED", "This account is gone.");
    return profile;
  }

  /** People the viewer does not follow yet, the most followed first; never guests of the demo's crowd. */
  async function listSuggestions(viewerId: ViewerId, limit: number): Promise<Profile[]> {
    const rows = await prisma.user.findMany({
      where: {
        contents: { some: { deletedAt: null, visibility: "public" } },
        ...(viewerId === null
          ? {}
          : {
              id: { not: viewerId },
              followers: { none: { followerId: viewerId, follows: true } },
            }),
      },
      orderBy: [{ followerCount: "desc" }, { username: "asc" }],
      take: limit,
      select: { id: true },
    });
    return readProfiles(
      viewerId,
      rows.map((row) => row.id),
    );
  }

  /** Pages of these people in the order asked; unknown ones are left out. */
  async function readProfiles(viewerId: ViewerId, userIds: string[]): Promise<Profile[]> {
    if (userIds.length === 0) return [];
    const rows = await prisma.$queryRaw<ProfileRow[]>`
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

  return { readPerson, readProfile, readMe, listSuggestions };
}

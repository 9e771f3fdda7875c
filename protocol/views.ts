// What people and programs see: absolute state, never deltas. Servers build these field by field; clients may
// check them with the schemas.
import "./zod-config";
import * as z from "zod/mini";
import { contentTypeSchema, idSchema, visibilitySchema } from "./ids";

/** How many of something. */
export const countSchema = z.int().check(z.nonnegative());
/** ISO 8601 in UTC. */
export const timeSchema = z.iso.datetime();

export const engagementSchema = z.object({
  contentId: idSchema,
  contentType: contentTypeSchema,
  likeCount: countSchema,
  commentCount: countSchema,
  repostCount: countSchema,
  version: countSchema,
});
export type Engagement = z.infer<typeof engagementSchema>;

export const viewerEngagementSchema = z.extend(engagementSchema, {
  liked: z.boolean(),
  reposted: z.boolean(),
});
export type ViewerEngagement = z.infer<typeof viewerEngagementSchema>;

export const personSchema = z.object({
  userId: idSchema,
  username: z.string(),
  displayName: z.string(),
  /** A picture of their own; null means the face drawn from the name. */
  avatarUrl: z.nullable(z.string()),
});
export type Person = z.infer<typeof personSchema>;

/** A person's page as one viewer sees it. */
export const profileSchema = z.extend(personSchema, {
  bio: z.string(),
  joinedAt: timeSchema,
  followerCount: countSchema,
  followingCount: countSchema,
  postCount: countSchema,
  isMe: z.boolean(),
  isFollowed: z.boolean(),
  followsMe: z.boolean(),
});
export type Profile = z.infer<typeof profileSchema>;

export const videoSchema = z.object({
  url: z.string(),
  posterUrl: z.string(),
  durationMs: countSchema,
  width: countSchema,
  height: countSchema,
});
export type Video = z.infer<typeof videoSchema>;

export const contentSchema = z.object({
  contentId: idSchema,
  contentType: contentTypeSchema,
  author: personSchema,
  body: z.string(),
  visibility: visibilitySchema,
  video: z.nullable(videoSchema),
  createdAt: timeSchema,
  engagement: viewerEngagementSchema,
  /** Up to three people who liked it last, newest first; the viewer is never among them. */
  recentLikers: z.array(personSchema),
});
export type Content = z.infer<typeof contentSchema>;

/**
 * The answer of join and sync: with the recent likers, as in `Content`, where the caller's version is not
 * current.
 */
export const engagementSnapshotSchema = z.extend(viewerEngagementSchema, {
  recentLikers: z.optional(z.array(personSchema)),
});
export type EngagementSnapshot = z.infer<typeof engagementSnapshotSchema>;

export const likerSchema = z.extend(personSchema, { likedAt: timeSchema });
export type Liker = z.infer<typeof likerSchema>;

/** What the classic toggle answers: the names other like APIs use. */
export const likeToggleAnswerSchema = z.object({
  liked: z.boolean(),
  total_likes: countSchema,
  content_type: contentTypeSchema,
  content_id: idSchema,
  author: z.object({ id: idSchema, username: z.string(), display_name: z.string() }),
});
export type LikeToggleAnswer = z.infer<typeof likeToggleAnswerSchema>;

const notificationBase = {
  id: idSchema,
  title: z.string(),
  message: z.string(),
  /** The newest actors, at most three; actorCount counts all. */
  actors: z.array(personSchema),
  actorCount: countSchema,
  createdAt: timeSchema,
  updatedAt: timeSchema,
  isRead: z.boolean(),
};

export const notificationSchema = z.discriminatedUnion("type", [
  z.object({
    ...notificationBase,
    type: z.literal("like"),
    data: z.object({
      contentType: contentTypeSchema,
      contentId: idSchema,
      likerId: idSchema,
      likerUsername: z.string(),
      totalLikes: countSchema,
      /** The first words of what was liked. */
      excerpt: z.string(),
    }),
  }),
  z.object({
    ...notificationBase,
    type: z.literal("follow"),
    data: z.object({ followerId: idSchema, followerUsername: z.string() }),
  }),
]);
export type Notification = z.infer<typeof notificationSchema>;

export const inboxSchema = z.object({ unreadCount: countSchema, inboxVersion: countSchema });
export type Inbox = z.infer<typeof inboxSchema>;

export const activitySchema = z.object({
  id: idSchema,
  actor: personSchema,
  verb: z.enum(["posted", "liked", "followed"]),
  objectType: z.enum(["post", "video", "user"]),
  objectId: idSchema,
  /** The content's author and first words, or the person followed. */
  object: z.union([
    z.object({ kind: z.literal("content"), author: personSchema, excerpt: z.string() }),
    z.object({ kind: z.literal("user"), person: personSchema }),
  ]),
  engagement: z.optional(engagementSchema),
  createdAt: timeSchema,
});
export type Activity = z.infer<typeof activitySchema>;

/** One of my sign-ins, as the settings page lists them. */
export const sessionViewSchema = z.object({
  sessionId: idSchema,
  kind: z.enum(["browser", "token"]),
  userAgent: z.string(),
  createdAt: timeSchema,
  lastSeenAt: timeSchema,
  expiresAt: timeSchema,
  isCurrent: z.boolean(),
});
export type SessionView = z.infer<typeof sessionViewSchema>;

/** One page of a list; a null cursor is its end. */
export interface Page<Item> {
  items: Item[];
  nextCursor: string | null;
}

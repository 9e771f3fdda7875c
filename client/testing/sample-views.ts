// Views made for tests: valid in every field, distinguished by small numbers.
import type { LikeBatchEvent, LikeEvent } from "@/protocol/events/like-events";
import type {
  Activity,
  Content,
  Engagement,
  Notification,
  Person,
  Profile,
  ViewerEngagement,
} from "@/protocol/views";

export function sampleId(number: number): string {
  return `00000000-0000-7000-8000-${String(number).padStart(12, "0")}`;
}

export const EPOCH = sampleId(900_001);
export const OTHER_EPOCH = sampleId(900_002);
export const POST = { contentId: sampleId(1), contentType: "post" } as const;

export function sampleTime(number: number): string {
  return new Date(1_700_000_000_000 + number * 1_000).toISOString();
}

export function samplePerson(number: number): Person {
  const username = `person${number}`;
  return {
    userId: sampleId(1_000 + number),
    username,
    displayName: `Person ${number}`,
    avatarUrl: null,
  };
}

export const ME = samplePerson(1);
export const BOB = samplePerson(2);

export function sampleEngagement(over: Partial<ViewerEngagement> = {}): ViewerEngagement {
  return {
    ...POST,
    likeCount: 41,
    commentCount: 0,
    repostCount: 0,
    version: 10,
    liked: false,
    reposted: false,
    ...over,
  };
}

export function likeEvent(over: Partial<LikeEvent> = {}): LikeEvent {
  const { liked: _liked, reposted: _reposted, ...engagement } = sampleEngagement();
  const merged: Engagement = { ...engagement, likeCount: 42, version: 11, ...pickCounts(over) };
  return {
    ...merged,
    eventId: sampleId(5_000 + merged.version),
    postId: merged.contentId,
    ...BOB,
    isLiked: true,
    totalLikes: merged.likeCount,
    occurredAt: sampleTime(merged.version),
    ...over,
  };
}

export function batchEvent(over: Partial<LikeBatchEvent> = {}): LikeBatchEvent {
  const {
    isLiked,
    postId: _postId,
    userId,
    username,
    displayName,
    avatarUrl,
    ...rest
  } = likeEvent();
  return {
    ...rest,
    authorId: BOB.userId,
    changeCount: 3,
    likers: [{ userId, username, displayName, avatarUrl, isLiked }],
    windowMs: 50,
    ...over,
  };
}

export function sampleContent(number: number, over: Partial<Content> = {}): Content {
  const contentId = sampleId(number);
  return {
    contentId,
    contentType: "post",
    author: BOB,
    body: `Post ${number}`,
    visibility: "public",
    video: null,
    createdAt: sampleTime(number),
    engagement: sampleEngagement({ contentId }),
    recentLikers: [],
    ...over,
  };
}

/** A page of the feed, of posts with these numbers. */
export function sampleFeed(numbers: number[], nextCursor: string | null = null) {
  return { items: numbers.map((number) => sampleContent(number)), nextCursor, head: "head" };
}

/** The numbers they were made of. */
export function numbersOf(items: readonly { contentId: string }[]): number[] {
  return items.map((each) => Number(each.contentId.slice(-4)));
}

export function sampleNotification(number: number, over: Partial<Notification> = {}): Notification {
  return {
    id: sampleId(3_000 + number),
    type: "follow",
    title: "New follower",
    message: "Person 2 follows you",
    data: { followerId: BOB.userId, followerUsername: BOB.username },
    actors: [BOB],
    actorCount: 1,
    createdAt: sampleTime(number),
    updatedAt: sampleTime(number),
    isRead: false,
    ...over,
  } as Notification;
}

export function sampleActivity(number: number): Activity {
  return {
    id: sampleId(4_000 + number),
    actor: BOB,
    verb: "liked",
    objectType: "post",
    objectId: POST.contentId,
    object: { kind: "content", author: ME, excerpt: "Post" },
    createdAt: sampleTime(number),
  };
}

export function sampleProfile(over: Partial<Profile> = {}): Profile {
  return {
    ...BOB,
    bio: "",
    joinedAt: sampleTime(0),
    followerCount: 5,
    followingCount: 3,
    postCount: 1,
    isMe: false,
    isFollowed: false,
    followsMe: false,
    ...over,
  };
}

function pickCounts(over: Partial<Engagement>): Partial<Engagement> {
  const { likeCount, version, contentId } = over;
  return {
    ...(likeCount === undefined ? {} : { likeCount }),
    ...(version === undefined ? {} : { version }),
    ...(contentId === undefined ? {} : { contentId }),
  };
}

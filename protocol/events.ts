// What the server tells over the socket and answers there. The typed maps at the end are what Socket.IO
// on both sides is parameterised with; what a client asks is checked with questions.ts, on the server.
import "./zod-config";
import * as z from "zod/mini";
import { LIKERS_PER_BATCH_MAX } from "./bounds";
import type { ErrorView } from "./errors";
import type { SyncBody } from "./http-requests";
import { contentRefSchema, contentTypeSchema, idSchema } from "./ids";
import type { JoinPayload, LeavePayload, LikeSetPayload } from "./socket-requests";
import {
  type Activity,
  activitySchema,
  countSchema,
  type EngagementSnapshot,
  engagementSchema,
  inboxSchema,
  notificationSchema,
  personSchema,
  timeSchema,
  type ViewerEngagement,
  viewerEngagementSchema,
} from "./views";

export interface JoinAnswer {
  epoch: string;
  contents: (EngagementSnapshot & { viewerCount: number })[];
  missing: string[];
}

export interface SyncAnswer {
  epoch: string;
  /** Only those that differ from what the client said it holds. */
  contents: EngagementSnapshot[];
  missing: string[];
  /** Null for a visitor without a session (HTTP only). */
  inbox: { unreadCount: number; inboxVersion: number } | null;
}

export type Ack<Data> = { ok: true; data: Data } | { ok: false; error: ErrorView };

// Told by the server.

export const sessionReadySchema = z.extend(inboxSchema, { userId: idSchema, epoch: idSchema });
export type SessionReady = z.infer<typeof sessionReadySchema>;

export const sessionEndedSchema = z.object({
  reason: z.enum(["signed-out", "revoked", "expired"]),
});
export type SessionEnded = z.infer<typeof sessionEndedSchema>;

const likerChangeSchema = z.extend(personSchema, { isLiked: z.boolean() });
/** One person and what became of their heart. */
export type LikerChange = z.infer<typeof likerChangeSchema>;

/** One person's change, alone in its window. `postId` and `totalLikes` repeat `contentId` and `likeCount`. */
export const likeEventSchema = z.extend(engagementSchema, {
  eventId: idSchema,
  postId: idSchema,
  ...likerChangeSchema.shape,
  totalLikes: countSchema,
  occurredAt: timeSchema,
});
export type LikeEvent = z.infer<typeof likeEventSchema>;

/** Several changes merged. `likers` is the last state of at most fifty people, `changeCount` all changes. */
export const likeBatchEventSchema = z.extend(engagementSchema, {
  eventId: idSchema,
  authorId: idSchema,
  totalLikes: countSchema,
  changeCount: z.int().check(z.positive()),
  likers: z.array(likerChangeSchema).check(z.maxLength(LIKERS_PER_BATCH_MAX)),
  windowMs: z.number().check(z.nonnegative()),
  occurredAt: timeSchema,
});
export type LikeBatchEvent = z.infer<typeof likeBatchEventSchema>;

export const notificationEventSchema = z.extend(inboxSchema, { notification: notificationSchema });
export type NotificationEvent = z.infer<typeof notificationEventSchema>;

/** Many notifications were read at once: the badge alone. */
export const inboxUpdatedSchema = inboxSchema;
export type InboxUpdated = z.infer<typeof inboxUpdatedSchema>;

export const viewersUpdatedSchema = z.object({
  contentId: idSchema,
  contentType: contentTypeSchema,
  viewerCount: countSchema,
});
export type ViewersUpdated = z.infer<typeof viewersUpdatedSchema>;

export const activityNewSchema = z.object({ activity: activitySchema });

/** A content the receiver watches is gone, or no longer theirs to see. */
export const contentRemovedSchema = contentRefSchema;
export type ContentRemoved = z.infer<typeof contentRemovedSchema>;

/** Somebody the receiver follows, or anybody (scope latest), posted: a hint to offer newer posts, no body. */
export const feedNewSchema = z.extend(contentRefSchema, { authorId: idSchema });
export type FeedNew = z.infer<typeof feedNewSchema>;

/** Schema of every event the server sends, for clients that check and for the generated reference. */
export const serverEventSchemas = {
  "session:ready": sessionReadySchema,
  "session:ended": sessionEndedSchema,
  "like:created": viewerEngagementSchema,
  "like:removed": viewerEngagementSchema,
  "post:liked": likeEventSchema,
  "post:unliked": likeEventSchema,
  "like:count_updated": likeBatchEventSchema,
  "notification:new": notificationEventSchema,
  "notification:updated": notificationEventSchema,
  "notification:removed": notificationEventSchema,
  "inbox:updated": inboxUpdatedSchema,
  "viewers:updated": viewersUpdatedSchema,
  "activity:new": activityNewSchema,
  "content:removed": contentRemovedSchema,
  "feed:new": feedNewSchema,
} as const;

export interface ServerToClientEvents {
  "session:ready": (payload: SessionReady) => void;
  "session:ended": (payload: SessionEnded) => void;
  "like:created": (payload: ViewerEngagement) => void;
  "like:removed": (payload: ViewerEngagement) => void;
  "post:liked": (payload: LikeEvent) => void;
  "post:unliked": (payload: LikeEvent) => void;
  "like:count_updated": (payload: LikeBatchEvent) => void;
  "notification:new": (payload: NotificationEvent) => void;
  "notification:updated": (payload: NotificationEvent) => void;
  "notification:removed": (payload: NotificationEvent) => void;
  "inbox:updated": (payload: InboxUpdated) => void;
  "viewers:updated": (payload: ViewersUpdated) => void;
  "activity:new": (payload: { activity: Activity }) => void;
  "content:removed": (payload: ContentRemoved) => void;
  "feed:new": (payload: FeedNew) => void;
}

export interface ClientToServerEvents {
  "content:join": (payload: JoinPayload, ack: (answer: Ack<JoinAnswer>) => void) => void;
  "content:leave": (
    payload: LeavePayload,
    ack: (answer: Ack<Record<never, never>>) => void,
  ) => void;
  "like:set": (payload: LikeSetPayload, ack: (answer: Ack<ViewerEngagement>) => void) => void;
  sync: (payload: SyncBody, ack: (answer: Ack<SyncAnswer>) => void) => void;
}

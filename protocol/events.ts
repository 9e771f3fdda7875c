// The maps of all events and requests over the socket, which Socket.IO on both sides is parameterised with. A noun
// keeps its events in events/; what a client asks is checked with socket-requests.ts, on the server.
import "./zod-config";
import type * as z from "zod/mini";
import type { Ack } from "./events/ack";
import { activityNewSchema } from "./events/activity-events";
import { contentRemovedSchema, feedNewSchema } from "./events/content-events";
import { likeBatchEventSchema, likeEventSchema } from "./events/like-events";
import { inboxUpdatedSchema, notificationEventSchema } from "./events/notification-events";
import { type JoinAnswer, viewersUpdatedSchema } from "./events/room-events";
import { sessionEndedSchema, sessionReadySchema } from "./events/session-events";
import type { SyncAnswer } from "./events/sync-answer";
import type { SyncBody } from "./http-requests";
import type { JoinPayload, LeavePayload, LikeSetPayload } from "./socket-requests";
import { type ViewerEngagement, viewerEngagementSchema } from "./views";

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

/** What each event carries, for Socket.IO on both sides. */
export type ServerToClientEvents = {
  [Name in keyof typeof serverEventSchemas]: (
    payload: z.infer<(typeof serverEventSchemas)[Name]>,
  ) => void;
};

export interface ClientToServerEvents {
  "content:join": (payload: JoinPayload, ack: (answer: Ack<JoinAnswer>) => void) => void;
  "content:leave": (
    payload: LeavePayload,
    ack: (answer: Ack<Record<never, never>>) => void,
  ) => void;
  "like:set": (payload: LikeSetPayload, ack: (answer: Ack<ViewerEngagement>) => void) => void;
  sync: (payload: SyncBody, ack: (answer: Ack<SyncAnswer>) => void) => void;
}

// Everything a page checks with, in one piece: the protocol's schemas weigh as much as all other code of
// the client's mind, so they are fetched late, by late-schemas.ts, and bundled without what they leave unused.
import { errorViewSchema, problemSchema } from "@/protocol/error-views";
import { serverEventSchemas } from "@/protocol/events";
import {
  activitySchema,
  contentSchema,
  engagementSnapshotSchema,
  inboxSchema,
  likerSchema,
  notificationSchema,
  profileSchema,
  sessionViewSchema,
  viewerEngagementSchema,
} from "@/protocol/views";

export const schemas = {
  activity: activitySchema,
  content: contentSchema,
  errorView: errorViewSchema,
  events: serverEventSchemas,
  inbox: inboxSchema,
  liker: likerSchema,
  notification: notificationSchema,
  problem: problemSchema,
  profile: profileSchema,
  session: sessionViewSchema,
  engagementSnapshot: engagementSnapshotSchema,
  viewerEngagement: viewerEngagementSchema,
};
export type Schemas = typeof schemas;

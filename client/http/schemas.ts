// Every schema a page checks with, in one module. They weigh as much as all other code of the client, so a
// page fetches them late, through lazy-schemas.ts.
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

// What a person's sockets receive of their inbox.
import "../zod-config";
import * as z from "zod/mini";
import { inboxSchema, notificationSchema } from "../views";

export const notificationEventSchema = z.extend(inboxSchema, { notification: notificationSchema });
export type NotificationEvent = z.infer<typeof notificationEventSchema>;

/** Many notifications were read at once: the badge alone. */
export const inboxUpdatedSchema = inboxSchema;

// Applies notifications and the badge as the server sends them. A new one is announced once; what was read on
// another device is read here.
import type { ClientEvents } from "../client-events";
import type { Inbound } from "../inbound/inbound";
import { applyInbox, applyNotification, type InboxStore, markSeen } from "./inbox-store";

export interface InboxContext {
  inbox: InboxStore;
  events: ClientEvents;
}

export function registerInboxEvents(inbound: Inbound, { inbox, events }: InboxContext): void {
  inbound.on("notification:new", (event) => {
    const isNew = applyNotification(inbox, event, false);
    if (isNew) events.send("notificationArrived", event.notification);
  });
  inbound.on("notification:updated", (event) => {
    applyNotification(inbox, event, false);
  });
  inbound.on("notification:removed", (event) => {
    applyNotification(inbox, event, true);
  });
  inbound.on("inbox:updated", (event) => {
    if (!applyInbox(inbox, event)) return;
    if (event.unreadCount === 0) markSeen(inbox, event.inboxVersion);
    else events.send("inboxMissed", undefined);
  });
}

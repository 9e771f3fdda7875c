// Owns the badge and single notifications beyond the pages read, each guarded by the inbox version. An event
// that is doubled, late or before its page changes nothing. Marking as read is an overlay: "everything up to
// the version I saw", dropped when the server refuses.
import { createStore, type StoreApi } from "zustand/vanilla";
import type { NotificationEvent } from "@/protocol/events/notification-events";
import type { Inbox, Notification } from "@/protocol/views";
import type { NotificationAnswer } from "../http/answer-checks";

interface NotificationState {
  /** Null once withdrawn. */
  notification: Notification | null;
  inboxVersion: number;
}

export interface InboxView {
  inbox: Inbox;
  marks: ReadonlyMap<string, NotificationState>;
  /** Everything up to this inbox version counts as read here. */
  readUpTo: number;
  readIds: ReadonlySet<string>;
}

export type InboxStore = StoreApi<InboxView>;

const NOTHING_READ = -1;

export function createInboxStore(inbox: Inbox | null): InboxStore {
  return createStore<InboxView>(() => emptyInbox(inbox ?? { unreadCount: 0, inboxVersion: -1 }));
}

/** True when it was newer than what is held. */
export function applyInbox(store: InboxStore, inbox: Inbox): boolean {
  if (inbox.inboxVersion <= store.getState().inbox.inboxVersion) return false;
  const { unreadCount, inboxVersion } = inbox;
  store.setState({ inbox: { unreadCount, inboxVersion } });
  return true;
}

/** True when this event holds something new of its notification. */
export function applyNotification(
  store: InboxStore,
  event: NotificationEvent,
  isRemoved: boolean,
): boolean {
  const { notification, inboxVersion } = event;
  applyInbox(store, event);
  const before = store.getState().marks.get(notification.id);
  if (before && before.inboxVersion >= inboxVersion) return false;
  const marks = new Map(store.getState().marks);
  marks.set(notification.id, { notification: isRemoved ? null : notification, inboxVersion });
  store.setState({ marks });
  return true;
}

export function forgetInbox(store: InboxStore): void {
  const { unreadCount } = store.getState().inbox;
  store.setState(emptyInbox({ unreadCount, inboxVersion: -1 }));
}

/** Shows everything seen so far as read; the returned function takes that back. */
export function markSeen(store: InboxStore, upTo: number): () => void {
  const before = store.getState().readUpTo;
  store.setState({ readUpTo: Math.max(before, upTo) });
  return () => store.setState({ readUpTo: before });
}

export function markOneRead(store: InboxStore, id: string): () => void {
  const readIds = new Set(store.getState().readIds).add(id);
  store.setState({ readIds });
  return () => {
    const without = new Set(store.getState().readIds);
    without.delete(id);
    store.setState({ readIds: without });
  };
}

/** The badge as shown: zero once all that was counted has been seen. */
export function shownInbox({ inbox, readUpTo }: InboxView): Inbox {
  if (inbox.unreadCount === 0 || inbox.inboxVersion > readUpTo) return inbox;
  return { ...inbox, unreadCount: 0 };
}

/** Pages as read plus everything received since, newest first, each notification once. */
export function mergeNotifications(pages: NotificationAnswer[], view: InboxView): Notification[] {
  const merged = new Map<string, Notification>();
  for (const page of pages) {
    for (const item of page.items) {
      if (merged.has(item.id)) continue;
      const held = view.marks.get(item.id);
      const isMarkNewer = held !== undefined && held.inboxVersion > page.inboxVersion;
      const newest = isMarkNewer ? held.notification : item;
      const version = isMarkNewer ? held.inboxVersion : page.inboxVersion;
      if (newest) merged.set(item.id, asRead(newest, version, view));
    }
  }
  const pageVersion = pages[0]?.inboxVersion ?? -1;
  for (const [id, held] of view.marks) {
    if (merged.has(id) || !held.notification || held.inboxVersion <= pageVersion) continue;
    merged.set(id, asRead(held.notification, held.inboxVersion, view));
  }
  return [...merged.values()].sort(byNewest);
}

function asRead(item: Notification, version: number, view: InboxView): Notification {
  const isRead = item.isRead || version <= view.readUpTo || view.readIds.has(item.id);
  return isRead === item.isRead ? item : { ...item, isRead };
}

function byNewest(left: Notification, right: Notification): number {
  if (left.updatedAt !== right.updatedAt) return left.updatedAt < right.updatedAt ? 1 : -1;
  return left.id < right.id ? 1 : -1;
}

function emptyInbox(inbox: Inbox): InboxView {
  return { inbox, marks: new Map(), readUpTo: NOTHING_READ, readIds: new Set() };
}

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { NotificationAnswer } from "../http/answer-checks";
import { sampleNotification } from "../testing/sample-views";
import {
  applyInbox,
  applyNotification,
  createInboxStore,
  forgetInbox,
  type InboxStore,
  markOneRead,
  markSeen,
  mergeNotifications,
  shownInbox,
} from "./inbox-store";

function page(inboxVersion: number, ...numbers: number[]): NotificationAnswer {
  return {
    items: numbers.map((number) => sampleNotification(number)),
    nextCursor: null,
    unreadCount: numbers.length,
    inboxVersion,
  };
}

function receive(
  store: InboxStore,
  number: number,
  inboxVersion: number,
  isRemoved = false,
): boolean {
  const notification = sampleNotification(number);
  return applyNotification(store, { notification, unreadCount: 1, inboxVersion }, isRemoved);
}

function idsOf(store: InboxStore, pages: NotificationAnswer[]): string[] {
  return mergeNotifications(pages, store.getState()).map((each) => each.id.slice(-1));
}

describe("inbox", () => {
  it("[C35] the badge moves only to a higher inbox version", () => {
    const store = createInboxStore({ unreadCount: 3, inboxVersion: 5 });
    expect(applyInbox(store, { unreadCount: 9, inboxVersion: 5 })).toBe(false);
    expect(applyInbox(store, { unreadCount: 9, inboxVersion: 4 })).toBe(false);
    expect(applyInbox(store, { unreadCount: 2, inboxVersion: 6 })).toBe(true);
    expect(store.getState().inbox).toEqual({ unreadCount: 2, inboxVersion: 6 });
  });

  it("[C35] a notification received twice is announced once, and a late one does not come back", () => {
    const store = createInboxStore(null);
    expect(receive(store, 1, 6)).toBe(true);
    expect(store.getState().inbox).toEqual({ unreadCount: 1, inboxVersion: 6 });
    expect(receive(store, 1, 6)).toBe(false);
    expect(receive(store, 1, 7, true)).toBe(true);
    expect(receive(store, 1, 6)).toBe(false);
    expect(idsOf(store, [page(5)])).toEqual([]);
    expect(idsOf(store, [page(5, 1)])).toEqual([]);
    expect(idsOf(store, [page(9, 1)])).toEqual(["1"]);
  });

  it("[C35] one that is on two pages is shown once", () => {
    const store = createInboxStore(null);
    expect(idsOf(store, [page(5, 3, 2), page(5, 2, 1)])).toEqual(["3", "2", "1"]);
  });

  it("[C35] pages and events in any order make the same list", () => {
    const events = [
      { number: 1, version: 6, isRemoved: false },
      { number: 2, version: 7, isRemoved: false },
      { number: 1, version: 8, isRemoved: true },
      { number: 3, version: 9, isRemoved: false },
    ];
    fc.assert(
      fc.property(fc.shuffledSubarray([...events, ...events], { minLength: 8 }), (shuffled) => {
        const store = createInboxStore(null);
        for (const { number, version, isRemoved } of shuffled) {
          receive(store, number, version, isRemoved);
        }
        expect(idsOf(store, [page(5, 0)])).toEqual(["3", "2", "0"]);
        expect(idsOf(store, [page(9, 3, 2, 0)])).toEqual(["3", "2", "0"]);
        expect(idsOf(store, [page(12)])).toEqual([]);
      }),
    );
  });

  it("[C36] seen means up to the version seen: what comes later is unread, a refusal takes it back", () => {
    const store = createInboxStore({ unreadCount: 1, inboxVersion: 5 });
    const takeBack = markSeen(store, 5);
    expect(shownInbox(store.getState()).unreadCount).toBe(0);
    receive(store, 2, 6);
    expect(shownInbox(store.getState()).unreadCount).toBe(1);
    const read = mergeNotifications([page(5, 1)], store.getState());
    expect(read.map((each) => each.isRead)).toEqual([false, true]);
    takeBack();
    expect(mergeNotifications([page(5, 1)], store.getState())[1]?.isRead).toBe(false);
  });

  it("[C36] one marked as read is shown so, until the server refuses", () => {
    const store = createInboxStore(null);
    const { id } = sampleNotification(1);
    const takeBack = markOneRead(store, id);
    expect(mergeNotifications([page(5, 1)], store.getState())[0]?.isRead).toBe(true);
    takeBack();
    expect(mergeNotifications([page(5, 1)], store.getState())[0]?.isRead).toBe(false);
  });

  it("[C7] another epoch forgets the inbox version and what was received", () => {
    const store = createInboxStore({ unreadCount: 3, inboxVersion: 50 });
    receive(store, 1, 51);
    forgetInbox(store);
    expect(applyInbox(store, { unreadCount: 0, inboxVersion: 1 })).toBe(true);
    expect(idsOf(store, [page(1)])).toEqual([]);
  });
});

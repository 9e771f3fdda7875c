// Checks the answers of HTTP routes that are more than one view: pages and the sync answer.
// Everything from the network passes a schema of the protocol before a hook believes it.
import type { SyncAnswer } from "@/protocol/events";
import type { Inbox, Notification, Page } from "@/protocol/views";
import {
  type Checked,
  engagementSnapshotCheck,
  inboxCheck,
  notificationCheck,
} from "./lazy-schemas";

export type FeedAnswer<Item> = Page<Item> & { head: string | null };
export type NotificationAnswer = Page<Notification> & Inbox;

export const nothing: Checked<null> = { parse: () => null };

export function listOf<Item>(item: Checked<Item>): Checked<Item[]> {
  return {
    parse(value) {
      if (!Array.isArray(value)) throw new TypeError("expected a list");
      return value.map((each) => item.parse(each));
    },
  };
}

export function pageOf<Item>(item: Checked<Item>): Checked<Page<Item>> {
  const items = listOf(item);
  return {
    parse(value) {
      const page = asRecord(value);
      return { items: items.parse(page.items), nextCursor: asTextOrNull(page.nextCursor) };
    },
  };
}

export function feedOf<Item>(item: Checked<Item>): Checked<FeedAnswer<Item>> {
  const page = pageOf(item);
  return {
    parse: (value) => ({ ...page.parse(value), head: asTextOrNull(asRecord(value).head) }),
  };
}

export const notificationPage: Checked<NotificationAnswer> = {
  parse: (value) => ({ ...pageOf(notificationCheck).parse(value), ...inboxCheck.parse(value) }),
};

export const syncAnswer: Checked<SyncAnswer> = {
  parse(value) {
    const answer = asRecord(value);
    if (typeof answer.epoch !== "string") throw new TypeError("expected an epoch");
    return {
      epoch: answer.epoch,
      contents: listOf(engagementSnapshotCheck).parse(answer.contents),
      missing: listOf({ parse: String }).parse(answer.missing),
      inbox: answer.inbox ? inboxCheck.parse(answer.inbox) : null,
    };
  },
};

function asRecord(value: unknown): Record<string, unknown> {
  if (typeof value !== "object" || value === null) throw new TypeError("expected an object");
  return value as Record<string, unknown>;
}

function asTextOrNull(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

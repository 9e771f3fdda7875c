// How the answers of HTTP routes are checked: single views, pages of them, and the sync answer.
// Everything from the network passes a schema of the protocol before a hook believes it.
import type { SyncAnswer } from "@/protocol/events/sync-answer";
import type { Inbox, Notification, Page, Person } from "@/protocol/views";
import type { Check, Checked } from "./lazy-schemas";
import type { Schemas } from "./schemas";

export type FeedAnswer<Item> = Page<Item> & { head: string | null };
export type NotificationAnswer = Page<Notification> & Inbox;

export const activityCheck = (schemas: Schemas) => schemas.activity;
export const contentCheck = (schemas: Schemas) => schemas.content;
export const inboxCheck = (schemas: Schemas) => schemas.inbox;
export const likerCheck = (schemas: Schemas) => schemas.liker;
export const notificationCheck = (schemas: Schemas) => schemas.notification;
export const personCheck: Check<Person> = (schemas) => schemas.profile;
export const profileCheck = (schemas: Schemas) => schemas.profile;
export const sessionCheck = (schemas: Schemas) => schemas.session;
export const viewerEngagementCheck = (schemas: Schemas) => schemas.viewerEngagement;

/** The answer to signing in with a password. */
export const tokenCheck: Check<{ token: string }> = () => ({
  parse(value) {
    const { token } = asRecord(value);
    if (typeof token !== "string") throw new TypeError("expected a token");
    return { token };
  },
});

export const nothing: Check<null> = () => ({ parse: () => null });

export function pageOf<Item>(item: Check<Item>): Check<Page<Item>> {
  return (schemas) => {
    const items = listOf(item(schemas));
    return {
      parse(value) {
        const page = asRecord(value);
        return { items: items.parse(page.items), nextCursor: asTextOrNull(page.nextCursor) };
      },
    };
  };
}

export function feedOf<Item>(item: Check<Item>): Check<FeedAnswer<Item>> {
  return (schemas) => {
    const page = pageOf(item)(schemas);
    return {
      parse: (value) => ({ ...page.parse(value), head: asTextOrNull(asRecord(value).head) }),
    };
  };
}

export const notificationPage: Check<NotificationAnswer> = (schemas) => {
  const page = pageOf(notificationCheck)(schemas);
  return { parse: (value) => ({ ...page.parse(value), ...schemas.inbox.parse(value) }) };
};

export const syncAnswer: Check<SyncAnswer> = (schemas) => ({
  parse(value) {
    const answer = asRecord(value);
    if (typeof answer.epoch !== "string") throw new TypeError("expected an epoch");
    return {
      epoch: answer.epoch,
      contents: listOf(schemas.engagementSnapshot).parse(answer.contents),
      missing: listOf({ parse: String }).parse(answer.missing),
      inbox: answer.inbox ? schemas.inbox.parse(answer.inbox) : null,
    };
  },
});

function listOf<Item>(item: Checked<Item>): Checked<Item[]> {
  return {
    parse(value) {
      if (!Array.isArray(value)) throw new TypeError("expected a list");
      return value.map((each) => item.parse(each));
    },
  };
}

function asRecord(value: unknown): Record<string, unknown> {
  if (typeof value !== "object" || value === null) throw new TypeError("expected an object");
  return value as Record<string, unknown>;
}

function asTextOrNull(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

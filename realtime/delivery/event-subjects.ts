// Which content each server event is about. An event missing here does not compile, so every new event states
// who may receive it.
import type { ServerToClientEvents } from "@/protocol/events";
import type { ContentRef } from "@/protocol/ids";
import type { Activity, Notification } from "@/protocol/views";

export type ServerEventName = keyof ServerToClientEvents;
export type EventPayload<E extends ServerEventName> = Parameters<ServerToClientEvents[E]>[0];
type EventOf<E extends ServerEventName> = {
  [Name in E]: { event: Name; payload: EventPayload<Name> };
}[E];
export type ServerEvent = EventOf<ServerEventName>;

/** Events that may speak of a content. */
export type ContentEvent = EventOf<
  | "like:created"
  | "like:removed"
  | "post:liked"
  | "post:unliked"
  | "like:count_updated"
  | "viewers:updated"
  | "feed:new"
  | "activity:new"
  | "notification:new"
  | "notification:updated"
>;

/** Events of one person's own inbox and of those they follow. */
export type PersonEvent = EventOf<
  | "inbox:updated"
  | "notification:new"
  | "notification:updated"
  | "notification:removed"
  | "activity:new"
>;

const none = () => null;
const itself = ({ contentId, contentType }: ContentRef): ContentRef => ({ contentId, contentType });

const SUBJECTS: { [E in ServerEventName]: (payload: EventPayload<E>) => ContentRef | null } = {
  "session:ready": none,
  "session:ended": none,
  "inbox:updated": none,
  "like:created": itself,
  "like:removed": itself,
  "post:liked": itself,
  "post:unliked": itself,
  "like:count_updated": itself,
  "viewers:updated": itself,
  "feed:new": itself,
  "activity:new": ({ activity }) => subjectOfActivity(activity),
  "notification:new": ({ notification }) => subjectOfNotification(notification),
  "notification:updated": ({ notification }) => subjectOfNotification(notification),
  // These two take away what was shown before, also of a content that is gone: asking would keep it on screen.
  "notification:removed": none,
  "content:removed": none,
};

/** The content an event speaks of, null where of none or where it only takes one away. */
export function subjectOf({ event, payload }: ServerEvent): ContentRef | null {
  const read = SUBJECTS[event] as (payload: unknown) => ContentRef | null;
  return read(payload);
}

function subjectOfActivity({ objectType, objectId }: Activity): ContentRef | null {
  return objectType === "user" ? null : { contentId: objectId, contentType: objectType };
}

function subjectOfNotification(notification: Notification): ContentRef | null {
  return notification.type === "like" ? itself(notification.data) : null;
}

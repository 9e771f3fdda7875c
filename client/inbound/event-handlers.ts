// Takes what the socket tells, checks it against the protocol and brings each event to the store that
// owns it. An event of the wrong form is ignored; nothing here may throw into the socket.
import type { LikerChange } from "@/protocol/events";
import type { ViewerEngagement } from "@/protocol/views";
import type { ActivityStore } from "../activity/activity-store";
import { applyActivity } from "../activity/activity-store";
import type { ClientEvents } from "../client-events";
import type { Clock } from "../clock";
import { type MessageLogStore, note } from "../connection/message-log";
import type { ServerEventName } from "../connection/transport";
import { type Applied, roomMessage } from "../engagement/engagement-reducer";
import type { EngagementStore } from "../engagement/engagement-store";
import type { RecentLikes } from "../engagement/recent-likes";
import { schemasNow } from "../http/lazy-schemas";
import type { Schemas } from "../http/schemas";
import type { KeyedStore } from "../keyed-store";
import {
  applyInbox,
  applyNotification,
  type InboxStore,
  markSeen,
} from "../notifications/inbox-store";

export interface EventHandlersOptions {
  viewerId: string | null;
  clock: Clock;
  engagement: EngagementStore;
  recentLikes: RecentLikes;
  viewerCounts: KeyedStore<number>;
  inbox: InboxStore;
  activities: ActivityStore;
  events: ClientEvents;
  messageLog: MessageLogStore;
  isRoomJoined(contentId: string): boolean;
  /** The line was opened with the cookie of somebody else: nothing it tells is for this page. */
  greetedAsOther(): void;
  enterEpoch(epoch: string): void;
  removed(contentId: string): void;
  /** The inbox moved without our having heard every event of it. */
  missedInbox(): void;
}

type ApplyEvent = (payload: unknown) => Pick<Applied, "verdict" | "reason"> | undefined;

export function createEventHandlers(
  options: EventHandlersOptions,
): (name: ServerEventName, payload: unknown) => void {
  const handlers = createHandlers(options);
  return (name, payload) => {
    const received = handlers[name](payload);
    note(options.messageLog, entryOf(name, payload, received, options.clock.now()));
  };
}

function createHandlers(options: EventHandlersOptions): Record<ServerEventName, ApplyEvent> {
  const { engagement, inbox, events } = options;
  const own = on("like:created", (view) => engagement.applySnapshot(view));
  return {
    "session:ready": deliver("session:ready", (ready) => {
      if (ready.userId !== options.viewerId) return options.greetedAsOther();
      options.enterEpoch(ready.epoch);
      if (applyInbox(inbox, ready)) options.missedInbox();
    }),
    "session:ended": () => undefined,
    "like:created": own,
    "like:removed": own,
    "post:liked": on("post:liked", (event) => applyLikes(options, event, [event])),
    "post:unliked": on("post:unliked", (event) => applyLikes(options, event, [event])),
    "like:count_updated": on("like:count_updated", (event) =>
      applyLikes(options, event, event.likers),
    ),
    "notification:new": deliver("notification:new", (event) => {
      if (applyNotification(inbox, event, false)) {
        events.send("notificationArrived", event.notification);
      }
    }),
    "notification:updated": deliver("notification:updated", (event) => {
      applyNotification(inbox, event, false);
    }),
    "notification:removed": deliver("notification:removed", (event) => {
      applyNotification(inbox, event, true);
    }),
    "inbox:updated": deliver("inbox:updated", (event) => {
      if (!applyInbox(inbox, event)) return;
      if (event.unreadCount === 0) markSeen(inbox, event.inboxVersion);
      else options.missedInbox();
    }),
    "viewers:updated": deliver("viewers:updated", (event) => {
      options.viewerCounts.write(event.contentId, event.viewerCount);
    }),
    "activity:new": deliver("activity:new", (event) => {
      applyActivity(options.activities, event.activity);
    }),
    "content:removed": deliver("content:removed", (event) => options.removed(event.contentId)),
    "feed:new": deliver("feed:new", (event) => events.send("feedMoved", event)),
  };
}

function applyLikes(
  { engagement, recentLikes, viewerId, isRoomJoined }: EventHandlersOptions,
  event: Omit<ViewerEngagement, "liked" | "reposted">,
  likers: readonly LikerChange[],
): Applied {
  const mine = likers.find((each) => each.userId === viewerId);
  recentLikes.receive(event, likers);
  const message = roomMessage(event, mine?.isLiked);
  return engagement.applyRoomEvent(message, isRoomJoined(event.contentId));
}

type PayloadOf<Name extends ServerEventName> = ReturnType<Schemas["events"][Name]["parse"]>;

function on<Name extends ServerEventName>(
  name: Name,
  receive: (payload: PayloadOf<Name>) => Applied,
): ApplyEvent {
  return (payload) => {
    const checked = schemasNow().events[name].safeParse(payload);
    return checked.success ? receive(checked.data as PayloadOf<Name>) : MALFORMED;
  };
}

/** For events whose store has no verdict to give. */
function deliver<Name extends ServerEventName>(
  name: Name,
  run: (payload: PayloadOf<Name>) => void,
): ApplyEvent {
  return (payload) => {
    const checked = schemasNow().events[name].safeParse(payload);
    if (!checked.success) return MALFORMED;
    run(checked.data as PayloadOf<Name>);
    return undefined;
  };
}

const MALFORMED: Pick<Applied, "verdict" | "reason"> = {
  verdict: "ignored",
  reason: "not of the agreed form",
};

function entryOf(
  name: ServerEventName,
  payload: unknown,
  received: ReturnType<ApplyEvent>,
  at: number,
) {
  const { contentId, version } = (payload ?? {}) as { contentId?: unknown; version?: unknown };
  return {
    at,
    source: name,
    contentId: typeof contentId === "string" ? contentId : null,
    version: typeof version === "number" ? version : null,
    verdict: received?.verdict ?? "applied",
    reason: received?.reason ?? "",
  } as const;
}

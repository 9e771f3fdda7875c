// Takes what the socket tells, checks it against the protocol and brings each event to the store that
// owns it. An event of the wrong form is ignored; nothing here may throw into the socket.
import type { LikerChange } from "@/protocol/events";
import type { ViewerEngagement } from "@/protocol/views";
import type { ActivityStore } from "../activity/activity-store";
import { hearActivity } from "../activity/activity-store";
import type { Signals } from "../client-events";
import type { Clock } from "../clock";
import { type JournalStore, note } from "../connection/message-log";
import type { ToldName } from "../connection/transport";
import { type Heard, roomMessage } from "../engagement/engagement-reducer";
import type { EngagementStore } from "../engagement/engagement-store";
import type { RecentLikes } from "../engagement/recent-likes";
import { schemasNow } from "../http/lazy-schemas";
import type { Schemas } from "../http/schemas";
import type { KeyedStore } from "../keyed-store";
import {
  hearInbox,
  hearNotification,
  type InboxStore,
  markSeen,
} from "../notifications/inbox-store";

export interface IntakeOptions {
  viewerId: string | null;
  clock: Clock;
  engagement: EngagementStore;
  recentLikes: RecentLikes;
  viewers: KeyedStore<number>;
  inbox: InboxStore;
  activities: ActivityStore;
  signals: Signals;
  journal: JournalStore;
  isRoomJoined(contentId: string): boolean;
  /** The line was opened with the cookie of somebody else: nothing it tells is for this page. */
  greetedAsOther(): void;
  enterEpoch(epoch: string): void;
  removed(contentId: string): void;
  /** The inbox moved without our having heard every event of it. */
  missedInbox(): void;
}

type Hear = (payload: unknown) => Pick<Heard, "verdict" | "reason"> | undefined;

export function createIntake(options: IntakeOptions): (name: ToldName, payload: unknown) => void {
  const handlers = createHandlers(options);
  return (name, payload) => {
    const heard = handlers[name](payload);
    note(options.journal, entryOf(name, payload, heard, options.clock.now()));
  };
}

function createHandlers(options: IntakeOptions): Record<ToldName, Hear> {
  const { engagement, inbox, signals } = options;
  const own = on("like:created", (view) => engagement.hearWhole(view));
  return {
    "session:ready": tell("session:ready", (ready) => {
      if (ready.userId !== options.viewerId) return options.greetedAsOther();
      options.enterEpoch(ready.epoch);
      if (hearInbox(inbox, ready)) options.missedInbox();
    }),
    "session:ended": () => undefined,
    "like:created": own,
    "like:removed": own,
    "post:liked": on("post:liked", (event) => hearLikes(options, event, [event])),
    "post:unliked": on("post:unliked", (event) => hearLikes(options, event, [event])),
    "like:count_updated": on("like:count_updated", (event) =>
      hearLikes(options, event, event.likers),
    ),
    "notification:new": tell("notification:new", (event) => {
      if (hearNotification(inbox, event, false)) {
        signals.send("notificationRang", event.notification);
      }
    }),
    "notification:updated": tell("notification:updated", (event) => {
      hearNotification(inbox, event, false);
    }),
    "notification:removed": tell("notification:removed", (event) => {
      hearNotification(inbox, event, true);
    }),
    "inbox:updated": tell("inbox:updated", (event) => {
      if (!hearInbox(inbox, event)) return;
      if (event.unreadCount === 0) markSeen(inbox, event.inboxVersion);
      else options.missedInbox();
    }),
    "viewers:updated": tell("viewers:updated", (event) => {
      options.viewers.write(event.contentId, event.viewerCount);
    }),
    "activity:new": tell("activity:new", (event) => {
      hearActivity(options.activities, event.activity);
    }),
    "content:removed": tell("content:removed", (event) => options.removed(event.contentId)),
    "feed:new": tell("feed:new", (event) => signals.send("feedMoved", event)),
  };
}

function hearLikes(
  { engagement, recentLikes, viewerId, isRoomJoined }: IntakeOptions,
  event: Omit<ViewerEngagement, "liked" | "reposted">,
  likers: readonly LikerChange[],
): Heard {
  const mine = likers.find((each) => each.userId === viewerId);
  recentLikes.hear(event, likers);
  const message = roomMessage(event, mine?.isLiked);
  return engagement.hearRoom(message, isRoomJoined(event.contentId));
}

type PayloadOf<Name extends ToldName> = ReturnType<Schemas["events"][Name]["parse"]>;

function on<Name extends ToldName>(name: Name, hear: (payload: PayloadOf<Name>) => Heard): Hear {
  return (payload) => {
    const checked = schemasNow().events[name].safeParse(payload);
    return checked.success ? hear(checked.data as PayloadOf<Name>) : MALFORMED;
  };
}

/** For events whose store has no verdict to give. */
function tell<Name extends ToldName>(name: Name, run: (payload: PayloadOf<Name>) => void): Hear {
  return (payload) => {
    const checked = schemasNow().events[name].safeParse(payload);
    if (!checked.success) return MALFORMED;
    run(checked.data as PayloadOf<Name>);
    return undefined;
  };
}

const MALFORMED: Pick<Heard, "verdict" | "reason"> = {
  verdict: "ignored",
  reason: "not of the agreed form",
};

function entryOf(name: ToldName, payload: unknown, heard: ReturnType<Hear>, at: number) {
  const { contentId, version } = (payload ?? {}) as { contentId?: unknown; version?: unknown };
  return {
    at,
    source: name,
    contentId: typeof contentId === "string" ? contentId : null,
    version: typeof version === "number" ? version : null,
    verdict: heard?.verdict ?? "applied",
    reason: heard?.reason ?? "",
  } as const;
}

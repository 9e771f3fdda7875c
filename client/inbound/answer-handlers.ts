// Takes what the server answers to join and sync and brings it to the stores that own it; says what is
// held when sync asks. Keeps to one epoch: entering another takes the meaning from what is held. Events,
// which come unasked, come in through inbound.ts.
import type { JoinAnswer } from "@/protocol/events/room-events";
import type { SyncAnswer } from "@/protocol/events/sync-answer";
import type { SyncBody } from "@/protocol/http-requests";
import type { EngagementSnapshot, Person } from "@/protocol/views";
import type { ActivityStore } from "../activity/activity-store";
import type { ClientEvents } from "../client-events";
import type { Clock } from "../clock";
import { type MessageLogStore, note } from "../connection/message-log";
import type { WatchedRooms } from "../connection/watched-rooms";
import type { EngagementStore } from "../engagement/engagement-store";
import type { RecentLikes } from "../engagement/recent-likes";
import type { SchemaSource } from "../http/lazy-schemas";
import type { KeyedStore } from "../keyed-store";
import { applyInbox, forgetInbox, type InboxStore } from "../notifications/inbox-store";

export interface AnswerContext {
  viewer: Person | null;
  clock: Clock;
  schemas: SchemaSource;
  engagement: EngagementStore;
  recentLikes: RecentLikes;
  viewerCounts: KeyedStore<number>;
  inbox: InboxStore;
  activities: ActivityStore;
  messageLog: MessageLogStore;
  events: ClientEvents;
  rooms: Pick<WatchedRooms, "onScreenIds">;
  removed(contentId: string): void;
}

export class AnswerHandlers {
  readonly #context: AnswerContext;
  readonly #epochEntered: (epoch: string) => void;

  /** `epochEntered` is called when everything held is only a picture until the next answer. */
  constructor(context: AnswerContext, epochEntered: (epoch: string) => void) {
    this.#context = context;
    this.#epochEntered = epochEntered;
  }

  /** What is on screen, with the versions held. */
  syncBody(): SyncBody {
    const { viewer, engagement, inbox, rooms } = this.#context;
    const contents: Record<string, number> = {};
    for (const contentId of rooms.onScreenIds) {
      contents[contentId] = engagement.readVersion(contentId) ?? 0;
    }
    const { inboxVersion } = inbox.getState().inbox;
    return {
      contents,
      ...(engagement.epoch === null ? {} : { epoch: engagement.epoch }),
      ...(viewer && inboxVersion >= 0 ? { inboxVersion } : {}),
    };
  }

  /** False when that epoch is over: then nothing of it may be applied. */
  enterEpoch(epoch: string): boolean {
    const { engagement, recentLikes, inbox, activities } = this.#context;
    const entered = engagement.enterEpoch(epoch);
    if (entered !== "entered") return entered === "same";
    recentLikes.forget();
    forgetInbox(inbox);
    activities.setState({ received: [] });
    this.#epochEntered(epoch);
    return true;
  }

  /** `contentIds` are what was asked for; what the answer leaves out is as it was. */
  joined(answer: JoinAnswer, contentIds: readonly string[]): void {
    if (!this.enterEpoch(answer.epoch)) return;
    for (const item of answer.contents) {
      this.#context.viewerCounts.write(item.contentId, item.viewerCount);
      this.#applySnapshot("content:join", item);
    }
    for (const contentId of contentIds) this.#context.engagement.enterRoom(contentId);
    for (const contentId of answer.missing) this.#context.removed(contentId);
  }

  /** The epoch has been entered before. */
  synced(answer: SyncAnswer): void {
    const { inbox, events } = this.#context;
    for (const item of answer.contents) this.#applySnapshot("sync", item);
    for (const contentId of answer.missing) this.#context.removed(contentId);
    if (answer.inbox && applyInbox(inbox, answer.inbox)) events.send("inboxMissed", undefined);
  }

  /** What the server shows as of now is there. */
  #applySnapshot(source: string, known: EngagementSnapshot): void {
    const checked = this.#context.schemas.now().engagementSnapshot.safeParse(known);
    if (!checked.success) return;
    const { recentLikers, ...view } = checked.data;
    const { contentId, version } = view;
    const { engagement, recentLikes, messageLog, clock } = this.#context;
    engagement.markPresent(contentId);
    const { verdict, reason } = engagement.applySnapshot(view);
    if (recentLikers) recentLikes.deliver(contentId, { people: recentLikers, version });
    note(messageLog, { at: clock.now(), source, contentId, version, verdict, reason });
  }
}

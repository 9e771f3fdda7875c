// Takes what the server answers to join and sync and brings it to the stores that own it; says what is
// held when sync asks. Keeps to one epoch: entering another takes the meaning from what is held. Events,
// which nobody asked for, come in through event-intake.ts.
import type { JoinAnswer, SyncAnswer } from "@/protocol/events";
import type { SyncBody } from "@/protocol/http-requests";
import type { EngagementSnapshot } from "@/protocol/views";
import type { ActivityStore } from "../activity/activity-store";
import type { Clock } from "../clock";
import { type MessageLogStore, note } from "../connection/message-log";
import type { EngagementStore } from "../engagement/engagement-store";
import type { RecentLikes } from "../engagement/recent-likes";
import { schemasNow } from "../http/lazy-schemas";
import type { KeyedStore } from "../keyed-store";
import { applyInbox, forgetInbox, type InboxStore } from "../notifications/inbox-store";

export interface AnswerHandlersOptions {
  hasSession: boolean;
  clock: Clock;
  engagement: EngagementStore;
  recentLikes: RecentLikes;
  viewerCounts: KeyedStore<number>;
  inbox: InboxStore;
  activities: ActivityStore;
  messageLog: MessageLogStore;
  onScreenIds(): string[];
  removed(contentId: string): void;
  /** The inbox moved without our having heard every event of it. */
  missedInbox(): void;
  /** Everything held is only a picture until the next word. */
  epochEntered(epoch: string): void;
}

export class AnswerHandlers {
  readonly #options: AnswerHandlersOptions;

  constructor(options: AnswerHandlersOptions) {
    this.#options = options;
  }

  /** What is on screen, with the versions held. */
  syncBody(): SyncBody {
    const { engagement, inbox, hasSession, onScreenIds } = this.#options;
    const contents: Record<string, number> = {};
    for (const contentId of onScreenIds()) {
      contents[contentId] = engagement.readVersion(contentId) ?? 0;
    }
    const { inboxVersion } = inbox.getState().inbox;
    return {
      contents,
      ...(engagement.epoch === null ? {} : { epoch: engagement.epoch }),
      ...(hasSession && inboxVersion >= 0 ? { inboxVersion } : {}),
    };
  }

  /** False when that epoch is over: then nothing of it may be applied. */
  enterEpoch(epoch: string): boolean {
    const { engagement, recentLikes, inbox, activities, epochEntered } = this.#options;
    const entered = engagement.enterEpoch(epoch);
    if (entered !== "entered") return entered === "same";
    recentLikes.forget();
    forgetInbox(inbox);
    activities.setState({ received: [] });
    epochEntered(epoch);
    return true;
  }

  /** `contentIds` are what was asked for; what the answer leaves out is as it was. */
  joined(answer: JoinAnswer, contentIds: readonly string[]): void {
    if (!this.enterEpoch(answer.epoch)) return;
    for (const item of answer.contents) {
      this.#options.viewerCounts.write(item.contentId, item.viewerCount);
      this.#applySnapshot("content:join", item);
    }
    for (const contentId of contentIds) this.#options.engagement.enterRoom(contentId);
    for (const contentId of answer.missing) this.#options.removed(contentId);
  }

  /** The epoch has been entered before. */
  synced(answer: SyncAnswer): void {
    const { inbox, removed, missedInbox } = this.#options;
    for (const item of answer.contents) this.#applySnapshot("sync", item);
    for (const contentId of answer.missing) removed(contentId);
    if (answer.inbox && applyInbox(inbox, answer.inbox)) missedInbox();
  }

  /** Told by the server as of now: what it shows me is there. */
  #applySnapshot(source: string, known: EngagementSnapshot): void {
    const checked = schemasNow().engagementSnapshot.safeParse(known);
    if (!checked.success) return;
    const { recentLikers, ...view } = checked.data;
    const { contentId, version } = view;
    const { engagement, recentLikes, messageLog, clock } = this.#options;
    engagement.markPresent(contentId);
    const { verdict, reason } = engagement.applySnapshot(view);
    if (recentLikers) recentLikes.deliver(contentId, { people: recentLikers, version });
    note(messageLog, { at: clock.now(), source, contentId, version, verdict, reason });
  }
}

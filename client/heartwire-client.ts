// The client's mind put together, without React: stores, queue, rooms and line of one person on one
// page. Constructing it touches nothing of the browser (it also happens on the server); `start` does.
import type { QueryClient } from "@tanstack/react-query";
import type { ErrorView } from "@/protocol/errors";
import type { ContentRef } from "@/protocol/ids";
import type { Content, Inbox, Person, ViewerEngagement } from "@/protocol/views";
import { createQueryClient, QUERY_KEYS } from "../hooks/lists/query-client";
import { type ActivityStore, createActivityStore } from "./activity/activity-store";
import type { PageSignals } from "./browser/page-lifecycle";
import { Signals } from "./client-events";
import type { Clock } from "./clock";
import { Line } from "./connection/connection";
import { createLineStore, type LineStore } from "./connection/connection-store";
import { createJournalStore, type JournalStore, note } from "./connection/message-log";
import type { SyncKind } from "./connection/resync";
import type { MakeLink, ToldName } from "./connection/transport";
import { WatchedRooms } from "./connection/watched-rooms";
import { EngagementStore } from "./engagement/engagement-store";
import { RecentLikes } from "./engagement/recent-likes";
import { GONE, SIGN_IN_FIRST, SIGNED_OUT } from "./errors";
import { syncAnswer } from "./http/answer-checks";
import { request, speakFor } from "./http/request";
import { AnswerIntake } from "./inbound/answer-handlers";
import { createIntake } from "./inbound/event-handlers";
import type { Device } from "./intents/device";
import { pressDelivery } from "./intents/intent-delivery";
import { IntentQueue, type PressOutcome } from "./intents/intent-queue";
import { PressStatuses } from "./intents/intent-status";
import type { Press, PressBook } from "./intents/intent-storage";
import { PressKeeper } from "./intents/orphaned-intents";
import { KeyedStore } from "./keyed-store";
import { createInboxStore, type InboxStore } from "./notifications/inbox-store";
import { randomId } from "./random-id";

export interface HeartwireOptions {
  viewer: Person | null;
  epoch: string;
  inbox: Inbox | null;
  clock: Clock;
  page: PageSignals;
  makeLink: MakeLink;
  /** Called at most once, on the first start. */
  openDevice(): Device;
  openBook(): PressBook;
  locks(): LockManager | null;
  /** The HTTP door; tests put a wire of their own in its place. */
  request?: typeof request;
}

export class HeartwireClient {
  readonly viewer: Person | null;
  readonly clock: Clock;
  readonly engagement: EngagementStore;
  readonly recentLikes: RecentLikes;
  readonly viewers = new KeyedStore<number>();
  readonly statuses: PressStatuses;
  readonly inbox: InboxStore;
  readonly activities: ActivityStore = createActivityStore();
  readonly lineStore: LineStore;
  readonly journal: JournalStore = createJournalStore();
  readonly signals = new Signals();
  readonly queryClient: QueryClient;
  readonly rooms: WatchedRooms;
  readonly #options: HeartwireOptions;
  readonly #request: typeof request;
  readonly #queue: IntentQueue;
  readonly #line: Line;
  readonly #answers: AnswerIntake;
  readonly #hear: (name: ToldName, payload: unknown) => void;
  #device: Device | null = null;
  #keeper: PressKeeper | null = null;

  constructor(options: HeartwireOptions) {
    const { viewer, clock } = options;
    this.#options = options;
    this.#request = options.request ?? request;
    this.viewer = viewer;
    this.clock = clock;
    this.engagement = new EngagementStore(options.epoch);
    this.recentLikes = new RecentLikes(clock, viewer?.userId ?? null);
    this.statuses = new PressStatuses(clock);
    this.inbox = createInboxStore(options.inbox);
    this.lineStore = createLineStore(viewer !== null);
    this.queryClient = createQueryClient();
    this.#answers = this.#createAnswerIntake();
    this.#hear = this.#createEventIntake();
    this.rooms = this.#createRooms();
    this.#queue = this.#createQueue();
    this.#line = this.#createLine();
  }

  start(): void {
    speakFor(this.viewer?.userId ?? null);
    this.#startKeeper();
    this.#line.start();
    this.#queue.wake();
  }

  /** Quiet, with everything known and every press on paper; `start` goes on from here. */
  stop(): void {
    this.#line.stop();
    this.#queue.stop();
    this.#keeper?.stop();
    this.statuses.stop();
    this.recentLikes.stop();
  }

  /** Synchronous for the eye; the promise tells how it ended. */
  press(content: ContentRef, liked: boolean): Promise<PressOutcome> {
    const { contentId } = content;
    if (!this.viewer) {
      this.statuses.failed(contentId, SIGN_IN_FIRST);
      return Promise.resolve({ kind: "failed", error: SIGN_IN_FIRST });
    }
    this.statuses.pressed(contentId);
    const outcome = this.#queue.press(content, liked);
    void outcome.then(() => {
      if (!this.#queue.isPending(contentId)) this.statuses.ended(contentId);
    });
    return outcome;
  }

  toggle(content: ContentRef): Promise<PressOutcome> {
    return this.press(content, !this.engagement.read(content.contentId).liked);
  }

  /** A page of contents that came over HTTP: its numbers enter the store. */
  absorb(contents: readonly Content[], askedInEpoch: string | null): void {
    for (const { engagement } of contents) this.engagement.hearAnswer(engagement, askedInEpoch);
    if (askedInEpoch === this.engagement.epoch) this.shownAgain(contents);
  }

  /** Just read, so they are there: also those that were gone for a while, as after an unfollow. */
  shownAgain(contents: readonly Content[]): void {
    for (const { contentId } of contents) this.engagement.markPresent(contentId);
  }

  /** The same for what the server rendered, during render; `announceSeeds` follows after the commit. */
  seed(contents: readonly Content[]): void {
    this.engagement.seed(contents.map((each) => each.engagement));
  }

  /** I removed it myself, or the server says it is gone. */
  removed(contentId: string): void {
    this.engagement.markGone(contentId);
    this.rooms.evicted(contentId);
    this.#queue.drop(contentId, GONE);
  }

  /** The session is over, or this browser is somebody else's now. */
  sessionEnded(): void {
    this.#line.end();
  }

  /** Before the first press, which has no time to wait for the browser's shelf. */
  #openDevice(): Device {
    this.#device ??= this.#options.openDevice();
    return this.#device;
  }

  #startKeeper(): void {
    if (!this.viewer) return;
    this.#openDevice();
    this.#keeper ??= new PressKeeper({
      userId: this.viewer.userId,
      tabId: randomId(),
      book: this.#options.openBook(),
      locks: this.#options.locks(),
      adopt: (press) => this.#queue.adopt(press),
    });
    this.#keeper.start();
  }

  #createQueue(): IntentQueue {
    const { clock, page } = this.#options;
    return new IntentQueue({
      store: this.engagement,
      clock,
      nextStamp: () => this.#openDevice().nextStamp(),
      deliver: pressDelivery({
        engagement: this.engagement,
        request: this.#request,
        isLive: () => this.#line.isLive,
        askOverLine: (press) => this.#line.ask("like:set", press),
        answered: (way, answer) => this.#notePressAnswer(way, answer),
      }),
      canDeliver: () => this.#line.isLive || page.isOnline(),
      keep: async (press) => this.#keeper?.keep(press),
      crossOut: (press) => void this.#keeper?.crossOut(press),
      onDropped: (press, error) => this.#dropped(press, error),
      onPresses: (presses) => this.lineStore.setState({ presses }),
    });
  }

  #notePressAnswer(source: string, { contentId, version }: ViewerEngagement): void {
    const isNewer = version > this.engagement.read(contentId).version;
    const verdict = isNewer ? "applied" : "ignored";
    const reason = isNewer ? "the answer to my press" : "the answer to my press; known before";
    note(this.journal, { at: this.clock.now(), source, contentId, version, verdict, reason });
  }

  #dropped(press: Press, error: ErrorView): void {
    this.statuses.failed(press.contentId, error);
    if (error.code === "NOT_FOUND") this.engagement.markGone(press.contentId);
    this.signals.send("pressDropped", { press, error });
    if (error.code === "UNAUTHENTICATED") this.#line.end();
    else this.#line.syncNow();
  }

  #createRooms(): WatchedRooms {
    return new WatchedRooms({
      clock: this.#options.clock,
      join: (contents) => this.#line.ask("content:join", { contents }),
      leave: (contents) => this.#line.ask("content:leave", { contents }),
      versionOf: (contentId) => this.engagement.readVersion(contentId),
      joined: (answer, contentIds) => this.#answers.joined(answer, contentIds),
      isOpen: () => this.#line.isLive,
      joinedChanged: (joined) => this.lineStore.setState({ joined }),
      watchedChanged: (watched) => {
        this.lineStore.setState({ watched });
        if (!this.#line.isLive) this.#line.watchedChanged();
      },
    });
  }

  #createLine(): Line {
    const { clock, page, makeLink } = this.#options;
    return new Line({
      makeLink: this.viewer ? makeLink : null,
      clock,
      page,
      postSync: (body) => this.#request(syncAnswer, "/api/sync", { method: "POST", body }),
      reader: {
        syncBody: () => this.#answers.syncBody(),
        applySync: (answer) => this.#answers.synced(answer),
        hear: (name, payload) => this.#hear(name, payload),
        enterEpoch: (epoch) => this.#answers.enterEpoch(epoch),
        rejoin: () => this.rooms.rejoin(),
        synced: (kind) => this.#synced(kind),
      },
      stateChanged: (state) => this.#lineChanged(state),
      lostRooms: () => this.rooms.lost(),
    });
  }

  /** After an absence, lists without a version of their own are read anew; feeds only offer it. */
  #synced(kind: SyncKind): void {
    this.signals.send("synced", kind);
    if (kind !== "again") return;
    for (const queryKey of [QUERY_KEYS.timeline, QUERY_KEYS.likers, QUERY_KEYS.profile]) {
      void this.queryClient.invalidateQueries({ queryKey });
    }
  }

  #missedInbox(): void {
    void this.queryClient.invalidateQueries({ queryKey: QUERY_KEYS.notifications });
  }

  #lineChanged(state: Line["state"]): void {
    this.lineStore.setState({ state });
    if (state === "ended") this.#queue.dropAll(SIGNED_OUT);
    if (state !== "live" && state !== "polling") return;
    this.#queue.wake();
    this.rooms.opened();
    void this.#keeper?.adoptOrphans();
  }

  #epochEntered(epoch: string): void {
    void this.queryClient.invalidateQueries();
    this.signals.send("epochChanged", epoch);
    this.#line.syncNow();
  }

  #createAnswerIntake(): AnswerIntake {
    return new AnswerIntake({
      hasSession: this.viewer !== null,
      clock: this.clock,
      engagement: this.engagement,
      recentLikes: this.recentLikes,
      viewers: this.viewers,
      inbox: this.inbox,
      activities: this.activities,
      journal: this.journal,
      onScreenIds: () => this.rooms.onScreenIds,
      removed: (contentId) => this.removed(contentId),
      missedInbox: () => this.#missedInbox(),
      epochEntered: (epoch) => this.#epochEntered(epoch),
    });
  }

  #createEventIntake() {
    return createIntake({
      viewerId: this.viewer?.userId ?? null,
      clock: this.clock,
      engagement: this.engagement,
      recentLikes: this.recentLikes,
      viewers: this.viewers,
      inbox: this.inbox,
      activities: this.activities,
      signals: this.signals,
      journal: this.journal,
      isRoomJoined: (contentId) => this.rooms.isJoined(contentId),
      greetedAsOther: () => this.sessionEnded(),
      enterEpoch: (epoch) => this.#answers.enterEpoch(epoch),
      removed: (contentId) => this.removed(contentId),
      missedInbox: () => this.#missedInbox(),
    });
  }
}

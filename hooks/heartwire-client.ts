// The client's mind put together, without React: stores, queue, rooms and line of one person on one
// page. Constructing it touches nothing of the browser (it also happens on the server); `start` does.
import type { QueryClient } from "@tanstack/react-query";
import type { ErrorView } from "@/protocol/errors";
import type { JoinAnswer, SyncAnswer } from "@/protocol/events";
import type { ContentRef } from "@/protocol/ids";
import type { SyncBody } from "@/protocol/requests";
import {
  type Content,
  type Inbox,
  type Person,
  type ViewerEngagement,
  viewerEngagementSchema,
} from "@/protocol/views";
import { type ActivityStore, createActivityStore } from "./activity-store";
import type { Clock } from "./clock";
import type { Device } from "./device";
import { EngagementStore } from "./engagement-store";
import { unanswered } from "./error-view";
import { createIntake } from "./event-intake";
import { request } from "./http";
import { createInboxStore, forgetInbox, hearInbox, type InboxStore } from "./inbox-store";
import { IntentQueue, type PressOutcome } from "./intent-queue";
import type { Press, PressBook } from "./kept-presses";
import { KeyedStore } from "./keyed-store";
import { Line, type SyncKind } from "./line";
import { createJournalStore, type JournalStore, note } from "./line-journal";
import { createLineStore, type LineStore } from "./line-store";
import type { MakeLink, ToldName } from "./link";
import { syncAnswer } from "./page-answers";
import type { PageSignals } from "./page-signals";
import { PressKeeper } from "./press-keeper";
import { PressStatuses } from "./press-status";
import { createQueryClient, QUERY_KEYS } from "./query-client";
import { randomId } from "./random-id";
import { RecentLikes } from "./recent-likes";
import { Signals } from "./signals";
import { WatchedRooms } from "./watched-rooms";

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
  readonly #intake: (name: ToldName, payload: unknown) => void;
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
    this.#intake = this.#createIntake();
    this.rooms = this.#createRooms();
    this.#queue = this.#createQueue();
    this.#line = this.#createLine();
  }

  start(): void {
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
  }

  /** The same for what the server rendered, during render; `announceSeeds` follows after the commit. */
  seed(contents: readonly Content[]): void {
    this.engagement.seed(contents.map((each) => each.engagement));
  }

  /** I removed it myself, or the server says it is gone. */
  removed(contentId: string): void {
    this.engagement.markGone(contentId);
    this.#queue.drop(contentId, GONE);
  }

  /** The server said that the session is over. */
  sessionEnded(): void {
    this.#line.end();
  }

  #startKeeper(): void {
    if (!this.viewer) return;
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
      nextStamp: () => {
        this.#device ??= this.#options.openDevice();
        return this.#device.nextStamp();
      },
      deliver: (press) => this.#deliver(press),
      canDeliver: () => this.#line.isLive || page.isOnline(),
      keep: async (press) => this.#keeper?.keep(press),
      crossOut: (press) => void this.#keeper?.crossOut(press),
      onDropped: (press, error) => this.#dropped(press, error),
      onCount: (keptPresses) => this.lineStore.setState({ keptPresses }),
    });
  }

  /** The same press over whichever way is open: its number makes a change of way harmless. */
  async #deliver(press: Press): Promise<ViewerEngagement> {
    const askedInEpoch = this.engagement.epoch;
    const answer = await this.#deliverOverOpenWay(press);
    // Committed in a world that is over: whether it stands in this one has to be asked again.
    if (askedInEpoch !== this.engagement.epoch) throw unanswered();
    return answer;
  }

  async #deliverOverOpenWay(press: Press): Promise<ViewerEngagement> {
    if (this.#line.isLive) {
      return viewerEngagementSchema.parse(await this.#line.ask("like:set", press));
    }
    const { contentId, liked, deviceId, seq } = press;
    return this.#request(viewerEngagementSchema, `/api/content/${contentId}/like`, {
      method: "PUT",
      body: { liked, deviceId, seq },
    });
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
      joined: (answer) => this.#joined(answer),
      isOpen: () => this.#line.isLive,
      watchedChanged: (watched) => {
        this.lineStore.setState({ watched });
        if (!this.#line.isLive) this.#line.watchedChanged();
      },
    });
  }

  #joined(answer: JoinAnswer): void {
    if (!this.#enterEpoch(answer.epoch)) return;
    for (const item of answer.contents) {
      this.viewers.write(item.contentId, item.viewerCount);
      this.#hearWhole("content:join", item);
    }
    for (const contentId of answer.missing) this.removed(contentId);
  }

  #createLine(): Line {
    const { clock, page, makeLink } = this.#options;
    return new Line({
      makeLink: this.viewer ? makeLink : null,
      clock,
      page,
      postSync: (body) => this.#request(syncAnswer, "/api/sync", { method: "POST", body }),
      reader: {
        syncBody: () => this.#syncBody(),
        applySync: (answer) => this.#applySync(answer),
        hear: (name, payload) => this.#intake(name, payload),
        enterEpoch: (epoch) => this.#enterEpoch(epoch),
        rejoin: () => this.rooms.rejoin(),
        lostRooms: () => this.rooms.lost(),
        stateChanged: (state) => this.#lineChanged(state),
        synced: (kind) => this.#synced(kind),
      },
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

  #syncBody(): SyncBody {
    const contents: Record<string, number> = {};
    for (const contentId of this.rooms.onScreenIds) {
      contents[contentId] = this.engagement.readVersion(contentId) ?? 0;
    }
    const { inboxVersion } = this.inbox.getState().inbox;
    const epoch = this.engagement.epoch;
    return {
      contents,
      ...(epoch === null ? {} : { epoch }),
      ...(this.viewer && inboxVersion >= 0 ? { inboxVersion } : {}),
    };
  }

  #applySync(answer: SyncAnswer): void {
    for (const item of answer.contents) this.#hearWhole("sync", item);
    for (const contentId of answer.missing) this.removed(contentId);
    if (answer.inbox && hearInbox(this.inbox, answer.inbox)) {
      this.#missedInbox();
    }
  }

  /** Told by the server as of now: what it shows me is there. */
  #hearWhole(source: string, view: ViewerEngagement): void {
    const checked = viewerEngagementSchema.safeParse(view);
    if (!checked.success) return;
    this.engagement.markPresent(view.contentId);
    const { verdict, reason } = this.engagement.hearWhole(checked.data);
    const { contentId, version } = checked.data;
    note(this.journal, { at: this.clock.now(), source, contentId, version, verdict, reason });
  }

  #enterEpoch(epoch: string): boolean {
    const entered = this.engagement.enterEpoch(epoch);
    if (entered !== "entered") return entered === "same";
    forgetInbox(this.inbox);
    this.activities.setState({ heard: [] });
    void this.queryClient.invalidateQueries();
    this.signals.send("epochChanged", epoch);
    this.#line.syncNow();
    return true;
  }

  #createIntake() {
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
      enterEpoch: (epoch) => this.#enterEpoch(epoch),
      removed: (contentId) => this.removed(contentId),
      missedInbox: () => this.#missedInbox(),
    });
  }
}

const SIGN_IN_FIRST: ErrorView = {
  code: "UNAUTHENTICATED",
  message: "Sign in to like this.",
  retryable: false,
  errorId: "client",
};

const SIGNED_OUT: ErrorView = {
  ...SIGN_IN_FIRST,
  message: "You were signed out before this like could be sent.",
};

const GONE: ErrorView = {
  code: "NOT_FOUND",
  message: "This is no longer there, so your like was not sent.",
  retryable: false,
  errorId: "client",
};

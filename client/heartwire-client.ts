// The client without React: stores, queue, rooms and connection of one person on one page. The constructor
// touches nothing of the browser, since it also runs on the server; `start` does.
import type { ErrorView } from "@/protocol/errors";
import type { ContentRef } from "@/protocol/ids";
import type { Content, Inbox, Person, ViewerEngagement } from "@/protocol/views";
import { registerActivityEvents } from "./activity/activity-events";
import { type ActivityStore, createActivityStore } from "./activity/activity-store";
import { ClientEvents } from "./client-events";
import type { Clock } from "./clock";
import { Connection } from "./connection/connection";
import { type ConnectionStore, createConnectionStore } from "./connection/connection-store";
import { createMessageLogStore, type MessageLogStore, note } from "./connection/message-log";
import type { CreateTransport } from "./connection/transport";
import { WatchedRooms } from "./connection/watched-rooms";
import { registerContentEvents } from "./contents/content-events";
import { registerEngagementEvents } from "./engagement/engagement-events";
import { EngagementStore } from "./engagement/engagement-store";
import { RecentLikes } from "./engagement/recent-likes";
import { GONE, SIGN_IN_FIRST, SIGNED_OUT } from "./errors";
import { syncAnswer } from "./http/answer-checks";
import type { SchemaSource } from "./http/lazy-schemas";
import { createRequest, type Request } from "./http/request";
import { AnswerHandlers } from "./inbound/answer-handlers";
import { Inbound } from "./inbound/inbound";
import { registerSessionEvents } from "./inbound/session-events";
import type { Device } from "./intents/device";
import { createIntentDelivery } from "./intents/intent-delivery";
import type { IntentOutcome } from "./intents/intent-outcomes";
import { IntentQueue } from "./intents/intent-queue";
import { IntentStatuses } from "./intents/intent-status";
import type { IntentStorage, LikeIntent } from "./intents/intent-storage";
import { OrphanedIntents } from "./intents/orphaned-intents";
import { KeyedStore } from "./keyed-store";
import { registerInboxEvents } from "./notifications/inbox-events";
import { createInboxStore, type InboxStore } from "./notifications/inbox-store";
import type { PageLifecycle } from "./page";
import { randomId } from "./random-id";

export interface HeartwireOptions {
  viewer: Person | null;
  /** Null when no page was rendered: the server names it. */
  epoch: string | null;
  inbox: Inbox | null;
  clock: Clock;
  page: PageLifecycle;
  createTransport: CreateTransport;
  /** Called at most once, on the first start. */
  openDevice(): Device;
  openStorage(): IntentStorage;
  locks(): LockManager | null;
  schemas: SchemaSource;
  /** Where HTTP routes are; left out, they are where the page came from. */
  baseUrl?: string;
  /** Sent with every request: a program's token. */
  headers?: Record<string, string>;
  /** In place of requests over HTTP. */
  request?: Request;
}

export class HeartwireClient {
  readonly viewer: Person | null;
  readonly clock: Clock;
  readonly schemas: SchemaSource;
  readonly engagement: EngagementStore;
  readonly recentLikes: RecentLikes;
  readonly viewerCounts = new KeyedStore<number>();
  readonly statuses: IntentStatuses;
  readonly inbox: InboxStore;
  readonly activities: ActivityStore = createActivityStore();
  readonly connectionStore: ConnectionStore;
  readonly messageLog: MessageLogStore = createMessageLogStore();
  readonly events = new ClientEvents();
  readonly rooms: WatchedRooms;
  /** Asks HTTP routes for this person. */
  readonly request: Request;
  readonly #options: HeartwireOptions;
  readonly #queue: IntentQueue;
  readonly #connection: Connection;
  readonly #answers: AnswerHandlers;
  readonly #inbound: Inbound;
  #device: Device | null = null;
  #orphanedIntents: OrphanedIntents | null = null;

  constructor(options: HeartwireOptions) {
    const { viewer, clock } = options;
    this.#options = options;
    this.request = options.request ?? createRequest({ ...options, userId: viewer?.userId });
    this.viewer = viewer;
    this.clock = clock;
    this.schemas = options.schemas;
    this.engagement = new EngagementStore(options.epoch);
    this.recentLikes = new RecentLikes(clock, viewer?.userId ?? null);
    this.statuses = new IntentStatuses(clock);
    this.inbox = createInboxStore(options.inbox);
    this.connectionStore = createConnectionStore(viewer !== null);
    this.#answers = new AnswerHandlers(this, (epoch) => this.#epochEntered(epoch));
    this.rooms = this.#createRooms();
    this.#inbound = this.#createInbound();
    this.#queue = this.#createQueue();
    this.#connection = this.#createConnection();
  }

  start(): void {
    this.#startOrphanedIntents();
    this.#connection.start();
    this.#queue.wake();
  }

  /** Stops, with everything known and every like intent persisted; `start` goes on from here. */
  stop(): void {
    this.#connection.stop();
    this.#queue.stop();
    this.#orphanedIntents?.stop();
    this.statuses.stop();
    this.recentLikes.stop();
  }

  /** What is shown changes synchronously; the promise resolves with the outcome. */
  setLike(content: ContentRef, liked: boolean): Promise<IntentOutcome> {
    const { contentId } = content;
    if (!this.viewer) {
      this.statuses.failed(contentId, SIGN_IN_FIRST);
      return Promise.resolve({ kind: "failed", error: SIGN_IN_FIRST });
    }
    this.statuses.begin(contentId);
    const outcome = this.#queue.submit(content, liked);
    void outcome.then(() => {
      if (!this.#queue.isPending(contentId)) this.statuses.ended(contentId);
    });
    return outcome;
  }

  toggle(content: ContentRef): Promise<IntentOutcome> {
    return this.setLike(content, !this.engagement.read(content.contentId).liked);
  }

  /** A page of contents that came over HTTP: its numbers enter the store. */
  absorb(contents: readonly Content[], askedInEpoch: string | null): void {
    for (const { engagement } of contents) this.engagement.applyAnswer(engagement, askedInEpoch);
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
    this.#connection.end();
  }

  /** Before the first like intent, which has no time to wait for the browser's storage. */
  #openDevice(): Device {
    this.#device ??= this.#options.openDevice();
    return this.#device;
  }

  #startOrphanedIntents(): void {
    if (!this.viewer) return;
    this.#openDevice();
    this.#orphanedIntents ??= new OrphanedIntents({
      userId: this.viewer.userId,
      tabId: randomId(),
      storage: this.#options.openStorage(),
      locks: this.#options.locks(),
      adopt: (intent) => this.#queue.adopt(intent),
    });
    this.#orphanedIntents.start();
  }

  #createQueue(): IntentQueue {
    const { clock, page } = this.#options;
    return new IntentQueue({
      store: this.engagement,
      clock,
      nextStamp: () => this.#openDevice().nextStamp(),
      deliver: createIntentDelivery({
        engagement: this.engagement,
        request: this.request,
        schemas: this.schemas,
        isLive: () => this.#connection.isLive,
        askOverSocket: (intent) => this.#connection.ask("like:set", intent),
        answered: (way, answer) => this.#logIntentAnswer(way, answer),
      }),
      canDeliver: () => this.#connection.isLive || page.isOnline(),
      keep: async (intent) => this.#orphanedIntents?.keep(intent),
      remove: (intent) => void this.#orphanedIntents?.remove(intent),
      onDropped: (intent, error) => this.#dropped(intent, error),
      onIntents: (intents) => this.connectionStore.setState({ intents }),
    });
  }

  #logIntentAnswer(source: string, { contentId, version }: ViewerEngagement): void {
    const isNewer = version > this.engagement.read(contentId).version;
    const verdict = isNewer ? "applied" : "ignored";
    const reason = isNewer ? "the answer to my like" : "the answer to my like; known before";
    note(this.messageLog, { at: this.clock.now(), source, contentId, version, verdict, reason });
  }

  #dropped(intent: LikeIntent, error: ErrorView): void {
    this.statuses.failed(intent.contentId, error);
    if (error.code === "NOT_FOUND") this.engagement.markGone(intent.contentId);
    this.events.send("likeFailed", { intent, error });
    if (error.code === "UNAUTHENTICATED") this.#connection.end();
    else this.#connection.syncNow();
  }

  #createRooms(): WatchedRooms {
    return new WatchedRooms({
      clock: this.#options.clock,
      join: (contents) => this.#connection.ask("content:join", { contents }),
      leave: (contents) => this.#connection.ask("content:leave", { contents }),
      versionOf: (contentId) => this.engagement.readVersion(contentId),
      joined: (answer, contentIds) => this.#answers.joined(answer, contentIds),
      isOpen: () => this.#connection.isLive,
      joinedChanged: (joined) => this.connectionStore.setState({ joined }),
      watchedChanged: (watched) => {
        this.connectionStore.setState({ watched });
        if (!this.#connection.isLive) this.#connection.watchedChanged();
      },
    });
  }

  #createConnection(): Connection {
    const { clock, page, createTransport } = this.#options;
    return new Connection({
      createTransport: this.viewer ? createTransport : null,
      clock,
      page,
      postSync: (body) => this.request(syncAnswer, "/api/sync", { method: "POST", body }),
      reader: {
        syncBody: () => this.#answers.syncBody(),
        applySync: (answer) => this.#answers.synced(answer),
        receive: (name, payload) => this.#inbound.receive(name, payload),
        enterEpoch: (epoch) => this.#answers.enterEpoch(epoch),
        rejoin: () => this.rooms.rejoin(),
        synced: (kind) => this.events.send("synced", kind),
      },
      stateChanged: (state) => this.#connectionChanged(state),
      lostRooms: () => this.rooms.lost(),
    });
  }

  #connectionChanged(state: Connection["state"]): void {
    this.connectionStore.setState({ state });
    if (state === "ended") this.#queue.dropAll(SIGNED_OUT);
    if (state !== "live" && state !== "polling") return;
    this.#queue.wake();
    this.rooms.opened();
    void this.#orphanedIntents?.adoptOrphans();
  }

  #epochEntered(epoch: string): void {
    this.events.send("epochChanged", epoch);
    this.#connection.syncNow();
  }

  /** One entry a noun: a new capability adds its own. */
  #createInbound(): Inbound {
    const inbound = new Inbound(this);
    registerSessionEvents(inbound, this, this.#answers);
    registerEngagementEvents(inbound, this);
    registerInboxEvents(inbound, this);
    registerActivityEvents(inbound, this);
    registerContentEvents(inbound, this);
    return inbound;
  }
}

// Owns the connection to the server: one socket, and a poll over HTTP while none is to be had. Keeps its state,
// brings time, page and network to the pure transitions, and performs what they want done.
import type { SyncAnswer } from "@/protocol/events/sync-answer";
import type { SyncBody } from "@/protocol/http-requests";
import type { Clock } from "../clock";
import { viewOf } from "../errors";
import { KeyedTimers } from "../keyed-timers";
import type { PageLifecycle } from "../page";
import { rollDelay } from "./backoff";
import {
  type ConnectionEffect,
  type ConnectionEvent,
  type ConnectionModel,
  type ConnectionPhase,
  newConnectionModel,
  type Surroundings,
  type TimerName,
} from "./connection-state";
import { transition } from "./connection-transitions";
import { expectsPoll } from "./polling";
import { type ConnectionSink, isOfOpening } from "./resync";
import { waitAtGate } from "./retry-gate";
import type {
  CreateTransport,
  RequestAnswers,
  RequestName,
  RequestPayload,
  Transport,
} from "./transport";

export type ConnectionState = ConnectionPhase["shown"];

export interface ConnectionOptions {
  /** Null for a visitor without a session: polling is then all there is. */
  createTransport: CreateTransport | null;
  postSync(body: SyncBody): Promise<SyncAnswer>;
  reader: ConnectionSink;
  stateChanged(state: ConnectionState): void;
  /** The socket is gone and every room with it. */
  lostRooms(): void;
  clock: Clock;
  page: PageLifecycle;
}

const TIMER_EVENTS = {
  opening: { kind: "openingDue" },
  poll: { kind: "pollDue" },
  sync: { kind: "syncDue" },
} as const satisfies Record<TimerName, ConnectionEvent>;

export class Connection {
  readonly #options: ConnectionOptions;
  readonly #transport: Transport | null;
  readonly #timers: KeyedTimers<TimerName>;
  #connection: ConnectionModel;
  /** Events that happened while effects were performed, each after the one before. */
  readonly #events: ConnectionEvent[] = [];
  #stopListening: () => void = () => undefined;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#connection = newConnectionModel(options.createTransport !== null);
    this.#timers = new KeyedTimers(options.clock);
    this.#transport =
      options.createTransport?.({
        opened: () => this.#dispatch({ kind: "opened" }),
        closed: () => this.#dispatch({ kind: "lost", error: null }),
        refused: (error) => this.#dispatch({ kind: "lost", error }),
        received: (name, payload) => this.#dispatch({ kind: "received", event: { name, payload } }),
      }) ?? null;
  }

  get state(): ConnectionState {
    return this.#connection.state.shown;
  }

  /** True when a question may be asked over the socket. */
  get isLive(): boolean {
    return this.state === "live" && this.#transport?.isOpen === true;
  }

  start(): void {
    this.#dispatch({ kind: "started" });
  }

  /** Quiet and whole: no timer, listener or socket is left. `start` begins again. */
  stop(): void {
    this.#dispatch({ kind: "stopped" });
  }

  /** The session is over: nothing here works again until the page is loaded again. */
  end(): void {
    this.#dispatch({ kind: "sessionEnded" });
  }

  ask<Name extends RequestName>(
    name: Name,
    payload: RequestPayload<Name>,
  ): Promise<RequestAnswers[Name]> {
    if (!this.#transport) return Promise.reject(new Error("a visitor has no socket"));
    return this.#transport.ask(name, payload);
  }

  /** Asks what differs, now. */
  syncNow(): void {
    this.#dispatch({ kind: "syncWanted" });
  }

  /** Something new is on screen. */
  watchedChanged(): void {
    this.#dispatch({ kind: "watchedChanged" });
  }

  #dispatch(event: ConnectionEvent): void {
    this.#events.push(event);
    if (this.#events.length > 1) return;
    try {
      for (const each of this.#events) {
        const step = transition(this.#connection, each, this.#surroundings());
        this.#connection = step.connection;
        for (const effect of step.effects) this.#perform(effect);
      }
    } finally {
      this.#events.length = 0;
    }
  }

  #surroundings(): Surroundings {
    const { clock, page } = this.#options;
    return { now: clock.now(), isVisible: page.isVisible(), isOnline: page.isOnline() };
  }

  #perform(effect: ConnectionEffect): void {
    const { reader, stateChanged, lostRooms } = this.#options;
    if (effect.kind === "listenToPage") this.#listen();
    else if (effect.kind === "stopListening") this.#stopListening();
    else if (effect.kind === "openSocket") this.#transport?.open();
    else if (effect.kind === "closeSocket") this.#transport?.close();
    else if (effect.kind === "join") this.#join(effect.opening);
    else if (effect.kind === "sync") this.#sync(effect.opening);
    else if (effect.kind === "poll") this.#polling();
    else if (effect.kind === "setTimer") this.#setTimer(effect);
    else if (effect.kind === "clearTimer") this.#timers.clear(effect.timer);
    else if (effect.kind === "applySync") reader.applySync(effect.answer);
    else if (effect.kind === "deliver") reader.receive(effect.event.name, effect.event.payload);
    else if (effect.kind === "announceSync") reader.synced(effect.syncKind);
    else if (effect.kind === "loseRooms") lostRooms();
    else stateChanged(effect.shown);
  }

  #listen(): void {
    this.#stopListening = this.#options.page.subscribe({
      shown: () => this.#dispatch({ kind: "pageShown" }),
      hidden: () => this.#dispatch({ kind: "pageHidden" }),
      slept: () => this.#dispatch({ kind: "pageSlept" }),
      online: () => this.#dispatch({ kind: "wentOnline" }),
      offline: () => this.#dispatch({ kind: "wentOffline" }),
    });
  }

  #setTimer({ timer, delay, gate }: Extract<ConnectionEffect, { kind: "setTimer" }>): void {
    const { clock } = this.#options;
    const waitMs = waitAtGate(gate, clock.now(), rollDelay(delay, clock));
    this.#timers.set(timer, waitMs, () => this.#dispatch(TIMER_EVENTS[timer]));
  }

  #join(opening: number): void {
    this.#options.reader
      .rejoin()
      .then(() => this.#dispatch({ kind: "joined", opening }))
      .catch((error) => this.#dispatch({ kind: "joinFailed", opening, error: viewOf(error) }));
  }

  #sync(opening: number): void {
    const { reader } = this.#options;
    this.ask("sync", reader.syncBody())
      .then((answer) => {
        if (!isOfOpening(this.#connection, opening)) return;
        const isCurrent = reader.enterEpoch(answer.epoch);
        this.#dispatch({ kind: "syncAnswered", opening, answer, isCurrent });
      })
      .catch((error) => this.#dispatch({ kind: "syncFailed", opening, error: viewOf(error) }));
  }

  #polling(): void {
    const { reader, postSync } = this.#options;
    postSync(reader.syncBody())
      .then((answer) => {
        const isExpected = expectsPoll(this.#connection, this.#surroundings());
        const isCurrent = isExpected && reader.enterEpoch(answer.epoch);
        this.#dispatch({ kind: "pollAnswered", answer, isCurrent });
      })
      .catch((error) => this.#dispatch({ kind: "pollFailed", error: viewOf(error) }));
  }
}

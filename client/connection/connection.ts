// The line to the server: one socket, opened, watched and opened again; when it is not to be had, a
// poll of what is on screen over HTTP feeds the same state. Says truthfully which of its states it is
// in; what an open link still needs is the business of catch-up.ts.
import type { ErrorView } from "@/protocol/errors";
import type { SyncAnswer } from "@/protocol/events";
import type { SyncBody } from "@/protocol/http-requests";
import type { PageLifecycle } from "../browser/page-lifecycle";
import type { Clock } from "../clock";
import { type Backoff, delayBeforeRetry } from "./backoff";
import { Polling } from "./polling";
import { type ConnectionSink, Resync } from "./resync";
import type {
  CreateTransport,
  RequestAnswers,
  RequestName,
  RequestPayload,
  ServerEventName,
  Transport,
} from "./transport";

export type ConnectionState =
  | "connecting"
  | "live"
  | "reconnecting"
  | "offline"
  | "polling"
  | "ended";

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

const REOPEN: Backoff = { baseMs: 500, capMs: 5_000 };
const POLL_FRESH_MS = 500;
/** A socket that is away for longer than this is stood in for by polling. */
const POLL_AFTER_MS = 2_000;
const ONLINE_SPREAD_MS = 300;

export class Connection {
  readonly #options: ConnectionOptions;
  readonly #transport: Transport | null;
  readonly #resync: Resync;
  readonly #polling: Polling;
  #state: ConnectionState;
  #isStarted = false;
  #failedOpenings = 0;
  /** The server named a time before which it takes no opening. */
  #notBefore = 0;
  #stopListening: (() => void) | null = null;
  #cancelReopen: (() => void) | null = null;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#state = options.createTransport ? "connecting" : "polling";
    this.#resync = this.#createCatchUp();
    this.#polling = this.#createPoll();
    this.#transport =
      options.createTransport?.({
        opened: () => this.#resync.begin(),
        closed: () => this.#lost(null),
        refused: (error) => this.#lost(error),
        received: (name, payload) => this.#told(name, payload),
      }) ?? null;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** True when a question may be asked over the socket. */
  get isLive(): boolean {
    return this.#state === "live" && this.#transport?.isOpen === true;
  }

  /** Opens in the next turn, so that start, stop, start in one (StrictMode) opens one socket. */
  start(): void {
    if (this.#isStarted || this.#state === "ended") return;
    this.#isStarted = true;
    this.#stopListening = this.#options.page.subscribe({
      shown: () => this.#wakeUp(),
      slept: () => this.#slept(),
      online: () => this.#cameOnline(),
      offline: () => this.#become("offline"),
      hidden: () => this.#polling.cancel(),
    });
    if (this.#transport) {
      this.#reopenIn(0);
      this.#polling.planIn(POLL_AFTER_MS);
    } else {
      this.#polling.planIn(0);
    }
  }

  /** Quiet and whole: no timer, listener or socket is left. `start` begins anew. */
  stop(): void {
    this.#isStarted = false;
    this.#resync.end();
    this.#polling.cancel();
    this.#stopListening?.();
    this.#cancelReopen?.();
    this.#stopListening = this.#cancelReopen = null;
    this.#transport?.close();
    this.#options.lostRooms();
    if (this.#transport) this.#become("reconnecting");
  }

  /** The session is over: nothing here will work again until the page is loaded anew. */
  end(): void {
    if (this.#state === "ended") return;
    this.#become("ended");
    this.stop();
  }

  ask<Name extends RequestName>(
    name: Name,
    payload: RequestPayload<Name>,
  ): Promise<RequestAnswers[Name]> {
    if (!this.#transport) return Promise.reject(new Error("a visitor has no socket"));
    return this.#transport.ask(name, payload);
  }

  /** Asks what differs, now; on a link that still settles in, it is asked anyway. */
  syncNow(): void {
    if (!this.#isStarted) return;
    if (this.#transport?.isOpen) this.#resync.syncNow();
    else this.#polling.planIn(0);
  }

  /** Something new is on screen: without a socket only a poll can tell of it. */
  watchedChanged(): void {
    if (this.#state === "polling" && !this.#transport?.isOpen) this.#polling.planIn(POLL_FRESH_MS);
  }

  #createCatchUp(): Resync {
    const { reader, clock, page } = this.#options;
    return new Resync({
      reader,
      clock,
      page,
      ask: (body) => this.ask("sync", body),
      done: () => {
        this.#failedOpenings = 0;
        this.#polling.cancel();
        this.#become("live");
      },
      failed: (error) => {
        this.#transport?.close();
        this.#lost(error.code === "UNAUTHENTICATED" ? error : null);
      },
    });
  }

  #createPoll(): Polling {
    const { clock, page, postSync, reader } = this.#options;
    return new Polling({
      clock,
      ask: () => postSync(reader.syncBody()),
      isWanted: () => this.#isStarted && !this.isLive && page.isVisible(),
      answered: (answer) => {
        if (this.#resync.isHolding) return;
        this.#resync.apply(answer, "poll");
        this.#become("polling");
      },
      failed: (error) => {
        if (error.code === "UNAUTHENTICATED" && this.#transport) this.end();
        else this.#become(this.#worstState());
      },
    });
  }

  #told(name: ServerEventName, payload: unknown): void {
    if (name === "session:ended") this.end();
    else this.#resync.receive(name, payload);
  }

  #lost(error: ErrorView | null): void {
    this.#resync.end();
    this.#options.lostRooms();
    if (error?.code === "UNAUTHENTICATED") {
      this.end();
      return;
    }
    if (!this.#isStarted) return;
    if (this.#state === "live") this.#become(this.#worstState());
    else if (!this.#options.page.isOnline()) this.#become("offline");
    const { clock } = this.#options;
    this.#notBefore = clock.now() + (error?.retryAfterMs ?? 0);
    this.#reopenIn(delayBeforeRetry(REOPEN, this.#failedOpenings, error?.retryAfterMs, clock));
    this.#failedOpenings += 1;
    if (!this.#polling.isPlanned) this.#polling.planIn(POLL_AFTER_MS);
  }

  #reopenIn(delayMs: number): void {
    this.#cancelReopen?.();
    const { clock } = this.#options;
    const waitMs = Math.max(delayMs, this.#notBefore - clock.now());
    this.#cancelReopen = clock.after(waitMs, () => {
      this.#cancelReopen = null;
      this.#transport?.open();
    });
  }

  #wakeUp(): void {
    if (this.#transport?.isOpen) {
      this.#resync.syncNow();
      return;
    }
    if (this.#transport && this.#cancelReopen) this.#reopenIn(0);
    this.#polling.planIn(0);
  }

  /** Away for so long that the server has given this socket up, whatever the browser thinks of it. */
  #slept(): void {
    if (this.#transport?.isOpen) {
      this.#transport.close();
      this.#lost(null);
    }
    this.#wakeUp();
  }

  #cameOnline(): void {
    if (this.#transport?.isOpen) {
      this.#resync.syncNow();
      return;
    }
    this.#become(this.#transport ? "reconnecting" : "polling");
    // What was refused was refused over another network.
    this.#notBefore = 0;
    const delayMs = this.#options.clock.random() * ONLINE_SPREAD_MS;
    if (this.#transport && this.#cancelReopen) this.#reopenIn(delayMs);
    this.#polling.planIn(delayMs);
  }

  #worstState(): ConnectionState {
    return this.#options.page.isOnline() ? "reconnecting" : "offline";
  }

  #become(state: ConnectionState): void {
    if (this.#state === state || this.#state === "ended") return;
    this.#state = state;
    this.#options.stateChanged(state);
  }
}

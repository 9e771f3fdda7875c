// The line to the server: one socket, opened, watched and opened again; when it is not to be had, a
// poll of what is on screen over HTTP feeds the same state. Says truthfully which of its states it is
// in; what an open link still needs is the business of catch-up.ts.
import type { ErrorView } from "@/protocol/errors";
import type { SyncAnswer } from "@/protocol/events";
import type { SyncBody } from "@/protocol/http-requests";
import type { PageSignals } from "../browser/page-lifecycle";
import type { Clock } from "../clock";
import { type Backoff, delayBeforeRetry } from "./backoff";
import { Poll } from "./polling";
import { CatchUp, type LineReader } from "./resync";
import type { AskAnswers, AskName, AskPayload, Link, MakeLink, ToldName } from "./transport";

export type LineState = "connecting" | "live" | "reconnecting" | "offline" | "polling" | "ended";

export interface LineOptions {
  /** Null for a visitor without a session: polling is then all there is. */
  makeLink: MakeLink | null;
  postSync(body: SyncBody): Promise<SyncAnswer>;
  reader: LineReader;
  stateChanged(state: LineState): void;
  /** The socket is gone and every room with it. */
  lostRooms(): void;
  clock: Clock;
  page: PageSignals;
}

const REOPEN: Backoff = { baseMs: 500, capMs: 5_000 };
const POLL_FRESH_MS = 500;
/** A socket that is away for longer than this is stood in for by polling. */
const POLL_AFTER_MS = 2_000;
const ONLINE_SPREAD_MS = 300;

export class Line {
  readonly #options: LineOptions;
  readonly #link: Link | null;
  readonly #catchUp: CatchUp;
  readonly #poll: Poll;
  #state: LineState;
  #isStarted = false;
  #failedOpenings = 0;
  /** The server named a time before which it takes no opening. */
  #notBefore = 0;
  #stopListening: (() => void) | null = null;
  #cancelReopen: (() => void) | null = null;

  constructor(options: LineOptions) {
    this.#options = options;
    this.#state = options.makeLink ? "connecting" : "polling";
    this.#catchUp = this.#createCatchUp();
    this.#poll = this.#createPoll();
    this.#link =
      options.makeLink?.({
        opened: () => this.#catchUp.begin(),
        closed: () => this.#lost(null),
        refused: (error) => this.#lost(error),
        told: (name, payload) => this.#told(name, payload),
      }) ?? null;
  }

  get state(): LineState {
    return this.#state;
  }

  /** True when a question may be asked over the socket. */
  get isLive(): boolean {
    return this.#state === "live" && this.#link?.isOpen === true;
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
      hidden: () => this.#poll.cancel(),
    });
    if (this.#link) {
      this.#reopenIn(0);
      this.#poll.planIn(POLL_AFTER_MS);
    } else {
      this.#poll.planIn(0);
    }
  }

  /** Quiet and whole: no timer, listener or socket is left. `start` begins anew. */
  stop(): void {
    this.#isStarted = false;
    this.#catchUp.end();
    this.#poll.cancel();
    this.#stopListening?.();
    this.#cancelReopen?.();
    this.#stopListening = this.#cancelReopen = null;
    this.#link?.close();
    this.#options.lostRooms();
    if (this.#link) this.#become("reconnecting");
  }

  /** The session is over: nothing here will work again until the page is loaded anew. */
  end(): void {
    if (this.#state === "ended") return;
    this.#become("ended");
    this.stop();
  }

  ask<Name extends AskName>(name: Name, payload: AskPayload<Name>): Promise<AskAnswers[Name]> {
    if (!this.#link) return Promise.reject(new Error("a visitor has no socket"));
    return this.#link.ask(name, payload);
  }

  /** Asks what differs, now; on a link that still settles in, it is asked anyway. */
  syncNow(): void {
    if (!this.#isStarted) return;
    if (this.#link?.isOpen) this.#catchUp.syncNow();
    else this.#poll.planIn(0);
  }

  /** Something new is on screen: without a socket only a poll can tell of it. */
  watchedChanged(): void {
    if (this.#state === "polling" && !this.#link?.isOpen) this.#poll.planIn(POLL_FRESH_MS);
  }

  #createCatchUp(): CatchUp {
    const { reader, clock, page } = this.#options;
    return new CatchUp({
      reader,
      clock,
      page,
      ask: (body) => this.ask("sync", body),
      done: () => {
        this.#failedOpenings = 0;
        this.#poll.cancel();
        this.#become("live");
      },
      failed: (error) => {
        this.#link?.close();
        this.#lost(error.code === "UNAUTHENTICATED" ? error : null);
      },
    });
  }

  #createPoll(): Poll {
    const { clock, page, postSync, reader } = this.#options;
    return new Poll({
      clock,
      ask: () => postSync(reader.syncBody()),
      isWanted: () => this.#isStarted && !this.isLive && page.isVisible(),
      answered: (answer) => {
        if (this.#catchUp.isHolding) return;
        this.#catchUp.apply(answer, "poll");
        this.#become("polling");
      },
      failed: (error) => {
        if (error.code === "UNAUTHENTICATED" && this.#link) this.end();
        else this.#become(this.#worstState());
      },
    });
  }

  #told(name: ToldName, payload: unknown): void {
    if (name === "session:ended") this.end();
    else this.#catchUp.hear(name, payload);
  }

  #lost(error: ErrorView | null): void {
    this.#catchUp.end();
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
    if (!this.#poll.isPlanned) this.#poll.planIn(POLL_AFTER_MS);
  }

  #reopenIn(delayMs: number): void {
    this.#cancelReopen?.();
    const { clock } = this.#options;
    const waitMs = Math.max(delayMs, this.#notBefore - clock.now());
    this.#cancelReopen = clock.after(waitMs, () => {
      this.#cancelReopen = null;
      this.#link?.open();
    });
  }

  #wakeUp(): void {
    if (this.#link?.isOpen) {
      this.#catchUp.syncNow();
      return;
    }
    if (this.#link && this.#cancelReopen) this.#reopenIn(0);
    this.#poll.planIn(0);
  }

  /** Away for so long that the server has given this socket up, whatever the browser thinks of it. */
  #slept(): void {
    if (this.#link?.isOpen) {
      this.#link.close();
      this.#lost(null);
    }
    this.#wakeUp();
  }

  #cameOnline(): void {
    if (this.#link?.isOpen) {
      this.#catchUp.syncNow();
      return;
    }
    this.#become(this.#link ? "reconnecting" : "polling");
    // What was refused was refused over another network.
    this.#notBefore = 0;
    const delayMs = this.#options.clock.random() * ONLINE_SPREAD_MS;
    if (this.#link && this.#cancelReopen) this.#reopenIn(delayMs);
    this.#poll.planIn(delayMs);
  }

  #worstState(): LineState {
    return this.#options.page.isOnline() ? "reconnecting" : "offline";
  }

  #become(state: LineState): void {
    if (this.#state === state || this.#state === "ended") return;
    this.#state = state;
    this.#options.stateChanged(state);
  }
}

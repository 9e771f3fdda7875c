// The states, events and effects of a connection, as plain values. The transitions are in
// connection-transitions.ts, resync.ts and polling.ts; connection.ts performs the effects.
import type { ErrorView } from "@/protocol/errors";
import type { SyncAnswer } from "@/protocol/events/sync-answer";
import type { Delay } from "./backoff";
import type { SyncKind } from "./resync";
import { OPEN_GATE, type RetryGate } from "./retry-gate";
import type { ServerEventName } from "./transport";

/** What the screen shows while no socket is live. */
export type AwayLabel = "connecting" | "reconnecting" | "offline" | "polling";

export interface ReceivedEvent {
  name: ServerEventName;
  payload: unknown;
}

/** The next sync waits for its timer, or one is asked; "asking-again" when another was wanted meanwhile. */
export type SyncRound =
  | { name: "planned"; gate: RetryGate }
  | { name: "asking" }
  | { name: "asking-again" };

/** Without a live socket a poll over HTTP feeds the same state. */
interface Away {
  shown: AwayLabel;
  isPollPlanned: boolean;
}

/** A socket that is open, but not up to date yet. */
interface Unsynced extends Away {
  opening: number;
  held: readonly ReceivedEvent[];
}

export type ConnectionPhase =
  /** Not started, or stopped. */
  | { name: "idle"; shown: AwayLabel }
  /** For the timer that opens the socket. */
  | ({ name: "waiting" } & Away)
  | ({ name: "opening" } & Away)
  /** The rooms of what is on screen are being joined. */
  | ({ name: "joining" } & Unsynced)
  /** The first sync of this opening is not answered yet. */
  | ({ name: "syncing"; round: SyncRound } & Unsynced)
  | {
      name: "live";
      /** "offline" while the browser says so. */
      shown: "live" | "offline";
      opening: number;
      /** Null, unless the last answer came from an epoch that is over: then events still wait. */
      held: readonly ReceivedEvent[] | null;
      round: SyncRound;
    }
  /** A page without a session opens no socket. */
  | ({ name: "polling" } & Away)
  | { name: "ended"; shown: "ended" };

export interface ConnectionModel {
  state: ConnectionPhase;
  hasSession: boolean;
  /** Since the last good opening. */
  failedOpenings: number;
  /** Counts the sockets that opened, so that an answer from an earlier one is known as such. */
  openings: number;
  hasSynced: boolean;
  openGate: RetryGate;
  pollGate: RetryGate;
}

/** "opening" opens the socket; "sync" joins or syncs again. */
export type TimerName = "opening" | "poll" | "sync";

export type ConnectionEvent =
  | { kind: "started" }
  | { kind: "stopped" }
  | { kind: "sessionEnded" }
  | { kind: "pageShown" }
  | { kind: "pageHidden" }
  | { kind: "pageSlept" }
  | { kind: "wentOnline" }
  | { kind: "wentOffline" }
  | { kind: "syncWanted" }
  | { kind: "watchedChanged" }
  | { kind: "openingDue" }
  | { kind: "pollDue" }
  | { kind: "syncDue" }
  | { kind: "opened" }
  /** Closed, or not opened; with an error when the server said why. */
  | { kind: "lost"; error: ErrorView | null }
  | { kind: "received"; event: ReceivedEvent }
  | { kind: "joined"; opening: number }
  | { kind: "joinFailed"; opening: number; error: ErrorView }
  /** `isCurrent` is false for an answer of an epoch that is over. */
  | { kind: "syncAnswered"; opening: number; answer: SyncAnswer; isCurrent: boolean }
  | { kind: "syncFailed"; opening: number; error: ErrorView }
  | { kind: "pollAnswered"; answer: SyncAnswer; isCurrent: boolean }
  | { kind: "pollFailed"; error: ErrorView };

export type ConnectionEffect =
  | { kind: "listenToPage" }
  | { kind: "stopListening" }
  | { kind: "openSocket" }
  | { kind: "closeSocket" }
  | { kind: "join"; opening: number }
  | { kind: "sync"; opening: number }
  | { kind: "poll" }
  | { kind: "setTimer"; timer: TimerName; delay: Delay; gate: RetryGate }
  | { kind: "clearTimer"; timer: TimerName }
  | { kind: "applySync"; answer: SyncAnswer }
  | { kind: "deliver"; event: ReceivedEvent }
  | { kind: "announceSync"; syncKind: SyncKind }
  | { kind: "loseRooms" }
  | { kind: "show"; shown: ConnectionPhase["shown"] };

/** What a transition may know besides the connection. */
export interface Surroundings {
  now: number;
  isVisible: boolean;
  isOnline: boolean;
}

export interface Step {
  connection: ConnectionModel;
  effects: readonly ConnectionEffect[];
}

export function newConnectionModel(hasSession: boolean): ConnectionModel {
  return {
    state: { name: "idle", shown: hasSession ? "connecting" : "polling" },
    hasSession,
    failedOpenings: 0,
    openings: 0,
    hasSynced: false,
    openGate: OPEN_GATE,
    pollGate: OPEN_GATE,
  };
}

export function stay(connection: ConnectionModel): Step {
  return { connection, effects: [] };
}

/** The effect that updates the screen, when another state is to be shown than before. */
export function showChange(before: ConnectionPhase, after: ConnectionPhase): ConnectionEffect[] {
  return before.shown === after.shown ? [] : [{ kind: "show", shown: after.shown }];
}

/** What differs, then everything held, then the word that it is done. */
export function applied(
  { hasSynced }: ConnectionModel,
  answer: SyncAnswer,
  held: readonly ReceivedEvent[],
  kind: SyncKind,
): ConnectionEffect[] {
  return [
    { kind: "applySync", answer },
    ...held.map((event): ConnectionEffect => ({ kind: "deliver", event })),
    { kind: "announceSync", syncKind: hasSynced ? kind : "first" },
  ];
}

// Syncs an open socket: joins rooms, then asks `sync`, again every 30 s and on demand, one at a time. Events
// received before the first answer are held until it is applied. Pure transitions.
import type { ErrorView } from "@/protocol/errors";
import type { SyncAnswer } from "@/protocol/events/sync-answer";
import type { SyncBody } from "@/protocol/http-requests";
import { exactDelay } from "./backoff";
import { end } from "./connection-end";
import { dropAfter } from "./connection-loss";
import {
  applied,
  type ConnectionEffect,
  type ConnectionModel,
  type ConnectionPhase,
  type ReceivedEvent,
  type Step,
  type Surroundings,
  type SyncRound,
  showChange,
  stay,
} from "./connection-state";
import { closeGate, isGateClosed, OPEN_GATE } from "./retry-gate";
import type { ServerEventName } from "./transport";

/** first of this page · again, after being away · periodic, over a live socket · poll, without one. */
export type SyncKind = "first" | "again" | "periodic" | "poll";

/** What the connection feeds. All of it is synchronous: a message is applied before the next is looked at. */
export interface ConnectionSink {
  /** What is on screen, with the versions held. */
  syncBody(): SyncBody;
  applySync(answer: SyncAnswer): void;
  receive(name: ServerEventName, payload: unknown): void;
  /** Called before anything of that epoch is applied; false when that epoch is over: then nothing is. */
  enterEpoch(epoch: string): boolean;
  /** The socket is fresh: join the rooms of what is on screen. Resolves when they are, rejects if not. */
  rejoin(): Promise<void>;
  synced(kind: SyncKind): void;
}

export const SYNC_EVERY_MS = 30_000;
const HELD_EVENTS_MAX = 1_000;
const PLANNED: SyncRound = { name: "planned", gate: OPEN_GATE };

type Synced = Extract<ConnectionPhase, { round: SyncRound }>;

/** False for a request sent over an earlier socket: its answer is refused. */
export function isOfOpening({ state }: ConnectionModel, opening: number): boolean {
  return "opening" in state && state.opening === opening;
}

/** Rooms first, then sync: a change between the two is in an event or in the answer. */
export function opened(connection: ConnectionModel): Step {
  const { state } = connection;
  if (state.name !== "opening") return stay(connection);
  const opening = connection.openings + 1;
  return {
    connection: {
      ...connection,
      openings: opening,
      state: { ...state, name: "joining", opening, held: [] },
    },
    effects: [{ kind: "join", opening }],
  };
}

export function joined(connection: ConnectionModel, opening: number): Step {
  const { state } = connection;
  if (state.name !== "joining" || state.opening !== opening) return stay(connection);
  return ask({ ...connection, state: { ...state, name: "syncing", round: PLANNED } });
}

/** The server named a time to join again, or this socket is of no use. */
export function joinFailed(
  connection: ConnectionModel,
  { opening, error }: { opening: number; error: ErrorView },
  around: Surroundings,
): Step {
  if (!isOfOpening(connection, opening)) return stay(connection);
  if (!namesTime(error)) return dropAfter(connection, error, around);
  return { connection, effects: [syncIn(error.retryAfterMs)] };
}

/** The greeting is applied at once: it names the epoch. */
export function received(connection: ConnectionModel, event: ReceivedEvent): Step {
  const { state } = connection;
  if (event.name === "session:ended") return end(connection);
  if (event.name === "session:ready" || !("held" in state) || !state.held) {
    return { connection, effects: [{ kind: "deliver", event }] };
  }
  if (state.held.length >= HELD_EVENTS_MAX) return stay(connection);
  return stay({ ...connection, state: { ...state, held: [...state.held, event] } });
}

/** Wanted while a sync is under way, one more follows it; before the time the server named, none. */
export function wantSync(connection: ConnectionModel, { now }: Surroundings): Step {
  const { state } = connection;
  if (!isJoined(state)) return stay(connection);
  if (state.round.name !== "planned") return inRound(connection, { name: "asking-again" });
  return isGateClosed(state.round.gate, now) ? stay(connection) : ask(connection);
}

/** By the clock only while somebody looks, or somebody waits for this opening. */
export function syncDue(connection: ConnectionModel, { isVisible }: Surroundings): Step {
  const { state } = connection;
  if (state.name === "joining") {
    return { connection, effects: [{ kind: "join", opening: state.opening }] };
  }
  if (!isJoined(state)) return stay(connection);
  if (isVisible || state.held) return ask(connection);
  return { ...inRound(connection, PLANNED), effects: [syncIn(SYNC_EVERY_MS)] };
}

export function syncAnswered(
  connection: ConnectionModel,
  { opening, answer, isCurrent }: { opening: number; answer: SyncAnswer; isCurrent: boolean },
): Step {
  const before = connection.state;
  if (!isJoined(before) || before.opening !== opening) return stay(connection);
  const held = isCurrent ? null : before.held;
  const live: Synced = { name: "live", shown: "live", opening, held, round: PLANNED };
  const hasSynced = connection.hasSynced || isCurrent;
  const next: ConnectionModel = { ...connection, state: live, hasSynced, failedOpenings: 0 };
  const kind = before.held ? "again" : "periodic";
  const effects: ConnectionEffect[] = [
    ...(isCurrent ? applied(connection, answer, before.held ?? [], kind) : []),
    { kind: "clearTimer", timer: "poll" },
    ...showChange(before, live),
  ];
  if (before.round.name === "asking-again" && !held) {
    const again = ask(next);
    return { ...again, effects: [...effects, ...again.effects] };
  }
  return { connection: next, effects: [...effects, syncIn(SYNC_EVERY_MS)] };
}

/** The server named a time to ask again, or this socket is of no use. */
export function syncFailed(
  connection: ConnectionModel,
  { opening, error }: { opening: number; error: ErrorView },
  around: Surroundings,
): Step {
  if (!isOfOpening(connection, opening)) return stay(connection);
  if (!namesTime(error)) return dropAfter(connection, error, around);
  const gate = closeGate(around.now, error.retryAfterMs);
  return {
    ...inRound(connection, { name: "planned", gate }),
    effects: [syncIn(error.retryAfterMs)],
  };
}

function ask(connection: ConnectionModel): Step {
  const { state } = connection;
  if (!isJoined(state)) return stay(connection);
  return {
    ...inRound(connection, { name: "asking" }),
    effects: [
      { kind: "clearTimer", timer: "sync" },
      { kind: "sync", opening: state.opening },
    ],
  };
}

function inRound(connection: ConnectionModel, round: SyncRound): Step {
  const { state } = connection;
  return isJoined(state) ? stay({ ...connection, state: { ...state, round } }) : stay(connection);
}

function syncIn(delayMs: number): ConnectionEffect {
  return { kind: "setTimer", timer: "sync", delay: exactDelay(delayMs), gate: OPEN_GATE };
}

function isJoined(state: ConnectionPhase): state is Synced {
  return state.name === "syncing" || state.name === "live";
}

function namesTime(error: ErrorView): error is ErrorView & { retryAfterMs: number } {
  return error.code !== "UNAUTHENTICATED" && error.retryAfterMs !== undefined;
}

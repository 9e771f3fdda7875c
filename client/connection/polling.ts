// Polls over HTTP every 3 to 5 s while no socket is live and the page is visible. Visitors are served by
// polling alone. Pure transitions; the answers are applied elsewhere.
import type { ErrorView } from "@/protocol/errors";
import type { SyncAnswer } from "@/protocol/events/sync-answer";
import { type Delay, exactDelay } from "./backoff";
import { end } from "./connection-end";
import {
  applied,
  type ConnectionModel,
  type ConnectionPhase,
  type Step,
  type Surroundings,
  showChange,
  stay,
} from "./connection-state";
import { closeGate } from "./retry-gate";

/** A socket that is away for longer than this is replaced by polling meanwhile. */
const POLL_AFTER_MS = 2_000;
const POLL_FRESH_MS = 500;
const EVERY_MIN_MS = 3_000;
const EVERY_SPREAD_MS = 2_000;
const NEXT_POLL: Delay = { leastMs: EVERY_MIN_MS, spreadMs: EVERY_SPREAD_MS };

type Polling = Extract<ConnectionPhase, { isPollPlanned: boolean }>;

/** The next poll is asked after this long, or when the server allows it; one planned before is not. */
export function planPoll(connection: ConnectionModel, delay: Delay): Step {
  const { state, pollGate } = connection;
  if (!isPolling(state)) return stay(connection);
  return {
    connection: { ...connection, state: { ...state, isPollPlanned: true } },
    effects: [{ kind: "setTimer", timer: "poll", delay, gate: pollGate }],
  };
}

/** For a socket that is away: when a poll is planned already, that one comes first. */
export function planPollUnlessPlanned(connection: ConnectionModel): Step {
  const { state } = connection;
  if (isPolling(state) && state.isPollPlanned) return stay(connection);
  return planPoll(connection, exactDelay(POLL_AFTER_MS));
}

/** Something new is on screen: without a socket only a poll can update it. */
export function pollForNew(connection: ConnectionModel): Step {
  const { state } = connection;
  if (state.shown !== "polling" || state.name === "joining" || state.name === "syncing") {
    return stay(connection);
  }
  return planPoll(connection, exactDelay(POLL_FRESH_MS));
}

export function cancelPoll(connection: ConnectionModel): Step {
  const { state } = connection;
  if (!isPolling(state)) return stay(connection);
  return {
    connection: { ...connection, state: { ...state, isPollPlanned: false } },
    effects: [{ kind: "clearTimer", timer: "poll" }],
  };
}

export function pollDue(connection: ConnectionModel, { isVisible }: Surroundings): Step {
  const { state } = connection;
  if (!isPolling(state)) return stay(connection);
  return {
    connection: { ...connection, state: { ...state, isPollPlanned: false } },
    effects: isVisible ? [{ kind: "poll" }] : [],
  };
}

/** True when an answer would be applied: the page is visible, and no open socket is about to sync. */
export function expectsPoll({ state }: ConnectionModel, { isVisible }: Surroundings): boolean {
  return isVisible && isPolling(state) && !("held" in state);
}

export function pollAnswered(
  connection: ConnectionModel,
  { answer, isCurrent }: { answer: SyncAnswer; isCurrent: boolean },
  around: Surroundings,
): Step {
  const { state } = connection;
  if (!isPolling(state) || !around.isVisible) return stay(connection);
  if (!expectsPoll(connection, around)) return planPoll(connection, NEXT_POLL);
  const polled: Polling = { ...state, shown: "polling" };
  const hasSynced = connection.hasSynced || isCurrent;
  const next = planPoll({ ...connection, hasSynced, state: polled }, NEXT_POLL);
  const news = isCurrent ? applied(connection, answer, [], "poll") : [];
  return { ...next, effects: [...news, ...showChange(state, polled), ...next.effects] };
}

export function pollFailed(
  connection: ConnectionModel,
  error: ErrorView,
  around: Surroundings,
): Step {
  const { state } = connection;
  if (!isPolling(state) || !around.isVisible) return stay(connection);
  if (error.code === "UNAUTHENTICATED" && connection.hasSession) return end(connection);
  const failed: Polling = { ...state, shown: around.isOnline ? "reconnecting" : "offline" };
  const pollGate = closeGate(around.now, error.retryAfterMs);
  const next = planPoll({ ...connection, state: failed, pollGate }, NEXT_POLL);
  return { ...next, effects: [...showChange(state, failed), ...next.effects] };
}

function isPolling(state: ConnectionPhase): state is Polling {
  return "isPollPlanned" in state;
}

// The connection as a pure function from a state and an event to a state and effects. Knows no time, socket
// or page; connection.ts brings those. Events that do not fit a state change nothing.
import { NO_DELAY } from "./backoff";
import { end, stop } from "./connection-end";
import { drop, lose } from "./connection-loss";
import {
  type ConnectionEffect,
  type ConnectionEvent,
  type ConnectionModel,
  type ConnectionPhase,
  type Step,
  type Surroundings,
  showChange,
  stay,
} from "./connection-state";
import {
  cancelPoll,
  planPoll,
  planPollUnlessPlanned,
  pollAnswered,
  pollDue,
  pollFailed,
  pollForNew,
} from "./polling";
import {
  joined,
  joinFailed,
  opened,
  received,
  syncAnswered,
  syncDue,
  syncFailed,
  wantSync,
} from "./resync";
import { OPEN_GATE } from "./retry-gate";

const ONLINE_SPREAD = { leastMs: 0, spreadMs: 300 };

type Transition<Kind extends ConnectionEvent["kind"]> = (
  connection: ConnectionModel,
  event: Extract<ConnectionEvent, { kind: Kind }>,
  around: Surroundings,
) => Step;

const TRANSITIONS: { [Kind in ConnectionEvent["kind"]]: Transition<Kind> } = {
  started: start,
  stopped: stop,
  sessionEnded: end,
  pageShown: (connection, _event, around) => wakeUp(connection, around),
  pageHidden: cancelPoll,
  pageSlept: (connection, _event, around) => sleptThrough(connection, around),
  wentOnline: (connection, _event, around) => goOnline(connection, around),
  wentOffline: goOffline,
  syncWanted: (connection, _event, around) => syncNow(connection, around),
  watchedChanged: pollForNew,
  openingDue: openSocket,
  pollDue: (connection, _event, around) => pollDue(connection, around),
  syncDue: (connection, _event, around) => syncDue(connection, around),
  opened,
  lost: (connection, { error }, around) => lose(connection, error, around),
  received: (connection, { event }) => received(connection, event),
  joined: (connection, { opening }) => joined(connection, opening),
  joinFailed,
  syncAnswered,
  syncFailed,
  pollAnswered,
  pollFailed: (connection, { error }, around) => pollFailed(connection, error, around),
};

/** After the end of the session nothing changes any more. */
export function transition(
  connection: ConnectionModel,
  event: ConnectionEvent,
  around: Surroundings,
): Step {
  if (connection.state.name === "ended") return stay(connection);
  const apply = TRANSITIONS[event.kind] as Transition<ConnectionEvent["kind"]>;
  return apply(connection, event, around);
}

/** Opens in the next turn, so that start, stop, start in one (StrictMode) opens one socket. */
function start(connection: ConnectionModel): Step {
  const { state, hasSession, openGate } = connection;
  if (state.name !== "idle") return stay(connection);
  const listen: ConnectionEffect = { kind: "listenToPage" };
  const away = { shown: state.shown, isPollPlanned: false };
  if (!hasSession) {
    const poll = planPoll({ ...connection, state: { name: "polling", ...away } }, NO_DELAY);
    return { ...poll, effects: [listen, ...poll.effects] };
  }
  const poll = planPollUnlessPlanned({ ...connection, state: { name: "waiting", ...away } });
  const opening: ConnectionEffect = {
    kind: "setTimer",
    timer: "opening",
    delay: NO_DELAY,
    gate: openGate,
  };
  return { ...poll, effects: [listen, opening, ...poll.effects] };
}

function openSocket(connection: ConnectionModel): Step {
  const { state } = connection;
  if (state.name !== "waiting") return stay(connection);
  return {
    connection: { ...connection, state: { ...state, name: "opening" } },
    effects: [{ kind: "openSocket" }],
  };
}

/** Asks what differs, now; over a socket that is still joining, it is asked anyway. */
function syncNow(connection: ConnectionModel, around: Surroundings): Step {
  return isOpen(connection.state) ? wantSync(connection, around) : planPoll(connection, NO_DELAY);
}

function wakeUp(connection: ConnectionModel, around: Surroundings): Step {
  return isOpen(connection.state) ? wantSync(connection, around) : hurry(connection, NO_DELAY);
}

/** Away for so long that the server has given this socket up, whatever the browser thinks of it. */
function sleptThrough(connection: ConnectionModel, around: Surroundings): Step {
  if (!isOpen(connection.state)) return wakeUp(connection, around);
  const dropped = drop(connection, null, around);
  const woken = wakeUp(dropped.connection, around);
  return { ...woken, effects: [...dropped.effects, ...woken.effects] };
}

function goOnline(connection: ConnectionModel, around: Surroundings): Step {
  const before = connection.state;
  if (!("isPollPlanned" in before) || isOpen(before)) return wakeUp(connection, around);
  const state: ConnectionPhase = {
    ...before,
    shown: connection.hasSession ? "reconnecting" : "polling",
  };
  // What was refused was refused over another network.
  const hurried = hurry({ ...connection, state, openGate: OPEN_GATE }, ONLINE_SPREAD);
  return { ...hurried, effects: [...showChange(before, state), ...hurried.effects] };
}

function goOffline(connection: ConnectionModel): Step {
  const before = connection.state;
  if (before.name === "idle" || before.name === "ended") return stay(connection);
  const state: ConnectionPhase = { ...before, shown: "offline" };
  return { connection: { ...connection, state }, effects: showChange(before, state) };
}

/** Without an open socket: opens one and polls after this delay, if the server allows it. */
function hurry(connection: ConnectionModel, delay: typeof NO_DELAY): Step {
  const { state, openGate } = connection;
  const poll = planPoll(connection, delay);
  if (state.name !== "waiting") return poll;
  return {
    ...poll,
    effects: [{ kind: "setTimer", timer: "opening", delay, gate: openGate }, ...poll.effects],
  };
}

function isOpen({ name }: ConnectionPhase): boolean {
  return name === "joining" || name === "syncing" || name === "live";
}

// How a connection ends: stopped by the page for a while, or over with its session. Pure transitions; neither
// leaves a timer, a listener, a socket or a room.
import {
  type ConnectionEffect,
  type ConnectionModel,
  type ConnectionPhase,
  type Step,
  showChange,
  stay,
} from "./connection-state";

const LEAVE_NOTHING: readonly ConnectionEffect[] = [
  { kind: "clearTimer", timer: "opening" },
  { kind: "clearTimer", timer: "poll" },
  { kind: "clearTimer", timer: "sync" },
  { kind: "stopListening" },
  { kind: "closeSocket" },
  { kind: "loseRooms" },
];

/** Quiet until it is started again; what was learnt of the server's waits is kept. */
export function stop(connection: ConnectionModel): Step {
  const before = connection.state;
  if (before.name === "idle" || before.name === "ended") return stay(connection);
  const shown = before.name === "polling" ? before.shown : "reconnecting";
  const state: ConnectionPhase = { name: "idle", shown };
  const effects = [...LEAVE_NOTHING, ...showChange(before, state)];
  return { connection: { ...connection, state }, effects };
}

/** The session is over: nothing works again until the page is loaded again. */
export function end(connection: ConnectionModel): Step {
  const state: ConnectionPhase = { name: "ended", shown: "ended" };
  const effects = [...showChange(connection.state, state), ...LEAVE_NOTHING];
  return { connection: { ...connection, state }, effects };
}

// How a connection loses its socket, and when it opens another: after a growing wait, or at the time the
// server named. Pure transitions.
import type { ErrorView } from "@/protocol/errors";
import { type Backoff, retryDelay } from "./backoff";
import { end } from "./connection-end";
import {
  type AwayLabel,
  type ConnectionEffect,
  type ConnectionModel,
  type ConnectionPhase,
  type Step,
  type Surroundings,
  showChange,
  stay,
} from "./connection-state";
import { planPollUnlessPlanned } from "./polling";
import { closeGate } from "./retry-gate";

const REOPEN: Backoff = { baseMs: 500, capMs: 5_000 };

/** The socket closed or did not open: it is opened again later, with a wait that grows. */
export function lose(
  connection: ConnectionModel,
  error: ErrorView | null,
  around: Surroundings,
): Step {
  const before = connection.state;
  if (error?.code === "UNAUTHENTICATED") return end(connection);
  if (!hasSocket(before)) return stay(connection);
  const isPollPlanned = "isPollPlanned" in before && before.isPollPlanned;
  const shown = labelWithout(before.shown, around);
  const waiting: ConnectionPhase = { name: "waiting", shown, isPollPlanned };
  const openGate = closeGate(around.now, error?.retryAfterMs);
  const delay = retryDelay(REOPEN, connection.failedOpenings, error?.retryAfterMs);
  const failedOpenings = connection.failedOpenings + 1;
  const poll = planPollUnlessPlanned({ ...connection, state: waiting, openGate, failedOpenings });
  const effects: ConnectionEffect[] = [
    { kind: "clearTimer", timer: "sync" },
    { kind: "loseRooms" },
    ...showChange(before, waiting),
    { kind: "setTimer", timer: "opening", delay, gate: openGate },
    ...poll.effects,
  ];
  return { connection: poll.connection, effects };
}

/** A socket that is open but of no use: closed on purpose, then lost. */
export function drop(
  connection: ConnectionModel,
  error: ErrorView | null,
  around: Surroundings,
): Step {
  const lost = lose(connection, error, around);
  return { ...lost, effects: [{ kind: "closeSocket" }, ...lost.effects] };
}

/** A request over the socket failed for good; only the end of the session counts as the server's reason. */
export function dropAfter(
  connection: ConnectionModel,
  error: ErrorView,
  around: Surroundings,
): Step {
  return drop(connection, error.code === "UNAUTHENTICATED" ? error : null, around);
}

type WithSocket = Extract<ConnectionPhase, { name: "opening" | "joining" | "syncing" | "live" }>;

function hasSocket(state: ConnectionPhase): state is WithSocket {
  return ["opening", "joining", "syncing", "live"].includes(state.name);
}

function labelWithout(shown: AwayLabel | "live", { isOnline }: Surroundings): AwayLabel {
  if (!isOnline) return "offline";
  return shown === "live" ? "reconnecting" : shown;
}

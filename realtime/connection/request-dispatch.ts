// Wraps every socket request. It checks the rate, the event, the acknowledgement, the payload and the
// session, and answers within five seconds. It never throws and answers exactly once. Client events reach no
// emitter, so no name is special.
import { randomUUID } from "node:crypto";
import type { Logger } from "pino";
import type { z } from "zod";
import { toUnavailable } from "@/engine/database/outage";
import { withDeadline } from "@/engine/deadline";
import { isFurtherRefusal, type Limit, type LimitMaker } from "@/engine/limits";
import { HeartwireError, toErrorView } from "@/protocol/errors";
import type { Ack } from "@/protocol/events/ack";
import { logRefusal } from "@/server/http/refusal-log";
import { createTurns } from "@/server/http/turns";
import type { RealtimeMetrics } from "../../server/metrics";
import type { GatewaySocket } from "../gateway-socket";
import { RejectedPayload } from "./bounded-decoder";
import type { PacketGate } from "./packet-gate";

const ANSWER_WITHIN_MS = 5_000;
/** Of one person, over all their sockets; likes of one person commit together and need no turn. */
const turns = createTurns({ atOnce: 4, waitingMax: 500 });
const WITHOUT_TURN = new Set(["like:set", "content:leave"]);
/** Label of unknown events; their names are the client's and stay out of the metrics. */
const UNKNOWN = "unknown";

/** How one event is answered: the schema of its payload and what is done with it. */
export interface RequestHandler {
  handle(socket: GatewaySocket, payload: unknown): Promise<unknown>;
}

/** Binds a schema to what is done with its output. */
export function createRequestHandler<Schema extends z.ZodType>(
  schema: Schema,
  handle: (socket: GatewaySocket, payload: z.output<Schema>) => Promise<unknown>,
): RequestHandler {
  // Async, so that a payload of the wrong form rejects like every other refusal.
  return { handle: async (socket, payload) => handle(socket, schema.parse(payload)) };
}

/** Of one socket, whatever it asks. */
const REQUESTS = { points: 200, durationS: 10 };

/** How often a socket may ask; nothing asked yet. */
export function createRequestLimit(makeLimit: LimitMaker): Limit {
  return makeLimit("requests", REQUESTS, "Too many requests. Wait a moment.");
}

export interface RequestDeps {
  requests: Limit;
  answerers: ReadonlyMap<string, RequestHandler>;
  metrics: RealtimeMetrics;
  log: Logger;
  addressOf: PacketGate["addressOf"];
  /** Throws UNAUTHENTICATED when the socket's session is no longer valid. */
  requireStanding(socket: GatewaySocket): Promise<void>;
}

/** Answers all requests of a socket from now on. */
export function dispatchRequests(socket: GatewaySocket, deps: RequestDeps): void {
  // A middleware that never calls next: the packet ends here instead of being emitted by its name.
  socket.use((packet: unknown[]) => void answerPacket(socket, packet, deps));
}

type Reply = (answer: Ack<unknown>) => void;

async function answerPacket(
  socket: GatewaySocket,
  packet: unknown[],
  deps: RequestDeps,
): Promise<void> {
  const { answerers, metrics, requests, requireStanding } = deps;
  const name = typeof packet[0] === "string" ? packet[0] : "";
  const found = answerers.get(name);
  const event = found ? name : UNKNOWN;
  const last = packet[packet.length - 1];
  const reply = typeof last === "function" ? (last as Reply) : null;
  const stopTimer = metrics.handlerSeconds.startTimer({ event });
  try {
    await requests.consume(socket.id);
    if (packet[1] instanceof RejectedPayload) throw packet[1].toError();
    // Without an acknowledgement no client would learn the outcome, so nothing is done.
    if (!reply) throw new HeartwireError("BAD_REQUEST", "Every request takes an acknowledgement.");
    if (!found) throw new HeartwireError("BAD_REQUEST", "There is no such event.");
    if (packet.length > 3) throw new HeartwireError("BAD_REQUEST", "An event has one payload.");
    const payload = packet.length === 3 ? packet[1] : undefined;
    let isLate = false;
    const answer = async () => {
      await requireStanding(socket);
      const work = () => found.handle(socket, payload);
      if (WITHOUT_TURN.has(name)) return work();
      return turns.run(socket.data.userId, work, () => isLate);
    };
    const data = await withDeadline(answer(), ANSWER_WITHIN_MS, {
      onLate: () => {
        isLate = true;
      },
    });
    reply({ ok: true, data });
  } catch (error) {
    const view = toErrorView(toUnavailable(error), randomUUID());
    metrics.handlerErrors.inc({ event, code: view.code });
    noteRefusal(socket, error, { errorId: view.errorId, code: view.code, event }, deps);
    reply?.({ ok: false, error: view });
  } finally {
    stopTimer();
  }
}

/** One line without anything the client sent; a flood writes one at its beginning. */
function noteRefusal(
  socket: GatewaySocket,
  error: unknown,
  line: { errorId: string; code: string; event: string },
  { log, addressOf }: RequestDeps,
): void {
  if (isFurtherRefusal(error)) return;
  if (line.code === "INTERNAL") log.error({ ...line, err: error }, "a socket request failed");
  else logRefusal(log, addressOf(socket.conn), line, "a socket request was refused");
}

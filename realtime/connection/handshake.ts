// Who may open a socket: address and person within their limits, and a valid session. The origin was judged
// before (server/http/judge-request). Refusals are typed and reach the client as the data of its
// connect_error; only a flood is turned away before a connection exists.
import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { toUnavailable } from "@/engine/database/outage";
import type { Engine } from "@/engine/engine";
import { ERROR_CODES, type ErrorView, HeartwireError, toErrorView } from "@/protocol/errors";
import { readSession, readSessionOfToken } from "@/server/auth/session";
import { readCallerAddress } from "@/server/caller";
import type { GatewaySocket } from "../gateway-socket";
import { RejectedPayload } from "./bounded-decoder";

const SOCKETS_PER_PERSON = 10;
const SOCKETS_PER_ADDRESS = 50;
const HANDSHAKES = { points: 20, durationS: 10 };
/** Beyond this many times the limit a handshake is not even answered in words. */
const FLOOD_FACTOR = 5;
const TOO_MANY = "Too many connections from here. Wait a moment.";

export interface Handshake {
  /** Before the connection: flood. */
  allowRequest(
    request: IncomingMessage,
    decide: (reason: string | null, isAllowed: boolean) => void,
  ): void;
  /** The namespace middleware: fills socket.data or refuses with a typed error. */
  admit(socket: GatewaySocket, next: (error?: Error & { data?: ErrorView }) => void): void;
  /** Connections held against a limit; zero without any. */
  readonly heldCount: number;
}

/** Limits begin empty; `limitScale` multiplies them. */
export function createHandshake(options: {
  engine: Engine;
  onRefused: (socket: GatewaySocket, view: ErrorView) => void;
}): Handshake {
  const { limits, config } = options.engine;
  const scaled = (limit: number) => Math.max(1, Math.round(limit * config.limitScale));
  const handshakes = limits.makeLimit("handshakes", HANDSHAKES, TOO_MANY);
  const flood = limits.makeLimit("handshake-flood", {
    ...HANDSHAKES,
    points: HANDSHAKES.points * FLOOD_FACTOR,
  });
  const byPerson = new Map<string, Set<string>>();
  const byAddress = new Map<string, Set<string>>();
  /** @NOTE Of several CONNECTs sent at once Socket.IO would make as many sockets on one connection. */
  const beingAdmitted = new WeakSet<object>();

  async function admit(socket: GatewaySocket): Promise<void> {
    const address = readCallerAddress(socket.request.headers);
    await handshakes.consume(address);
    if (beingAdmitted.has(socket.conn)) {
      throw new HeartwireError("BAD_REQUEST", "A connection carries one socket.");
    }
    beingAdmitted.add(socket.conn);
    try {
      await admitOnly(socket, address);
    } finally {
      // By then Socket.IO knows the socket, and a further CONNECT ends the connection.
      setImmediate(() => beingAdmitted.delete(socket.conn));
    }
  }

  async function admitOnly(socket: GatewaySocket, address: string): Promise<void> {
    const auth: unknown = socket.handshake.auth;
    if (auth instanceof RejectedPayload) throw auth.toError();
    hold(byAddress, address, socket, scaled(SOCKETS_PER_ADDRESS), "sockets-of-address");
    const token: unknown = socket.handshake.auth.token;
    const session =
      typeof token === "string"
        ? await readSessionOfToken(token)
        : await readSession(socket.request.headers);
    if (!session) throw new HeartwireError("UNAUTHENTICATED", "Sign in to go live.");
    hold(byPerson, session.userId, socket, scaled(SOCKETS_PER_PERSON), "sockets-of-person");
    socket.data = {
      userId: session.userId,
      sessionId: session.sessionId,
      expiresAt: session.expiresAt,
    };
  }

  /** Counts the connection under the key until it closes, admitted or not. */
  function hold(
    held: Map<string, Set<string>>,
    key: string,
    socket: GatewaySocket,
    limit: number,
    name: string,
  ) {
    const connectionId = Reflect.get(socket.conn, "id") as string;
    const connections = held.get(key) ?? new Set();
    if (connections.has(connectionId)) return;
    if (connections.size >= limit) {
      limits.countHit(name);
      throw new HeartwireError("RATE_LIMITED", `At most ${limit} connections at a time.`, {
        retryAfterMs: HANDSHAKES.durationS * 1_000,
      });
    }
    held.set(key, connections.add(connectionId));
    socket.conn.once("close", () => {
      connections.delete(connectionId);
      if (connections.size === 0 && held.get(key) === connections) held.delete(key);
    });
  }

  return {
    allowRequest(request, decide) {
      flood.consume(readCallerAddress(request.headers)).then(
        () => decide(null, true),
        () => decide("Too many connections.", false),
      );
    },
    admit(socket, next) {
      admit(socket).then(
        () => next(),
        (error: unknown) => {
          const data = toErrorView(toUnavailable(error), randomUUID());
          options.onRefused(socket, data);
          next(Object.assign(new Error(ERROR_CODES[data.code].title), { data }));
        },
      );
    },
    get heldCount() {
      return byPerson.size + byAddress.size;
    },
  };
}

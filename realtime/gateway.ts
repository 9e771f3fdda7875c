// The assembled Socket.IO gateway: handshake, requests, rooms, publisher, sweep, and the cutting of sockets
// whose session ends. server.ts attaches it to the HTTP server; tests attach it to their own.
import type { Server as HttpServer } from "node:http";
import type { Logger } from "pino";
import { Server } from "socket.io";
import type { Engine } from "@/engine/engine";
import { MESSAGE_BYTES_ANSWERED_MAX, MESSAGE_BYTES_MAX } from "@/protocol/bounds";
import { type ErrorView, HeartwireError } from "@/protocol/errors";
import type { SessionEnded } from "@/protocol/events/session-events";
import { userRoom } from "@/protocol/rooms";
import { SOCKET_PATH } from "@/protocol/socket-path";
import { logRefusal } from "@/server/http/refusal-log";
import type { RealtimeMetrics } from "../server/metrics";
import { createAudience } from "./audience";
import { type Clock, systemClock } from "./clock";
import { BoundedDecoder } from "./connection/bounded-decoder";
import { countedWebSockets } from "./connection/counted-websockets";
import { forgetRequest, takeLoneMessages } from "./connection/engineio-internals";
import { prepareAnswers } from "./connection/frames";
import { guardAnswers } from "./connection/guarded-answers";
import { createHandshake } from "./connection/handshake";
import { namespaceRefusalEncoder } from "./connection/namespace-refusal";
import { createPacketGate, PACKETS } from "./connection/packet-gate";
import { countProtocolFaults } from "./connection/protocol-faults";
import { createRequestLimit, dispatchRequests } from "./connection/request-dispatch";
import { startDelivery } from "./delivery/delivery";
import type { GatewayServer, GatewaySocket } from "./gateway-socket";
import { type ChangeSource, startPublisher } from "./publishing/publisher";
import { startVersionSweep } from "./publishing/version-sweep";
import type { RealtimeContext } from "./realtime-context";
import { createRequests } from "./requests/requests";
import { createContentRooms } from "./rooms/content-rooms";
import { createViewerCounts } from "./rooms/viewer-counts";
import { startSocketSweep } from "./socket-sweep";

const HEARTBEAT = { pingInterval: 10_000, pingTimeout: 5_000 };
const CONNECT_WITHIN_MS = 5_000;
/** A client that leaves closes its connection itself, by polling in one more request. */
const GOODBYE_WITHIN_MS = 1_000;

export interface GatewayOptions {
  httpServer: HttpServer;
  engine: Engine;
  metrics: RealtimeMetrics;
  log: Logger;
  clock?: Clock;
  /** The engine's own unless given, as by a bus between servers. */
  changes?: ChangeSource;
}

export interface Gateway {
  /** Cuts all sockets; their clients try again until somebody listens. Takes no new ones. */
  close(): void;
  /** Entries held for people, rooms and messages under way; zero when all have left. */
  readonly heldCount: number;
}

/** Starts taking sockets on the server. */
export function startGateway(options: GatewayOptions): Gateway {
  const { engine, metrics, log } = options;
  const clock = options.clock ?? systemClock;
  const noteRefused = (connection: GatewaySocket["conn"] | null, { code, errorId }: ErrorView) => {
    const address = connection ? packets.addressOf(connection) : packets.addressBeingRead();
    logRefusal(log, address, { code, errorId }, "a handshake was refused");
    if (connection && code === "RATE_LIMITED") packets.noteTurnedAway(connection);
  };
  const handshake = createHandshake({
    engine,
    onRefused: (socket, view) => noteRefused(socket.conn, view),
  });
  const io: GatewayServer = new Server(options.httpServer, {
    path: SOCKET_PATH,
    serveClient: false,
    transports: ["websocket", "polling"],
    allowRequest: handshake.allowRequest,
    // Announced to clients as the bound of one polled body; a single message may be larger and is answered.
    maxHttpBufferSize: MESSAGE_BYTES_MAX,
    wsEngine: countedWebSockets({
      framesMax: PACKETS * Math.max(1, engine.config.limitScale),
      onCut: (address) => packets.noteCut(address),
    }),
    parser: {
      Encoder: namespaceRefusalEncoder((view) => noteRefused(null, view)),
      Decoder: BoundedDecoder,
    },
    perMessageDeflate: false,
    httpCompression: false,
    connectTimeout: CONNECT_WITHIN_MS,
    ...HEARTBEAT,
  });
  io.engine.on("connection", (connection) =>
    takeLoneMessages(connection, MESSAGE_BYTES_ANSWERED_MAX),
  );
  const packets = createPacketGate({ io, httpServer: options.httpServer, engine, log });
  guardAnswers(io.engine);
  countProtocolFaults(io, log, packets.addressOf);
  const requests = createRequestLimit(engine.limits.makeLimit);
  const audience = createAudience();
  const delivery = startDelivery({
    io,
    audience,
    visibility: engine.visibility,
    clock,
    metrics,
    log,
  });
  const context: RealtimeContext = { engine, audience, delivery, clock, metrics, log };
  const viewerCounts = createViewerCounts(context);
  const rooms = createContentRooms({ engine, audience, viewerCounts });
  const socketsBySession = new Map<string, Set<GatewaySocket>>();

  function cut(socket: GatewaySocket, reason: SessionEnded["reason"]) {
    socket.emit("session:ended", { reason });
    socket.disconnect(true);
  }
  const publisher = startPublisher(context, {
    changes: options.changes ?? engine.changes,
    viewerCounts,
    cutSession({ sessionId, reason }) {
      for (const socket of [...(socketsBySession.get(sessionId) ?? [])]) cut(socket, reason);
    },
  });
  const stopVersionSweep = startVersionSweep({ ...context, isWaiting: publisher.isWaiting });
  const stopSocketSweep = startSocketSweep({
    ...context,
    io,
    onExpired: (socket) => cut(socket, "expired"),
  });

  async function requireStanding(socket: GatewaySocket): Promise<void> {
    if (await engine.sessions.verifySession(socket.data.sessionId)) return;
    setImmediate(() => cut(socket, "revoked"));
    throw new HeartwireError("UNAUTHENTICATED", "Your session has ended. Sign in again.");
  }

  const answerers = createRequests({ engine, rooms });

  metrics.presence.read = () => ({
    sockets: io.of("/").sockets.size,
    people: audience.peopleCount,
    rooms: audience.roomCount,
    viewers: audience.viewerCount,
    behind: delivery.heldCount,
  });

  io.use(handshake.admit);
  io.on("connection", (socket) => {
    packets.noteAdmitted(socket.conn);
    forgetRequest(socket);
    prepareAnswers(socket);
    const { userId, sessionId } = socket.data;
    void socket.join(userRoom(userId));
    audience.addSocket(userId);
    const ofSession = socketsBySession.get(sessionId) ?? new Set();
    socketsBySession.set(sessionId, ofSession.add(socket));
    socket.on("disconnecting", () => rooms.leaveAll(socket));
    socket.on("disconnect", (reason) => {
      // A connection carries one socket and ends with it.
      if (reason !== "client namespace disconnect") socket.conn.close();
      else setTimeout(() => socket.conn.close(), GOODBYE_WITHIN_MS).unref();
      audience.removeSocket(userId);
      ofSession.delete(socket);
      if (ofSession.size === 0 && socketsBySession.get(sessionId) === ofSession) {
        socketsBySession.delete(sessionId);
      }
    });
    dispatchRequests(socket, {
      answerers,
      requests,
      metrics,
      log,
      addressOf: packets.addressOf,
      requireStanding,
    });
    void greet(socket);
  });

  /** The session may have ended between the handshake and now, when its socket could not be cut yet. */
  async function greet(socket: GatewaySocket): Promise<void> {
    try {
      const { userId, sessionId } = socket.data;
      if (!(await engine.sessions.verifySession(sessionId))) return cut(socket, "revoked");
      const { unreadCount, inboxVersion } = await engine.notifications.readInbox(userId);
      socket.emit("session:ready", { userId, epoch: engine.epoch, unreadCount, inboxVersion });
    } catch (error) {
      log.warn({ err: error }, "could not greet a socket");
      // Cut off rather than sent a "disconnect", which plain clients take as final.
      socket.conn.close();
    }
  }

  return {
    close() {
      stopVersionSweep();
      stopSocketSweep();
      publisher.close();
      viewerCounts.close();
      delivery.close();
      // Closed below Socket.IO: a client that gets "disconnect" would not come back, one cut off does.
      io.engine.close();
    },
    get heldCount() {
      return (
        audience.peopleCount +
        audience.roomCount +
        socketsBySession.size +
        handshake.heldCount +
        delivery.heldCount +
        viewerCounts.openCount +
        publisher.heldCount
      );
    },
  };
}

// Counts what a connection sends before it is parsed: packets, control frames, handshakes. A flood is
// answered with refusals for a while (S52). A client that goes on is cut without an answer, since answering
// would be most of the cost.
import type { Server as HttpServer, IncomingMessage } from "node:http";
import type { Logger } from "pino";
import type { Socket } from "socket.io";
import type { Engine } from "@/engine/engine";
import { readCallerAddress } from "@/server/caller";
import { countCut } from "@/server/http/http-server";
import { logRefusal } from "@/server/http/refusal-log";
import { createWindowCounter } from "@/server/http/window-counter";
import type { GatewayServer } from "../gateway-socket";
import { hangUp, watchControlFrames } from "./engineio-internals";

type Connection = Socket["conn"];

const WINDOW_MS = 10_000;
/** Of a connection with a socket on it: the two hundred requests, and as many refusals and half. */
export const PACKETS = 500;
/** Of one that has not said who it is. */
const PACKETS_BEFORE = 30;
/** CONNECT packets of all connections of one address, to whatever namespace. */
const CONNECTS_OF_ADDRESS = 100;
const CONNECT = "0";

interface Sender {
  address: string;
  isAdmitted: boolean;
  /** Its last handshake was one too many: the next one ends the connection. */
  isTurnedAway: boolean;
  count: number;
  endsAt: number;
}

export interface PacketGate {
  /** A WebSocket that no connection uses sent too much and was cut. */
  noteCut(address: string): void;
  /** The address of a connection, kept longer than its request. */
  addressOf(connection: Connection): string;
  /** Whose packet is being read: what Socket.IO answers to it, it answers at once. */
  addressBeingRead(): string;
  /** A socket uses it from now on. */
  noteAdmitted(connection: Connection): void;
  /** Its handshake was refused as one too many. */
  noteTurnedAway(connection: Connection): void;
}

/** Counts every connection from now on. Limits are multiplied by LIMIT_SCALE and never below their default. */
export function createPacketGate(deps: {
  io: GatewayServer;
  httpServer: HttpServer;
  engine: Engine;
  log: Logger;
}): PacketGate {
  const { limits, config } = deps.engine;
  const scale = Math.max(1, config.limitScale);
  const senders = new WeakMap<Connection, Sender>();
  let beingRead = "unknown";
  const connects = createWindowCounter(() => CONNECTS_OF_ADDRESS * scale, WINDOW_MS);

  function noteCut(address: string, limit: string) {
    limits.countHit(limit);
    logRefusal(deps.log, address, { code: "RATE_LIMITED" }, "a connection was cut");
    countCut(deps.httpServer, address);
  }

  function cut(connection: Connection, sender: Sender, limit: string) {
    noteCut(sender.address, limit);
    hangUp({ conn: connection });
  }

  function countPacket(connection: Connection, sender: Sender, data: unknown) {
    beingRead = sender.address;
    const now = performance.now();
    if (sender.endsAt <= now) {
      sender.count = 0;
      sender.endsAt = now + WINDOW_MS;
    }
    sender.count++;
    const max = (sender.isAdmitted ? PACKETS : PACKETS_BEFORE) * scale;
    if (sender.count > max) return cut(connection, sender, "packets");
    if (typeof data !== "string" || data[0] !== CONNECT) return;
    if (sender.isTurnedAway) cut(connection, sender, "handshakes");
    else if (connects.count(sender.address) > 0) cut(connection, sender, "handshake-flood");
  }

  deps.io.engine.on("connection", (connection: Connection) => {
    const { headers } = connection.request as IncomingMessage;
    const address = readCallerAddress(headers);
    const sender = { address, isAdmitted: false, isTurnedAway: false, count: 0, endsAt: 0 };
    senders.set(connection, sender);
    connection.on("packet", ({ data }: { data?: unknown }) =>
      countPacket(connection, sender, data),
    );
    watchControlFrames(connection, () => countPacket(connection, sender, null));
  });

  function note(connection: Connection, known: Partial<Sender>) {
    Object.assign(senders.get(connection) ?? {}, known);
  }
  return {
    noteCut: (address) => noteCut(address, "packets"),
    addressOf: (connection) => senders.get(connection)?.address ?? "unknown",
    addressBeingRead: () => beingRead,
    noteAdmitted: (connection) => note(connection, { isAdmitted: true }),
    noteTurnedAway: (connection) => note(connection, { isTurnedAway: true }),
  };
}

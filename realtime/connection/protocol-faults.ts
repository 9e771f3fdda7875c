// Connections that break the protocol below our events: refused before they exist, or ended for a frame that
// does not parse. The libraries end them; here each leaves one log line, without what was sent.
import type { IncomingMessage } from "node:http";
import type { Logger } from "pino";
import type { Socket } from "socket.io";
import type { ErrorCode } from "@/protocol/errors";
import { readCallerAddress } from "@/server/caller";
import { logRefusal } from "@/server/http/refusal-log";
import type { GatewayServer } from "../gateway-socket";
import type { PacketGate } from "./packet-gate";

/** The codes of engine.io's `connection_error`, as ours; every other is BAD_REQUEST. */
const REFUSALS: Record<number, ErrorCode> = { 4: "FORBIDDEN", 5: "UNSUPPORTED_VERSION" };
/** The words of `ws`, and of engine.io's polling, for what they cannot accept; nothing else is kept of it. */
const TOO_LONG = /Max payload size exceeded|payload too large|too many chunks/;
const NO_FRAME = /Invalid WebSocket frame|Invalid UTF-8|overlap from client|invalid content/;

/** Writes a line for every such connection from now on; of a flood one. */
export function countProtocolFaults(
  io: GatewayServer,
  log: Logger,
  addressOf: PacketGate["addressOf"],
): void {
  const noteBroken = (connection: Socket["conn"], code: ErrorCode) =>
    logRefusal(log, addressOf(connection), { code }, "a connection broke the protocol");

  io.engine.on("connection_error", ({ code, req }: { code: number; req: IncomingMessage }) => {
    const line = { code: REFUSALS[code] ?? "BAD_REQUEST" };
    logRefusal(log, readCallerAddress(req.headers), line, "a connection was refused");
  });
  io.engine.on("connection", (connection: Socket["conn"]) => {
    connection.once("close", (reason: string, cause?: unknown) => {
      const words = cause instanceof Error ? cause.message : "";
      if (TOO_LONG.test(words)) noteBroken(connection, "TOO_LARGE");
      else if (NO_FRAME.test(words) || reason === "parse error") {
        noteBroken(connection, "BAD_REQUEST");
      }
    });
  });
  // A frame that is no packet of Socket.IO.
  io.on("connection", (socket) => {
    socket.on("error", () => noteBroken(socket.conn, "BAD_REQUEST"));
  });
}

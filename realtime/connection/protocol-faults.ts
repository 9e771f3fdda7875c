// Connections that break the protocol below our events: turned away before they exist, or ended for a frame
// nobody can read. The libraries end them; here each leaves one line, with nothing in it that was sent.
import type { Logger } from "pino";
import type { ErrorCode } from "@/protocol/errors";
import type { GatewayServer } from "../gateway-socket";

/** The codes of engine.io's `connection_error`, as ours; every other is BAD_REQUEST. */
const REFUSALS: Record<number, ErrorCode> = { 4: "FORBIDDEN", 5: "UNSUPPORTED_VERSION" };
/** The words of `ws`, and of engine.io's polling, for what they cannot accept; nothing else is kept of it. */
const TOO_LONG = /Max payload size exceeded|payload too large|too many chunks/;
const NO_FRAME = /Invalid WebSocket frame|Invalid UTF-8|overlap from client|invalid content/;

/** Writes a line for every such connection from now on. */
export function countProtocolFaults(io: GatewayServer, log: Logger): void {
  const noteBroken = (code: ErrorCode) => log.info({ code }, "a connection broke the protocol");

  io.engine.on("connection_error", ({ code }: { code: number }) => {
    log.info({ code: REFUSALS[code] ?? "BAD_REQUEST" }, "a connection was refused");
  });
  io.engine.on("connection", (connection: NodeJS.EventEmitter) => {
    connection.once("close", (reason: string, cause?: unknown) => {
      const words = cause instanceof Error ? cause.message : "";
      if (TOO_LONG.test(words)) noteBroken("TOO_LARGE");
      else if (NO_FRAME.test(words) || reason === "parse error") noteBroken("BAD_REQUEST");
    });
  });
  // A frame that is no packet of Socket.IO.
  io.on("connection", (socket) => void socket.on("error", () => noteBroken("BAD_REQUEST")));
}

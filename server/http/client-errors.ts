// Bytes at the port that never become a request: no HTTP, headers that are too many or too slow, tunnels,
// unknown upgrades. Each is answered by a problem, and its connection closed, since the next request cannot
// be found in it.
import { randomUUID } from "node:crypto";
import { type Server, STATUS_CODES } from "node:http";
import { Socket } from "node:net";
import type { Duplex } from "node:stream";
import {
  ERROR_CODES,
  type ErrorView,
  HeartwireError,
  toErrorView,
  toProblem,
} from "@/protocol/errors";
import { SOCKET_PATH } from "@/protocol/socket-path";
import { findCallerAddress } from "@/server/caller";
import { getLog } from "@/server/log";
import { logRefusal } from "./refusal-log";
import { listSecurityHeaders } from "./security-headers";

const HEADERS_TOO_MANY = new HeartwireError("TOO_LARGE", "The headers are too large.");
const TOO_SLOW = new HeartwireError("TIMEOUT", "The request took too long to arrive.");
const NO_HTTP = new HeartwireError("BAD_REQUEST", "This is no HTTP/1.1.");
const NO_UPGRADE = new HeartwireError(
  "BAD_REQUEST",
  `Only ${SOCKET_PATH} is upgraded, to a WebSocket. Ask again without Upgrade, as plain HTTP/1.1.`,
);

const NO_TUNNEL = new HeartwireError("METHOD_NOT_ALLOWED", "This method is not used here.");

/** Node's code → what is said, with the status HTTP has for exactly this. */
const REASONS: Record<string, [error: HeartwireError, status: number]> = {
  HPE_HEADER_OVERFLOW: [HEADERS_TOO_MANY, 431],
  ERR_HTTP_REQUEST_TIMEOUT: [TOO_SLOW, 408],
};
/** The caller has gone, in the middle of a request or after an answer it did not wait for. */
const GONE = new Set(["ECONNRESET", "EPIPE", "HPE_INVALID_EOF_STATE"]);

/**
 * Answers them from now on. Upgrades to paths beginning with `upgraded` are left to anyone who else listens.
 */
export function handleClientErrors(server: Server, upgraded: readonly string[]): void {
  server.on("clientError", ({ code = "" }: NodeJS.ErrnoException, connection) => {
    if (GONE.has(code) || !connection.writable || isAnswered(connection)) connection.destroy();
    else refuse(connection, ...(REASONS[code] ?? [NO_HTTP, ERROR_CODES.BAD_REQUEST.status]));
  });
  server.on("connect", (_, connection) => {
    connection.on("error", () => connection.destroy());
    refuse(connection, NO_TUNNEL, ERROR_CODES.METHOD_NOT_ALLOWED.status);
  });
  server.on("upgrade", ({ url = "" }, connection) => {
    if (upgraded.some((path) => url.startsWith(path))) return;
    connection.on("error", () => connection.destroy());
    refuse(connection, NO_UPGRADE, ERROR_CODES.BAD_REQUEST.status);
  });
}

/** True in the middle of an answer, which a second one would only damage. */
function isAnswered(connection: Duplex): boolean {
  const answer: unknown = Reflect.get(connection, "_httpMessage");
  return typeof answer === "object" && answer !== null && Reflect.get(answer, "headersSent");
}

/** Answers with a problem, without a response to write it to, ends the connection, and writes one line. */
export function refuse(connection: Duplex, error: HeartwireError, status?: number): void {
  const view = toErrorView(error, randomUUID());
  const address = connection instanceof Socket ? connection.remoteAddress : undefined;
  const line = { errorId: view.errorId, code: view.code };
  logRefusal(getLog(), findCallerAddress(address, null, 0), line, "a request was refused");
  writeRefusal(connection, view, status);
}

/** The answer alone. */
export function writeRefusal(
  connection: Duplex,
  view: ErrorView,
  status: number = ERROR_CODES[view.code].status,
): void {
  const body = JSON.stringify({ ...toProblem(view), status });
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    "Content-Type: application/problem+json",
    `Content-Length: ${Buffer.byteLength(body)}`,
    "Cache-Control: no-store",
    ...listSecurityHeaders().map((pair) => pair.join(": ")),
    "Connection: close",
  ];
  connection.end(`${head.join("\r\n")}\r\n\r\n${body}`, () => connection.destroy());
}

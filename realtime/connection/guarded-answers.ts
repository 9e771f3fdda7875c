// The security headers on what engine.io answers by itself: the upgrade's 101, and the refusal of an upgrade
// in the form of a Problem.
import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Server } from "socket.io";
import { HeartwireError, toErrorView } from "@/protocol/errors";
import { writeRefusal } from "@/server/http/client-errors";
import { listSecurityHeaders } from "@/server/http/security-headers";

const REFUSED = new HeartwireError("BAD_REQUEST", "This is no handshake of a socket.");
const TURNED_AWAY = new HeartwireError("FORBIDDEN", "Too many connections.");
/** engine.io's code where `allowRequest` said no. */
const NOT_ALLOWED = 4;

interface Refused {
  code: number;
  req: IncomingMessage;
}

/** From now on; answers to plain requests have the headers from the gate. */
export function guardAnswers(engine: Server["engine"]): void {
  engine.on("headers", (headers: Record<string, string>) => {
    Object.assign(headers, Object.fromEntries(listSecurityHeaders()));
  });
  engine.on("connection_error", ({ code, req }: Refused) => {
    if (req.headers.upgrade === undefined || !req.socket.writable) return;
    // What engine.io writes after it goes nowhere: the connection is no longer writable.
    const view = toErrorView(code === NOT_ALLOWED ? TURNED_AWAY : REFUSED, randomUUID());
    writeRefusal(req.socket, view);
  });
}

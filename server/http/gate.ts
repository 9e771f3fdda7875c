// Counts and judges everything that comes to the port before it costs: connections, requests, upgrades and
// other bytes. Refusals have one form. A connection that is refused too often is closed, and an address that
// is refused too often is blocked for a while.
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { HeartwireError } from "@/protocol/errors";
import { findCallerAddress } from "@/server/caller";
import { findConfig, scaleUp } from "@/server/config";
import { findEngine } from "@/server/engine-slot";
import { getLog } from "@/server/log";
import { judgeRequest, surfaceOf } from "./judge-request";
import { sendProblem } from "./problem";
import { logRefusal } from "./refusal-log";
import { listSecurityHeaders } from "./security-headers";
import { stampRequest } from "./trusted-headers";
import { createWindowCounter } from "./window-counter";

const WINDOW_MS = 10_000;
/** What no limit of the API counts: pages, files, probes, sign-in, polling, and whatever is refused. */
const REQUESTS_OF_ADDRESS = 6_000;
const CONNECTIONS_OF_ADDRESS = 256;
/** Beyond, an address is not answered but cut at its next connection. */
const REFUSALS_OF_ADDRESS = 2_000;
/** Beyond, a connection is closed with its answer. */
const REFUSALS_OF_CONNECTION = 50;
/** Requests that wait on one connection behind the one that is answered. */
const WAITING_MAX = 16;
/** Answered and not yet taken by the callers of one address. */
const UNREAD_BYTES_MAX = 16 * 1_024 * 1_024;
const TOO_MANY = "Too many requests. Wait a moment.";

interface Waiting {
  request: IncomingMessage;
  begin(): void;
}

interface Connection {
  address: string;
  isAnswering: boolean;
  waiting: Waiting[];
  /** Its last answer is on its way; what comes after is not looked at. */
  isEnding: boolean;
  refusals: number;
}

export interface Gate {
  /** False, and the connection cut, when its address has too many or was refused too often. */
  admit(socket: Socket): boolean;
  /** Calls `serve` once the request was let in and all before it on its connection are answered. */
  enter(request: IncomingMessage, response: ServerResponse, serve: () => void): void;
  /** The refusal of an upgrade; null lets it pass. */
  judgeUpgrade(request: IncomingMessage): HeartwireError | null;
  /** A connection of the address was cut elsewhere; weighs as much as all that it could have been refused. */
  countCut(address: string): void;
}

/** Nothing is counted yet. Limits are multiplied by LIMIT_SCALE; ends are never sooner than written here. */
export function createGate(): Gate {
  const connections = new WeakMap<object, Connection>();
  const socketsByAddress = new Map<string, Set<Socket>>();
  const requests = createWindowCounter(() => scaled(REQUESTS_OF_ADDRESS), WINDOW_MS);
  const attempts = createWindowCounter(() => CONNECTIONS_OF_ADDRESS * scaleUp(), WINDOW_MS);
  const refusals = createWindowCounter(() => REFUSALS_OF_ADDRESS * scaleUp(), WINDOW_MS);

  function connectionOf(socket: Socket): Connection {
    const known = connections.get(socket);
    if (known) return known;
    const address = findCallerAddress(socket.remoteAddress, null, 0);
    const made = { address, isAnswering: false, waiting: [], isEnding: false, refusals: 0 };
    connections.set(socket, made);
    return made;
  }

  function holdOpen(socket: Socket, address: string) {
    const open = socketsByAddress.get(address) ?? new Set();
    socketsByAddress.set(address, open.add(socket));
    socket.once("close", () => {
      open.delete(socket);
      if (open.size === 0) socketsByAddress.delete(address);
    });
  }

  function cut(socket: Socket, address: string, limit: string): false {
    countHit(limit);
    logRefusal(getLog(), address, { code: "RATE_LIMITED" }, "a connection was refused");
    stopParsing(socket);
    socket.destroy();
    return false;
  }

  /** A connection that asks more than can wait. */
  function cutFlood(connection: Connection, request: IncomingMessage) {
    const { waiting } = connection;
    connection.isEnding = true;
    connection.waiting = [];
    refusals.count(connection.address, REFUSALS_OF_CONNECTION);
    cut(request.socket, connection.address, "requests-of-connection");
    // Node ends what is left with an error and its stack for each, which costs more than the request did.
    for (const { request: left } of [...waiting, { request }]) left.destroy();
  }

  /** What the callers of an address have been sent and not taken. */
  function isUnread(address: string): boolean {
    const open = socketsByAddress.get(address);
    if (!open || open.size < 2) return false;
    let bytes = 0;
    for (const socket of open) bytes += socket.writableLength;
    return bytes > UNREAD_BYTES_MAX * scaleUp();
  }

  function judge(request: IncomingMessage): HeartwireError | null {
    const address = stampRequest(request);
    const refused = catchRefusal(() => judgeRequest(request));
    const wait = refused || !isCountedByRoute(request) ? requests.count(address) : 0;
    if (wait > 0) {
      countHit("requests-of-address");
      return new HeartwireError("RATE_LIMITED", TOO_MANY, { retryAfterMs: wait });
    }
    if (isUnread(address)) {
      countHit("unread-of-address");
      const words = "Read what was answered before you ask more.";
      return new HeartwireError("RATE_LIMITED", words, { retryAfterMs: 1_000 });
    }
    return refused;
  }

  function answer(
    connection: Connection,
    request: IncomingMessage,
    response: ServerResponse,
    serve: () => void,
  ) {
    connection.isAnswering = true;
    response.once("close", () => {
      if (response.statusCode === 429) {
        connection.refusals++;
        refusals.count(connection.address);
      }
      connection.isAnswering = false;
      connection.waiting.shift()?.begin();
    });
    if (connection.refusals >= REFUSALS_OF_CONNECTION * scaleUp()) {
      connection.isEnding = true;
      response.setHeader("Connection", "close");
      const retry = { retryAfterMs: WINDOW_MS };
      return sendProblem(request, response, new HeartwireError("RATE_LIMITED", TOO_MANY, retry));
    }
    const refused = judge(request);
    if (!refused) return serve();
    sendProblem(request, response, refused);
    request.resume();
  }

  return {
    admit(socket) {
      const { address } = connectionOf(socket);
      // Behind a proxy all come from one address; who they are is known at their requests.
      if ((findConfig()?.trustProxy ?? 0) > 0) return true;
      const open = socketsByAddress.get(address)?.size ?? 0;
      if (open >= CONNECTIONS_OF_ADDRESS * scaleUp())
        return cut(socket, address, "connections-of-address");
      if (refusals.readWait(address) > 0) {
        // An address that floods on stays blocked: its next window would begin with new work.
        if (attempts.count(address) > 0) refusals.prolong(address);
        return cut(socket, address, "refusals-of-address");
      }
      holdOpen(socket, address);
      return true;
    },
    enter(request, response, serve) {
      const connection = connectionOf(request.socket);
      if (connection.isEnding || request.socket.destroyed) return;
      for (const [name, value] of listSecurityHeaders()) response.setHeader(name, value);
      const answerThis = () => answer(connection, request, response, serve);
      if (!connection.isAnswering) return answerThis();
      if (connection.waiting.length < WAITING_MAX) {
        connection.waiting.push({ request, begin: answerThis });
      } else cutFlood(connection, request);
    },
    judgeUpgrade(request) {
      const refused = judge(request);
      if (refused?.code === "RATE_LIMITED") refusals.count(connectionOf(request.socket).address);
      return refused;
    },
    countCut: (address) => void refusals.count(address, REFUSALS_OF_CONNECTION),
  };
}

/** Node's parser takes this answer to a request as: what follows is no HTTP. */
const NO_HTTP_FOLLOWS = 2;

/**
 * What was read of its bytes holds thousands of requests, which Node would make before it sees the end.
 * @NOTE `parser.pause()` holds only after the bytes at hand.
 */
function stopParsing(socket: Socket): void {
  const parser: unknown = Reflect.get(socket, "parser");
  if (typeof parser === "object" && parser !== null)
    Reflect.set(parser, "onIncoming", () => NO_HTTP_FOLLOWS);
}

/**
 * Everything of the API except sign-in, which has its own limits, and except what its router leaves to pages.
 */
function isCountedByRoute({ url = "", method }: IncomingMessage): boolean {
  if (surfaceOf(url) !== "api") return false;
  const [path = ""] = url.split("?");
  if (path.includes("//") || path.endsWith("/")) return false;
  return method !== "POST" || !/^\/api(\/v1)?\/auth\//.test(path);
}

function catchRefusal(judge: () => void): HeartwireError | null {
  try {
    judge();
    return null;
  } catch (error) {
    if (error instanceof HeartwireError) return error;
    throw error;
  }
}

/** Where limits that were reached are counted; nowhere before there is an engine. */
function countHit(limit: string): void {
  findEngine()?.limits.countHit(limit);
}

function scaled(limit: number): number {
  return Math.max(1, Math.round(limit * (findConfig()?.limitScale ?? 1)));
}

// The first to touch every HTTP request, before Next: takes away headers only we may write and writes
// them, answers /healthz, /readyz and /metrics itself, sets the security headers, and gives pages the
// nonce without which no script runs. It knows nothing about what lies behind.
import { randomBytes, randomUUID } from "node:crypto";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { Engine } from "@/engine/engine";
import { MESSAGE_BYTES_MAX } from "@/protocol/bounds";
import { ERROR_CODES, HeartwireError, toErrorView, toProblem } from "@/protocol/errors";
import {
  ADDRESS_HEADER,
  findCallerAddress,
  NONCE_HEADER,
  PORT_HEADER,
  readPortOrigin,
} from "@/server/caller";
import { getConfig } from "@/server/config";
import { getLog } from "@/server/log";
import type { RealtimeMetrics } from "../metrics";
import { requireMetricsAccess } from "./metrics-access";
import { pageSecurityHeaders, SECURITY_HEADERS } from "./security-headers";
import type { StaticAssets } from "./static-assets";

/** Without OPTIONS: nothing here is for the scripts of other sites. */
const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]);
const URL_LENGTH_MAX = 4_096;
/** Headers the framework behind trusts, so that callers must not send them. */
const OURS_ALONE = [
  ADDRESS_HEADER,
  PORT_HEADER,
  NONCE_HEADER,
  "content-security-policy",
  "content-security-policy-report-only",
  "x-middleware-subrequest",
  "x-middleware-rewrite",
  "x-nextjs-data",
  "next-resume",
];

/** Writes who calls and through which door into the request's headers, over whatever was sent. */
export function stampRequest(request: IncomingMessage): void {
  for (const name of OURS_ALONE) delete request.headers[name];
  const forwardedFor = request.headers["x-forwarded-for"];
  request.headers[ADDRESS_HEADER] = findCallerAddress(
    request.socket.remoteAddress,
    Array.isArray(forwardedFor) ? forwardedFor.join(",") : (forwardedFor ?? null),
    getConfig().trustProxy,
  );
  request.headers[PORT_HEADER] = String(request.socket.localPort ?? "");
}

export interface RequestListenerOptions {
  engine: Engine;
  metrics: RealtimeMetrics;
  /** True from the first signal to stop. */
  isStopping: () => boolean;
  /** Looked at before `next` for what was built; null where nothing is. */
  scripts: StaticAssets | null;
  /** Looked at before `next` for the API, and answers whether it took the request; null leaves all to `next`. */
  api: ((request: IncomingMessage, response: ServerResponse) => Promise<boolean>) | null;
  /** Pages, and whatever is left. */
  next: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
}

/** The request listener of the process's HTTP server. */
export function createRequestListener(options: RequestListenerOptions): RequestListener {
  return (request, response) => {
    const startedAt = performance.now();
    const surface = surfaceOf(request.url ?? "/");
    response.once("close", () => {
      const seconds = (performance.now() - startedAt) / 1_000;
      const status = `${Math.floor(response.statusCode / 100)}xx`;
      options.metrics.requestSeconds.observe({ surface, status }, seconds);
    });
    response.once("finish", () => throwAwayRest(request));
    answer(request, response, surface, options).catch((error: unknown) => {
      sendProblem(request, response, error);
    });
  };
}

/** Left unread, the rest of a refused body would stop the caller's next request on this connection. */
function throwAwayRest(request: IncomingMessage): void {
  if (request.complete) return;
  request.removeAllListeners("data");
  request.resume();
}

type Surface = "probe" | "api" | "static" | "page";

function surfaceOf(url: string): Surface {
  if (/^\/(healthz|readyz|metrics)(\?|$)/.test(url)) return "probe";
  if (/^\/api(\/|\?|$)/.test(url)) return "api";
  return url.startsWith("/_next/static/") ? "static" : "page";
}

/** Behind us, `*` and broken percent signs in an API path end in a bare 500; pages answer 404. */
function isReadable(url: string, surface: Surface): boolean {
  if (!url.startsWith("/")) return false;
  if (surface !== "api") return true;
  try {
    decodeURIComponent(url.split("?")[0] ?? "");
    return true;
  } catch {
    return false;
  }
}

/** The framework behind leaves this one name out in silence, where routes refuse every other. */
function refusePrototypeKey(url: string): void {
  const query = url.split("?")[1];
  if (!query || !new URLSearchParams(query).has("__proto__")) return;
  throw new HeartwireError("VALIDATION", "There is no such parameter.", {
    fields: { query: "names what is not known" },
  });
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  surface: Surface,
  options: RequestListenerOptions,
): Promise<void> {
  stampRequest(request);
  for (const [name, value] of SECURITY_HEADERS) response.setHeader(name, value);
  if (!METHODS.has(request.method ?? "")) {
    throw new HeartwireError("METHOD_NOT_ALLOWED", "This method is not used here.");
  }
  if ((request.url ?? "").length > URL_LENGTH_MAX) {
    throw new HeartwireError("BAD_REQUEST", "The address is too long.");
  }
  if (!isReadable(request.url ?? "/", surface)) {
    throw new HeartwireError("BAD_REQUEST", "The address cannot be read.");
  }
  if (surface === "api") refusePrototypeKey(request.url ?? "");
  if (Number(request.headers["content-length"] ?? 0) > MESSAGE_BYTES_MAX) {
    const kilobytes = MESSAGE_BYTES_MAX / 1_024;
    throw new HeartwireError("TOO_LARGE", `A body may hold at most ${kilobytes} KB.`);
  }
  if (surface === "probe") return answerProbe(request, response, options);
  // A request in flight at shutdown is answered, and its connection not used again.
  if (options.isStopping()) response.setHeader("Connection", "close");
  const origin = readPortOrigin(request.headers);
  request.headers["x-forwarded-host"] = new URL(origin).host;
  request.headers["x-forwarded-proto"] = new URL(origin).protocol.replace(":", "");
  if (surface === "page") {
    const nonce = randomBytes(16).toString("base64");
    for (const [name, value] of pageSecurityHeaders(nonce, origin)) {
      response.setHeader(name, value);
      request.headers[name.toLowerCase()] = value;
    }
    request.headers[NONCE_HEADER] = nonce;
  }
  if (surface === "static" && (await options.scripts?.(request, response))) return;
  if (surface === "api" && (await options.api?.(request, response))) return;
  await options.next(request, response);
}

async function answerProbe(
  request: IncomingMessage,
  response: ServerResponse,
  { engine, metrics, isStopping }: RequestListenerOptions,
): Promise<void> {
  if (request.method !== "GET" && request.method !== "HEAD") {
    throw new HeartwireError("METHOD_NOT_ALLOWED", "This path takes GET.");
  }
  const path = (request.url ?? "").split("?")[0];
  if (path === "/metrics") {
    requireMetricsAccess(request);
    return sendText(response, metrics.registry.contentType, await metrics.registry.metrics());
  }
  if (path === "/readyz") {
    if (isStopping()) throw new HeartwireError("UNAVAILABLE", "The server is stopping.");
    await engine.readiness();
  }
  sendText(response, "application/json", JSON.stringify({ status: "ok" }));
}

function sendText(response: ServerResponse, contentType: string, text: string): void {
  response.setHeader("Content-Type", contentType);
  response.setHeader("Cache-Control", "no-store");
  response.end(text);
}

/** The error as a problem, and one log line without anything the caller sent. */
function sendProblem(request: IncomingMessage, response: ServerResponse, error: unknown): void {
  const problem = toProblem(toErrorView(error, randomUUID()));
  const line = {
    errorId: problem.errorId,
    code: problem.code,
    method: request.method,
    path: (request.url ?? "").split("?")[0]?.slice(0, 200),
  };
  if (problem.code === "INTERNAL") getLog().error({ ...line, err: error }, "a request failed");
  else getLog().info(line, "a request was refused");
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.statusCode = ERROR_CODES[problem.code].status;
  sendText(response, "application/problem+json", JSON.stringify(problem));
}

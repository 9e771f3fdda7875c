// Routes a request that passed the gate. /healthz, /readyz and /metrics are answered here, files and the API
// by their handlers. Next gets the rest, with the nonce that every script of a page needs.
import { randomBytes } from "node:crypto";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { Engine } from "@/engine/engine";
import { HeartwireError } from "@/protocol/errors";
import { NONCE_HEADER, readPortOrigin } from "@/server/caller";
import type { RealtimeMetrics } from "../metrics";
import { isEarlyForm, type Surface, surfaceOf } from "./judge-request";
import { requireMetricsAccess } from "./metrics-access";
import { sendProblem, sendText } from "./problem";
import { writeContentPolicy } from "./security-headers";
import type { StaticAssets } from "./static-assets";

export interface RequestListenerOptions {
  engine: Engine;
  metrics: RealtimeMetrics;
  /** True from the first signal to stop. */
  isStopping: () => boolean;
  /** Looked at before `next` for files; null leaves them to it. */
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

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  surface: Surface,
  options: RequestListenerOptions,
): Promise<void> {
  if (surface === "probe") return answerProbe(request, response, options);
  if (isEarlyForm(request)) return leadBack(request, response);
  // A request in flight at shutdown is answered, and its connection not used again.
  if (options.isStopping()) response.setHeader("Connection", "close");
  const origin = readPortOrigin(request.headers);
  request.headers["x-forwarded-host"] = new URL(origin).host;
  request.headers["x-forwarded-proto"] = new URL(origin).protocol.replace(":", "");
  if (surface === "page") {
    const nonce = randomBytes(16).toString("base64");
    const policy = writeContentPolicy(nonce, origin);
    response.setHeader("Content-Security-Policy", policy);
    // The framework takes the nonce of its scripts from here.
    request.headers["content-security-policy"] = policy;
    request.headers[NONCE_HEADER] = nonce;
  }
  if (surface !== "api" && options.scripts?.(request, response)) return;
  if (surface === "api" && (await options.api?.(request, response))) return;
  await options.next(request, response);
}

/** To the page of the form, empty: what was typed is in no address and reaches no page. */
function leadBack({ url = "/" }: IncomingMessage, response: ServerResponse): void {
  response.statusCode = 303;
  response.setHeader("Location", url);
  sendText(response, "text/plain; charset=utf-8", "");
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

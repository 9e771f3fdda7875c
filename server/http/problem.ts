// A refusal or failure as application/problem+json on a plain Node response, and its one line in the log.
import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { ERROR_CODES, toErrorView, toProblem } from "@/protocol/errors";
import { readCallerAddress } from "@/server/caller";
import { getLog } from "@/server/log";
import { logRefusal } from "./refusal-log";

/** Answers with the problem, by its own status unless given; an answer that has begun is broken off instead. */
export function sendProblem(
  request: IncomingMessage,
  response: ServerResponse,
  error: unknown,
  status?: number,
): void {
  const view = toErrorView(error, randomUUID());
  const problem = { ...toProblem(view), status: status ?? ERROR_CODES[view.code].status };
  const fields = {
    errorId: problem.errorId,
    code: problem.code,
    method: request.method,
    path: (request.url ?? "").split("?")[0]?.slice(0, 200),
  };
  if (problem.code === "INTERNAL") getLog().error({ ...fields, err: error }, "a request failed");
  else logRefusal(getLog(), readCallerAddress(request.headers), fields, "a request was refused");
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.statusCode = problem.status;
  if (problem.retryAfterMs !== undefined) {
    response.setHeader("Retry-After", Math.max(1, Math.ceil(problem.retryAfterMs / 1_000)));
  }
  sendText(response, "application/problem+json", JSON.stringify(problem));
}

/** A short answer that is not cached. */
export function sendText(response: ServerResponse, contentType: string, text: string): void {
  response.setHeader("Content-Type", contentType);
  response.setHeader("Cache-Control", "no-store");
  response.end(text);
}

// The one way into every API route: limits, origin, body, session, path and query are read in this order,
// then the route runs. Answers and errors leave in one shape within five seconds. Routes hold no rules: parse
// → session → engine → answer.
import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { SessionIdentity } from "@/engine/accounts/sessions";
import { toUnavailable } from "@/engine/database/outage";
import { withDeadline } from "@/engine/deadline";
import type { Engine } from "@/engine/engine";
import { isFurtherRefusal } from "@/engine/limits";
import { ERROR_CODES, HeartwireError, toErrorView, toProblem } from "@/protocol/errors";
import { PERSON_HEADER } from "@/protocol/person-header";
import { readSession, requireSession } from "@/server/auth/session";
import { readCallerAddress, readHeader } from "@/server/caller";
import { getEngine } from "@/server/engine-slot";
import { getLog } from "@/server/log";
import { logRefusal } from "../refusal-log";
import { createTurns } from "../turns";
import { readJsonBody, readQuery, refuseForeignCaller } from "./request-parsing";

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;
type Method = (typeof METHODS)[number];
const ANSWER_WITHIN_MS = 5_000;
/** Of one caller: fewer than the database has connections, so that some are left for others. */
const turns = createTurns({ atOnce: 4, waitingMax: 500 });

/** Who may ask: a signed-in person, any visitor (signed in or not), or anyone, unlooked at. */
type Access = "person" | "visitor" | "anyone";

interface RouteRules<A extends Access, P extends z.ZodType, Q extends z.ZodType, B> {
  access: A;
  params?: P;
  query?: Q;
  /** Without a schema the route takes no body. A missing body reaches the schema as `{}`. */
  body?: B;
  /** Status of a good answer; 200 by default. A route that answers a Response chooses for itself. */
  status?: number;
  /** Not counted with everything else a caller asks. */
  hasOwnLimit?: boolean;
}

interface Asked<A extends Access, P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> {
  engine: Engine;
  session: A extends "person"
    ? SessionIdentity
    : A extends "visitor"
      ? SessionIdentity | null
      : null;
  viewerId: A extends "person" ? string : A extends "visitor" ? string | null : null;
  params: z.output<P>;
  query: z.output<Q>;
  body: z.output<B>;
  headers: Headers;
  address: string;
  /** Aborted once the caller was answered TIMEOUT. */
  signal: AbortSignal | undefined;
}

interface RouteContext {
  params: Promise<Record<string, string | string[] | undefined>>;
  /** Aborted once the caller was answered TIMEOUT: what is still to be done for them should not be. */
  signal?: AbortSignal;
}
export type RouteHandler = (request: Request, context: RouteContext) => Promise<Response>;

const nothing = z.strictObject({});

/** Builds a handler from what the route accepts and what it answers with. */
export function route<
  A extends Access,
  P extends z.ZodType = typeof nothing,
  Q extends z.ZodType = typeof nothing,
  B extends z.ZodType = typeof nothing,
>(
  rules: RouteRules<A, P, Q, B>,
  answer: (asked: Asked<A, P, Q, B>) => unknown | Promise<unknown>,
): RouteHandler {
  return guarded(async (request, context) => {
    const asked = await readAsked(rules, request, context);
    const answered = await answer(asked);
    return answered instanceof Response ? answered : jsonAnswer(answered, rules.status ?? 200);
  }, rules);
}

async function readAsked<
  A extends Access,
  P extends z.ZodType,
  Q extends z.ZodType,
  B extends z.ZodType,
>(
  rules: RouteRules<A, P, Q, B>,
  request: Request,
  context: RouteContext,
): Promise<Asked<A, P, Q, B>> {
  refuseForeignCaller(request);
  const rawBody = request.method === "GET" ? undefined : await readJsonBody(request);
  const session = await readSessionFor(rules.access, request.headers);
  return {
    engine: getEngine(),
    session,
    viewerId: session?.userId ?? null,
    params: (rules.params ?? nothing).parse((await context.params) ?? {}),
    query: readQuery(request, rules.query ?? nothing),
    body: (rules.body ?? nothing).parse(rawBody === undefined ? {} : rawBody),
    headers: request.headers,
    address: readCallerAddress(request.headers),
    signal: context.signal,
  } as Asked<A, P, Q, B>;
}

async function readSessionFor(access: Access, headers: Headers): Promise<SessionIdentity | null> {
  if (access === "anyone") return null;
  const session = await (access === "person" ? requireSession(headers) : readSession(headers));
  const spokenFor = readHeader(headers, PERSON_HEADER);
  if (spokenFor !== null && spokenFor !== session?.userId) {
    throw new HeartwireError("UNAUTHENTICATED", "You are no longer signed in here as you were.");
  }
  return session;
}

/** One request more of a person, or of the visitors of an address; answers whose. Errors: RATE_LIMITED. */
async function countCall({ headers }: Request): Promise<string> {
  const { callByPerson, callByAddress } = getEngine().limits;
  const session = await readSession(headers);
  const caller = session?.userId ?? readCallerAddress(headers);
  await (session ? callByPerson : callByAddress).consume(caller);
  return caller;
}

/** Counts the caller, runs a handler within the time limit and turns whatever is thrown into a problem. */
export function guarded(
  handle: RouteHandler,
  { hasOwnLimit = false }: { hasOwnLimit?: boolean } = {},
): RouteHandler {
  return async (request, context) => {
    const deadline = new AbortController();
    const answer = async () => {
      const asked = { ...context, signal: deadline.signal };
      if (hasOwnLimit) return handle(request, asked);
      const caller = await countCall(request);
      return turns.run(
        caller,
        () => handle(request, asked),
        () => deadline.signal.aborted,
      );
    };
    try {
      return await withDeadline(answer(), ANSWER_WITHIN_MS, { onLate: () => deadline.abort() });
    } catch (error) {
      return problemAnswer(error, request);
    }
  };
}

/** All methods of one path: those it has, and METHOD_NOT_ALLOWED for the others. */
export function methods(
  handlers: Partial<Record<Method, RouteHandler>>,
): Record<Method, RouteHandler> {
  const allowed = METHODS.filter((method) => handlers[method]);
  const refuse = guarded(async (request) => {
    const words = `This path takes ${allowed.join(", ")}, not ${request.method}.`;
    const response = problemAnswer(new HeartwireError("METHOD_NOT_ALLOWED", words), request);
    response.headers.set("Allow", allowed.join(", "));
    return response;
  });
  const all = METHODS.map((method) => [method, handlers[method] ?? refuse]);
  return Object.fromEntries(all) as Record<Method, RouteHandler>;
}

/** A JSON answer that is not cached. */
export function jsonAnswer(data: unknown, status: number): Response {
  return Response.json(data ?? {}, { status, headers: { "Cache-Control": "no-store" } });
}

/** The error as application/problem+json, and one log line without anything the caller sent; a flood has one. */
export function problemAnswer(error: unknown, request: Request): Response {
  const view = toErrorView(toUnavailable(error), randomUUID());
  const { status } = ERROR_CODES[view.code];
  const line = {
    errorId: view.errorId,
    code: view.code,
    method: request.method,
    path: new URL(request.url).pathname.slice(0, 200),
  };
  if (view.code === "INTERNAL") getLog().error({ ...line, err: error }, "a request failed");
  else if (!isFurtherRefusal(error)) {
    logRefusal(getLog(), readCallerAddress(request.headers), line, "a request was refused");
  }
  const headers = new Headers({
    "Content-Type": "application/problem+json",
    "Cache-Control": "no-store",
  });
  if (view.retryAfterMs !== undefined) {
    headers.set("Retry-After", String(Math.max(1, Math.ceil(view.retryAfterMs / 1000))));
  }
  return new Response(JSON.stringify(toProblem(view)), { status, headers });
}

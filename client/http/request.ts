// Sends requests to HTTP routes and returns typed data, or a HeartwireError made of the server's Problem. The
// only caller of fetch in the client. Holds no state: the constructor's caller settles whose requests they
// are.
import { ERROR_CODES, type ErrorCode, HeartwireError } from "@/protocol/errors";
import { PERSON_HEADER } from "@/protocol/person-header";
import { withDeadline } from "../deadline";
import { fromView, unanswered, unreachable, unreadable } from "../errors";
import type { Check, SchemaSource } from "./lazy-schemas";
import type { Schemas } from "./schemas";

export interface RequestSetup {
  schemas: SchemaSource;
  /** `https://host:port`, without a path; left out, paths lead to where the page came from. */
  baseUrl?: string | undefined;
  /** Sent with every request. */
  headers?: Record<string, string> | undefined;
  /** Every request says that it is this person's; the server refuses it for anybody else. */
  userId?: string | null | undefined;
}

export interface RequestOptions {
  method?: "GET" | "POST" | "PUT" | "DELETE";
  body?: unknown;
  signal?: AbortSignal;
}

/** Throws UNAVAILABLE when nothing answered and TIMEOUT after ten seconds: the outcome is then unknown. */
export type Request = <Value>(
  check: Check<Value>,
  path: string,
  options?: RequestOptions,
) => Promise<Value>;

const TIMEOUT_MS = 10_000;

export function createRequest(setup: RequestSetup): Request {
  return async (check, path, options = {}) => {
    const [response, schemas] = await Promise.all([
      send(setup, path, options),
      schemasInTime(setup.schemas),
    ]);
    const body = await readBody(response);
    if (!response.ok) throw errorOf(schemas, response, body);
    try {
      return check(schemas).parse(body);
    } catch (error) {
      throw unreadable(error);
    }
  };
}

/** A path with a query; what is undefined or null is left out. */
export function withQuery(path: string, query: Record<string, string | number | null | undefined>) {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null) search.set(name, String(value));
  }
  return search.size === 0 ? path : `${path}?${search}`;
}

// Joined by hand: AbortSignal.any is younger than the browsers we are read in.
function send(setup: RequestSetup, path: string, options: RequestOptions): Promise<Response> {
  const { signal } = options;
  const stop = new AbortController();
  const pass = () => stop.abort(signal?.reason);
  signal?.addEventListener("abort", pass);
  if (signal?.aborted) pass();
  const asked = fetch(`${setup.baseUrl ?? ""}${path}`, {
    ...initOf(setup, options),
    signal: stop.signal,
  }).catch((error: unknown) => {
    if (signal?.aborted) throw error;
    throw unreachable(error);
  });
  return withDeadline(asked, TIMEOUT_MS, () => {
    stop.abort();
    throw unanswered();
  }).finally(() => signal?.removeEventListener("abort", pass));
}

function initOf({ headers, userId }: RequestSetup, { method = "GET", body }: RequestOptions) {
  return {
    method,
    credentials: "same-origin",
    cache: "no-store",
    headers: {
      ...headers,
      ...(method === "GET" ? {} : { "content-type": "application/json" }),
      ...(userId ? { [PERSON_HEADER]: userId } : {}),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  } satisfies RequestInit;
}

/** An answer that cannot be checked in time is no answer. */
function schemasInTime(schemas: SchemaSource): Promise<Schemas> {
  const loading = schemas.load().catch((error: unknown) => {
    throw unreachable(error);
  });
  return withDeadline(loading, TIMEOUT_MS, () => {
    throw unanswered();
  });
}

async function readBody(response: Response): Promise<unknown> {
  try {
    const text = await response.text();
    return text === "" ? null : JSON.parse(text);
  } catch {
    return null;
  }
}

/** A proxy in between answers without a Problem: its status still says what kind of failure it is. */
function errorOf(schemas: Schemas, response: Response, body: unknown): HeartwireError {
  const problem = schemas.problem.safeParse(body);
  if (problem.success) return fromView(problem.data);
  const { status } = response;
  if (status === 502 || status === 503) return unreachable();
  const codes = Object.keys(ERROR_CODES) as ErrorCode[];
  const code = codes.find((each) => ERROR_CODES[each].status === status);
  return new HeartwireError(
    code ?? (status < 500 ? "BAD_REQUEST" : "INTERNAL"),
    `Heartwire answered ${status}.`,
  );
}

// Asks the HTTP routes of our own origin: typed data comes back, or a HeartwireError made of the
// Problem the server sent. The only caller of fetch in the client.
import { ERROR_CODES, type ErrorCode, HeartwireError } from "@/protocol/errors";
import { PERSON_HEADER } from "@/protocol/person-header";
import { fromView, unanswered, unreachable, unreadable } from "../errors";
import { type Checked, loadSchemas, schemasNow } from "./lazy-schemas";

export interface RequestOptions {
  method?: "GET" | "POST" | "PUT" | "DELETE";
  body?: unknown;
  signal?: AbortSignal;
}

const TIMEOUT_MS = 10_000;

let speaker: string | null = null;

/** From now on every request says that it is this person's; the server refuses it for anybody else. */
export function speakFor(userId: string | null): void {
  speaker = userId;
}

/** Throws UNAVAILABLE when nothing answered and TIMEOUT after ten seconds: the outcome is then unknown. */
export async function request<Value>(
  schema: Checked<Value>,
  path: string,
  options: RequestOptions = {},
): Promise<Value> {
  const [response] = await Promise.all([send(path, options), schemasInTime()]);
  const body = await readBody(response);
  if (!response.ok) throw errorOf(response, body);
  try {
    return schema.parse(body);
  } catch (error) {
    throw unreadable(error);
  }
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
async function send(path: string, { method = "GET", body, signal }: RequestOptions) {
  const stop = new AbortController();
  const pass = () => stop.abort(signal?.reason);
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    stop.abort();
  }, TIMEOUT_MS);
  signal?.addEventListener("abort", pass);
  if (signal?.aborted) pass();
  try {
    return await fetch(path, {
      method,
      credentials: "same-origin",
      cache: "no-store",
      headers: {
        ...(method === "GET" ? {} : { "content-type": "application/json" }),
        ...(speaker === null ? {} : { [PERSON_HEADER]: speaker }),
      },
      signal: stop.signal,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw isLate ? unanswered() : unreachable(error);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", pass);
  }
}

/** An answer that cannot be checked in time is no answer. */
function schemasInTime(): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(unanswered()), TIMEOUT_MS);
    loadSchemas()
      .then(resolve, (error) => reject(unreachable(error)))
      .finally(() => clearTimeout(timer));
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

/** A proxy in between answers without a Problem: its status still tells what kind of failure it is. */
function errorOf(response: Response, body: unknown): HeartwireError {
  const problem = schemasNow().problem.safeParse(body);
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

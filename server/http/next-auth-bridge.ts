// next-auth behind our own door: it is handed a request whose body was read within bounds and whose
// origin is ours to say, and its answer becomes a plain Response. A database that does not answer is an
// error here; left to next-auth it would look like a session that ended and sign everybody out.
import type { NextApiRequest, NextApiResponse } from "next";
import NextAuth from "next-auth";
import { HeartwireError } from "@/protocol/errors";
import { defaultOf } from "@/server/auth/interop-default";
import { authOptionsFor } from "@/server/auth/next-auth-options";
import { readSession } from "@/server/auth/session";
import { readPortOrigin, readRequestSite } from "@/server/caller";
import { readTextBody } from "./request-parsing";

// next-auth takes its address from these two variables: the door a request came through says it instead.
Reflect.deleteProperty(process.env, "NEXTAUTH_URL");
Reflect.set(process.env, "AUTH_TRUST_HOST", "true");

const ACTIONS = new Set(["session", "csrf", "providers", "signin", "signout", "callback", "error"]);

/** True for the paths of next-auth that exist here. */
export function isSignInAction(segments: string[]): boolean {
  return ACTIONS.has(segments[0] ?? "") && segments.length <= 2;
}

/** Lets next-auth answer. Errors: FORBIDDEN for foreign pages, TOO_LARGE, BAD_REQUEST, UNAVAILABLE. */
export async function answerSignIn(request: Request, nextauth: string[]): Promise<Response> {
  if (request.method === "POST" && readRequestSite(request.headers) === "foreign") {
    throw new HeartwireError("FORBIDDEN", "Sign in and out on this site's own pages.");
  }
  const body = request.method === "POST" ? await readForm(request) : undefined;
  await readSession(request.headers);
  const origin = readPortOrigin(request.headers);
  const url = new URL(request.url);
  const query = withOwnCallback(Object.fromEntries(url.searchParams), origin);
  const collected = new CollectedAnswer();
  // next-auth takes a Node-style pair and uses of it only what stands here.
  await defaultOf(NextAuth)(
    {
      method: request.method,
      query: { ...query, nextauth },
      body: body && withOwnCallback(body, origin),
      cookies: readCookies(request, origin),
      headers: {
        ...Object.fromEntries(request.headers),
        "x-forwarded-host": new URL(origin).host,
        "x-forwarded-proto": new URL(origin).protocol.replace(":", ""),
      },
    } as unknown as NextApiRequest,
    collected as unknown as NextApiResponse,
    authOptionsFor(request.headers),
  );
  return collected.toResponse();
}

async function readForm(request: Request): Promise<Record<string, string>> {
  const contentType = request.headers.get("content-type") ?? "";
  const text = await readTextBody(request);
  if (text === "") return {};
  if (contentType.startsWith("application/x-www-form-urlencoded")) {
    return Object.fromEntries(new URLSearchParams(text));
  }
  if (!contentType.startsWith("application/json")) {
    throw new HeartwireError("UNSUPPORTED_MEDIA_TYPE", "Send a form or application/json.");
  }
  try {
    const fields: unknown = JSON.parse(text);
    if (typeof fields !== "object" || fields === null) throw new TypeError();
    return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, String(value)]));
  } catch {
    throw new HeartwireError("BAD_REQUEST", "The body is not a JSON object.");
  }
}

/** After sign-in people go to a page of ours or nowhere. */
function withOwnCallback(fields: Record<string, string>, origin: string): Record<string, string> {
  const { callbackUrl, ...others } = fields;
  return callbackUrl !== undefined && isOwn(callbackUrl, origin)
    ? { ...others, callbackUrl }
    : others;
}

function isOwn(url: string, origin: string): boolean {
  return URL.canParse(url, origin) && new URL(url, origin).origin === origin;
}

function readCookies(request: Request, origin: string): Record<string, string> {
  const cookies: Record<string, string> = {};
  for (const pair of (request.headers.get("cookie") ?? "").split(";")) {
    const at = pair.indexOf("=");
    if (at <= 0) continue;
    const name = pair.slice(0, at).trim();
    const value = decoded(pair.slice(at + 1).trim());
    if (name.endsWith(".callback-url") && !isOwn(value, origin)) continue;
    cookies[name] = value;
  }
  return cookies;
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

/** The response half next-auth writes to. */
class CollectedAnswer {
  readonly #headers = new Map<string, string | string[]>();
  #status = 200;
  #body: string | null = null;

  status(status: number): this {
    this.#status = status;
    return this;
  }
  getHeader(name: string): string | string[] | undefined {
    return this.#headers.get(name.toLowerCase());
  }
  setHeader(name: string, value: string | string[]): this {
    this.#headers.set(name.toLowerCase(), value);
    return this;
  }
  json(body: unknown): void {
    this.setHeader("content-type", "application/json");
    this.#body = JSON.stringify(body);
  }
  send(body: unknown): void {
    if (typeof body === "object" && body !== null) this.json(body);
    else this.#body = body === undefined ? null : String(body);
  }
  end(): void {
    // Everything is collected already.
  }
  toResponse(): Response {
    const headers = new Headers({ "Cache-Control": "private, no-store" });
    for (const [name, value] of this.#headers) {
      if (typeof value === "string") headers.set(name, value);
      else for (const one of value) headers.append(name, one);
    }
    return new Response(this.#body, { status: this.#status, headers });
  }
}

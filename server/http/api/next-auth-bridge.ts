// next-auth behind our own routes. It is handed only what it can read: a body within bounds, its own cookies, addresses
// of ours. What it writes or throws becomes an answer of ours, and an outage is an error: left to next-auth it would
// look like a session that ended and sign everybody out.
import { parseCookie, stringifySetCookie } from "cookie";
import type { NextApiRequest, NextApiResponse } from "next";
import NextAuth from "next-auth";
import { HeartwireError } from "@/protocol/errors";
import { defaultOf } from "@/server/auth/interop-default";
import { readKnownDevice, rememberDevice } from "@/server/auth/known-device";
import {
  authOptionsFor,
  findProviderKind,
  type SignInRequest,
} from "@/server/auth/next-auth-options";
import {
  cookiePrefix,
  FORMER_SESSION_COOKIE,
  readBrowserSession,
  readCookie,
  readSessionCookie,
  sessionCookieName,
} from "@/server/auth/session";
import { readPortOrigin, readRequestSite } from "@/server/caller";
import { foreignPageError } from "../foreign-page";
import { CollectedAnswer } from "./collected-answer";
import { readTextBody } from "./request-parsing";

// next-auth takes its address from these two variables: the origin a request came to says it instead.
Reflect.deleteProperty(process.env, "NEXTAUTH_URL");
Reflect.set(process.env, "AUTH_TRUST_HOST", "true");

const METHODS_OF_ACTION: Record<string, readonly string[]> = {
  session: ["GET", "POST"],
  csrf: ["GET"],
  providers: ["GET"],
  signin: ["GET", "POST"],
  signout: ["GET", "POST"],
  callback: ["GET", "POST"],
  error: ["GET"],
};

/** True for the paths of next-auth that exist here. */
export function isSignInAction(segments: string[]): boolean {
  const [action = "", detail] = segments;
  if (!Object.hasOwn(METHODS_OF_ACTION, action) || segments.length > 2) return false;
  if (action === "callback") return detail !== undefined && findProviderKind(detail) !== null;
  if (action === "signin") return detail === undefined || findProviderKind(detail) !== null;
  return detail === undefined || action === "error";
}

/**
 * Lets next-auth answer. Errors: METHOD_NOT_ALLOWED, FORBIDDEN for foreign pages, TOO_LARGE, BAD_REQUEST,
 * UNAVAILABLE.
 */
export async function answerSignIn(
  request: Request,
  nextauth: string[],
  signal?: AbortSignal,
): Promise<Response> {
  const { headers } = request;
  refuseMethod(request.method, nextauth);
  if (request.method === "POST" && readRequestSite(headers) === "foreign") {
    throw foreignPageError(headers, "Sign in and out on this site's own pages.");
  }
  const body = request.method === "POST" ? await readForm(request) : undefined;
  const [session, knownDevice] = await Promise.all([
    readBrowserSession(headers),
    readKnownDevice(headers),
  ]);
  const asked: SignInRequest = {
    headers,
    signal,
    session,
    knownDevice,
    fault: null,
    enteredAs: null,
  };
  const origin = readPortOrigin(headers);
  const collected = await runNextAuth(request, nextauth, body, asked);
  // What a callback of ours threw next-auth takes for a session that ended, and clears the cookie.
  if (asked.fault !== null && nextauth[0] !== "callback") throw asked.fault;
  const response = collected.toResponse({
    origin,
    mayLeave: nextauth[0] === "signin" && findProviderKind(nextauth[1] ?? "") === "oauth",
  });
  await addCookies(response, asked);
  return response;
}

/**
 * The problem of a refused POST, with the address that next-auth's client reads the reason from. Without one it
 * throws, which looks like a server that cannot be reached.
 */
export async function nameReason(response: Response, { headers }: Request): Promise<Response> {
  if (response.headers.get("content-type") !== "application/problem+json") return response;
  const problem: Record<string, unknown> = await response.json();
  const url = `${readPortOrigin(headers)}/sign-in?error=${problem.code}`;
  return new Response(JSON.stringify({ ...problem, url }), response);
}

function refuseMethod(method: string, [action = "", detail = ""]: string[]): void {
  const isForm = action === "callback" && findProviderKind(detail) === "credentials";
  const taken = isForm ? ["POST"] : (METHODS_OF_ACTION[action] ?? []);
  if (taken.includes(method)) return;
  throw new HeartwireError("METHOD_NOT_ALLOWED", `This path takes ${taken.join(" and ")}.`);
}

async function runNextAuth(
  request: Request,
  nextauth: string[],
  body: Record<string, string> | undefined,
  asked: SignInRequest,
): Promise<CollectedAnswer> {
  const origin = readPortOrigin(request.headers);
  const query = Object.fromEntries(new URL(request.url).searchParams);
  const collected = new CollectedAnswer();
  // next-auth takes a Node-style pair and uses of it only what stands here.
  await defaultOf(NextAuth)(
    {
      method: request.method,
      query: { ...withOwnCallback(query, origin), nextauth },
      body: body && withOwnCallback(body, origin),
      cookies: readCookies(request, origin),
      headers: {
        ...Object.fromEntries(request.headers),
        "x-forwarded-host": new URL(origin).host,
        "x-forwarded-proto": new URL(origin).protocol.replace(":", ""),
      },
    } as unknown as NextApiRequest,
    collected as unknown as NextApiResponse,
    authOptionsFor(asked),
  );
  return collected;
}

/** Remembers the device of a good sign-in, and takes the session away from where it was kept before. */
async function addCookies(response: Response, asked: SignInRequest): Promise<void> {
  const { headers, enteredAs, knownDevice } = asked;
  const name = sessionCookieName(headers);
  const isWritten = response.headers.getSetCookie().some((each) => each.startsWith(`${name}=`));
  if (isWritten && name.startsWith("__Host-") && readCookie(headers, FORMER_SESSION_COOKIE)) {
    response.headers.append(
      "Set-Cookie",
      stringifySetCookie({
        name: FORMER_SESSION_COOKIE,
        value: "",
        path: "/",
        maxAge: 0,
        httpOnly: true,
        sameSite: "lax",
        secure: true,
      }),
    );
  }
  if (isWritten && enteredAs !== null) {
    response.headers.append("Set-Cookie", await rememberDevice(headers, enteredAs, knownDevice));
  }
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

/** After sign-in people go to a page of ours or nowhere; next-auth reads whole addresses only. */
function withOwnCallback(fields: Record<string, string>, origin: string): Record<string, string> {
  const { callbackUrl, ...others } = fields;
  const own = callbackUrl === undefined ? null : ownAddress(callbackUrl, origin);
  return own === null ? others : { ...others, callbackUrl: own };
}

function ownAddress(address: string, origin: string): string | null {
  const url = URL.canParse(address, origin) ? new URL(address, origin) : null;
  return url && /^https?:$/.test(url.protocol) && url.origin === origin ? url.href : null;
}

/** The cookies of next-auth and no others, one value each; the session is the one that the API reads. */
function readCookies({ headers }: Request, origin: string): Record<string, string> {
  const prefix = cookiePrefix(headers);
  const sent = parseCookie(headers.get("cookie") ?? "");
  const named = (name: string) => [`${prefix}.${name}`, sent[`${prefix}.${name}`]];
  const callbackUrl = sent[`${prefix}.callback-url`];
  const found = [
    ...["csrf-token", "pkce.code_verifier", "state", "nonce"].map(named),
    [`${prefix}.callback-url`, callbackUrl && ownAddress(callbackUrl, origin)],
    [sessionCookieName(headers), readSessionCookie(headers)],
  ];
  return Object.fromEntries(found.filter(([, value]) => value));
}

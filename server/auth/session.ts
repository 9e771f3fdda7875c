// Sessions as the outside sees them: which person and which session row stand behind a cookie or a
// bearer token (the same JWE). Used alike by routes, pages and the socket handshake. The token alone
// is never enough: the row it names must still stand (docs/decisions/0012-session-rows-behind-jwe.md).
import { parseCookie } from "cookie";
import { LRUCache } from "lru-cache";
import { decode, encode } from "next-auth/jwt";
import { z } from "zod";
import type { SessionIdentity } from "@/engine/accounts/sessions";
import { HeartwireError } from "@/protocol/errors";
import { idSchema } from "@/protocol/ids";
import { type HeaderSource, readHeader, readPort } from "@/server/caller";
import { getConfig } from "@/server/config";
import { getEngine } from "@/server/engine-slot";

/** The claims of a token: `sub` is the person, `sid` the session row. */
const claimsSchema = z.object({ sub: idSchema, sid: idSchema, exp: z.number() });
type Claims = z.infer<typeof claimsSchema>;

const TOKEN_LENGTH_MAX = 4_096;
const TOKEN_FORM = /^[\w.-]+$/;
const VERIFIED_TOKENS_MAX = 10_000;
const verifiedTokens = new LRUCache<string, Claims>({ max: VERIFIED_TOKENS_MAX });

/** The token of a fresh sign-in, for cookies and programs alike. */
export function issueToken(signedIn: {
  userId: string;
  sessionId: string;
  expiresAt: Date;
}): Promise<string> {
  return encode({
    token: { sub: signedIn.userId, sid: signedIn.sessionId },
    secret: getConfig().authSecret,
    maxAge: Math.max(1, Math.floor((signedIn.expiresAt.getTime() - Date.now()) / 1000)),
  });
}

/** Who is signed in; null for nobody, for a token that is not ours and for a session that ended. */
export async function readSession(headers: HeaderSource): Promise<SessionIdentity | null> {
  const token = readToken(headers);
  return token === null ? null : readSessionOfToken(token);
}

/** Like readSession, but nobody is an UNAUTHENTICATED error. */
export async function requireSession(headers: HeaderSource): Promise<SessionIdentity> {
  const session = await readSession(headers);
  if (!session) throw new HeartwireError("UNAUTHENTICATED", "Sign in to do that.");
  return session;
}

/** Who stands behind a token a program presented. */
export async function readSessionOfToken(token: string): Promise<SessionIdentity | null> {
  const claims = await readClaims(token);
  if (!claims || claims.exp * 1000 <= Date.now()) return null;
  const row = await getEngine().sessions.verifySession(claims.sid);
  if (!row || row.userId !== claims.sub) return null;
  return { userId: row.userId, sessionId: row.sessionId, expiresAt: row.expiresAt };
}

/** True when the caller proves itself by a header that no foreign page can make a browser send. */
export function hasBearer(headers: HeaderSource): boolean {
  return readBearer(headers) !== null;
}

/** True when the browser sent our session cookie, good or not. */
export function hasSessionCookie(headers: HeaderSource): boolean {
  return readSessionCookie(headers) !== null;
}

/** The one token that a browser's cookies hold, for the API and for next-auth alike. */
export function readSessionCookie(headers: HeaderSource): string | null {
  return (
    readCookie(headers, sessionCookieName(headers)) ??
    (usesHostPrefix() ? readCookie(headers, FORMER_SESSION_COOKIE) : null)
  );
}

/** Who stands behind the browser's cookie, whatever else the request carries. */
export async function readBrowserSession(headers: HeaderSource): Promise<SessionIdentity | null> {
  const token = readSessionCookie(headers);
  return token === null ? null : readSessionOfToken(token);
}

/**
 * Cookies ignore ports, so in demo mode the name says which of the two windows it belongs to; behind
 * https the prefix makes browsers refuse it over plain http and from any other host.
 */
export function sessionCookieName(headers: HeaderSource): string {
  return `${cookiePrefix(headers)}.session-token`;
}

/** What all names of our cookies begin with at the origin this request came to. */
export function cookiePrefix(headers: HeaderSource): string {
  if (getConfig().neighborPort !== null) return `next-auth-${readPort(headers)}`;
  return usesHostPrefix() ? "__Host-next-auth" : "next-auth";
}

/** Where the session was kept before: still read where there is no newer one, and taken away by the next sign-in or out. */
export const FORMER_SESSION_COOKIE = "__Secure-next-auth.session-token";

function usesHostPrefix(): boolean {
  const { neighborPort, publicUrl } = getConfig();
  return neighborPort === null && publicUrl.startsWith("https:");
}

/** A Bearer, good or not, is meant for us; another scheme is a proxy's own sign-in and hides no cookie. */
function readToken(headers: HeaderSource): string | null {
  const authorization = readHeader(headers, "authorization") ?? "";
  return /^Bearer\b/i.test(authorization) ? readBearer(headers) : readSessionCookie(headers);
}

function readBearer(headers: HeaderSource): string | null {
  const match = /^Bearer +([\w.=+/-]+)$/i.exec(readHeader(headers, "authorization") ?? "");
  return match?.[1] ?? null;
}

/** The first cookie of that name, as it was sent. */
export function readCookie(headers: HeaderSource, name: string): string | null {
  const cookies = parseCookie(readHeader(headers, "cookie") ?? "", { decode: (value) => value });
  return cookies[name] || null;
}

async function readClaims(token: string): Promise<Claims | null> {
  if (token.length > TOKEN_LENGTH_MAX || !TOKEN_FORM.test(token)) return null;
  const known = verifiedTokens.get(token);
  if (known) return known;
  if (!isWrittenOneWay(token)) return null;
  const payload = await decode({ token, secret: getConfig().authSecret }).catch(() => null);
  const claims = claimsSchema.safeParse(payload);
  if (!claims.success) return null;
  verifiedTokens.set(token, claims.data);
  return claims.data;
}

/** Decoders skip what is not theirs and the last bits of a part: one token could be written many ways. */
function isWrittenOneWay(token: string): boolean {
  return token
    .split(".")
    .every((part) => Buffer.from(part, "base64url").toString("base64url") === part);
}

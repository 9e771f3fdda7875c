// The cookie that shows that a person signed in with a name on this browser before. It grants no access: it
// only spares its owner the wait when strangers guess at that name.
import { randomUUID } from "node:crypto";
import { stringifySetCookie } from "cookie";
import { decode, encode } from "next-auth/jwt";
import { z } from "zod";
import type { KnownDevice } from "@/engine/accounts/sign-in-guard";
import { cookiePrefix, readCookie } from "@/server/auth/session";
import type { HeaderSource } from "@/server/caller";
import { getConfig } from "@/server/config";

/** Keeps these tokens and those of sessions apart. */
const SALT = "known-device";
const LIFETIME_S = 365 * 24 * 3600;
const VALUE_LENGTH_MAX = 1_024;
const claimsSchema = z.object({ sub: z.string(), did: z.uuid() });

function cookieName(headers: HeaderSource): string {
  return `${cookiePrefix(headers)}.known-device`;
}

/** Null for none, for one that is not ours and for one that is too old. */
export async function readKnownDevice(headers: HeaderSource): Promise<KnownDevice | null> {
  const token = readCookie(headers, cookieName(headers));
  if (token === null || token.length > VALUE_LENGTH_MAX) return null;
  const payload = await decode({ token, secret: getConfig().authSecret, salt: SALT }).catch(
    () => null,
  );
  const claims = claimsSchema.safeParse(payload);
  return claims.success ? { username: claims.data.sub, deviceId: claims.data.did } : null;
}

/** The `Set-Cookie` that remembers this browser for that name; a device known for it keeps its id. */
export async function rememberDevice(
  headers: HeaderSource,
  username: string,
  known: KnownDevice | null,
): Promise<string> {
  const deviceId = known?.username === username ? known.deviceId : randomUUID();
  const { authSecret, publicUrl } = getConfig();
  const token = { sub: username, did: deviceId };
  const value = await encode({ token, secret: authSecret, salt: SALT, maxAge: LIFETIME_S });
  return stringifySetCookie({
    name: cookieName(headers),
    value,
    path: "/",
    maxAge: LIFETIME_S,
    httpOnly: true,
    sameSite: "lax",
    secure: publicUrl.startsWith("https:"),
  });
}

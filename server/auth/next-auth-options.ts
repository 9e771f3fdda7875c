// How people sign in with a browser: the next-auth options of one request. Every provider ends in the engine,
// which makes the session row. The token names that row and nothing else about the person.
import type { AuthOptions, CookiesOptions } from "next-auth";
import type { JWT } from "next-auth/jwt";
import { decode } from "next-auth/jwt";
import CredentialsProvider from "next-auth/providers/credentials";
import GitHubProvider from "next-auth/providers/github";
import GoogleProvider from "next-auth/providers/google";
import type { Provider } from "next-auth/providers/index";
import type { SignedIn } from "@/engine/accounts/accounts";
import type { SessionIdentity, SignInOrigin } from "@/engine/accounts/sessions";
import type { KnownDevice } from "@/engine/accounts/sign-in-guard";
import { toUnavailable } from "@/engine/database/outage";
import { toHeartwireError } from "@/protocol/errors";
import { credentialsSchema } from "@/protocol/http-requests";
import { defaultOf } from "@/server/auth/interop-default";
import { cookiePrefix, readSessionOfToken } from "@/server/auth/session";
import { type HeaderSource, readCallerAddress, readHeader } from "@/server/caller";
import { getConfig } from "@/server/config";
import { getEngine } from "@/server/engine-slot";
import { getLog } from "@/server/log";

const SESSION_DAYS = 30;
const STATE_COOKIE_S = 15 * 60;

/** What authorize hands to the jwt callback: next-auth asks for an id and lets the rest through. */
type SignedInUser = { id: string; sessionId: string };

/** One request to next-auth, and its outcome. */
export interface SignInRequest {
  /** The address limits sign-ins, the port names the cookies. */
  headers: HeaderSource;
  signal: AbortSignal | undefined;
  /** The browser's session before this request; signing in ends it. */
  session: SessionIdentity | null;
  knownDevice: KnownDevice | null;
  /** What a callback of ours threw: next-auth answers as if there was no session, and throws nothing. */
  fault: unknown;
  /** Whose name and password were right. */
  enteredAs: string | null;
}

/** Options for one request. */
export function authOptionsFor(asked: SignInRequest): AuthOptions {
  const config = getConfig();
  const { headers } = asked;
  const origin = originOf(asked);
  const isSecure = config.publicUrl.startsWith("https:");
  return {
    secret: config.authSecret,
    useSecureCookies: isSecure,
    cookies: cookieNames(cookiePrefix(headers), isSecure),
    session: { strategy: "jwt", maxAge: SESSION_DAYS * 24 * 3600 },
    pages: { signIn: "/sign-in", signOut: "/", error: "/sign-in" },
    providers: providersFor(asked, origin),
    jwt: { decode: noting(asked, decodeStanding) },
    callbacks: {
      jwt: noting(asked, async ({ token, user, account }) => {
        if (!user) return { sub: token.sub ?? "", sid: token.sid };
        const signedIn =
          account?.type === "oauth"
            ? asUser(await signInOAuth(account, user, origin))
            : (user as unknown as SignedInUser);
        await endFormer(asked);
        return { sub: signedIn.id, sid: signedIn.sessionId };
      }),
      session: noting(asked, async ({ session, token }) => {
        const person = token.sub ? await getEngine().people.readPerson(token.sub) : null;
        const user = person && { ...person, name: person.displayName, image: person.avatarUrl };
        return { expires: session.expires, ...(user ? { user } : {}) };
      }),
    },
    events: {
      signOut: noting(asked, async ({ token }) => {
        if (typeof token?.sid === "string") {
          await getEngine().sessions.endSession(token.sid, "signed-out");
        }
      }),
    },
    logger: {
      error: (code) => getLog().info({ code }, "sign-in failed"),
      warn: () => undefined,
      debug: () => undefined,
    },
  };
}

/** The callback, with what it throws noted besides. */
function noting<Args extends unknown[], Result>(
  asked: SignInRequest,
  callback: (...args: Args) => Promise<Result>,
): (...args: Args) => Promise<Result> {
  return (...args) =>
    callback(...args).catch((error: unknown) => {
      asked.fault ??= error;
      throw error;
    });
}

/** One browser holds one session: what it held before is over. */
async function endFormer({ session }: SignInRequest): Promise<void> {
  if (session === null) return;
  await getEngine()
    .sessions.endSession(session.sessionId, "signed-out")
    .catch((error: unknown) => getLog().warn({ err: error }, "could not end the session before"));
}

function originOf({ headers, signal, knownDevice }: SignInRequest): SignInOrigin {
  return {
    kind: "browser",
    address: readCallerAddress(headers),
    userAgent: (readHeader(headers, "user-agent") ?? "").slice(0, 300),
    signal,
    knownDevice,
  };
}

/** How somebody signs in by that provider; null where it is not switched on. */
export function findProviderKind(id: string): "credentials" | "oauth" | null {
  const { oauth, isDemo } = getConfig();
  if (id === "credentials" || (id === "demo" && isDemo)) return "credentials";
  return (id === "github" || id === "google") && oauth[id] ? "oauth" : null;
}

function providersFor(asked: SignInRequest, origin: SignInOrigin): Provider[] {
  const { oauth, isDemo } = getConfig();
  return [
    defaultOf(CredentialsProvider)({
      id: "credentials",
      name: "Heartwire",
      credentials: { username: { label: "Username" }, password: { label: "Password" } },
      authorize: (given) =>
        authorized(async () => {
          const { username, password } = given ?? { username: "", password: "" };
          const credentials = credentialsSchema.parse({ username, password });
          const signedIn = await getEngine().accounts.signIn(credentials, origin);
          asked.enteredAs = signedIn.username;
          return signedIn;
        }),
    }),
    ...(isDemo ? [demoProvider(origin)] : []),
    ...(oauth.github ? [defaultOf(GitHubProvider)(oauth.github)] : []),
    ...(oauth.google ? [defaultOf(GoogleProvider)(oauth.google)] : []),
  ];
}

/**
 * Demo sign-in without a password: a seeded person, in demo mode alone (the engine refuses elsewhere too).
 */
function demoProvider(origin: SignInOrigin): Provider {
  return defaultOf(CredentialsProvider)({
    id: "demo",
    name: "Demo",
    credentials: { username: { label: "Username" } },
    authorize: (given) =>
      authorized(() => getEngine().accounts.signInDemo(String(given?.username ?? ""), origin)),
  });
}

/** Null for wrong names and passwords; every other refusal reaches the page as its code. */
async function authorized(signIn: () => Promise<SignedIn>): Promise<SignedInUser | null> {
  try {
    return asUser(await signIn());
  } catch (error) {
    const { code } = toHeartwireError(toUnavailable(error));
    if (code === "UNAUTHENTICATED" || code === "VALIDATION") return null;
    throw new Error(code);
  }
}

function asUser(signedIn: SignedIn): SignedInUser {
  return { id: signedIn.userId, sessionId: signedIn.sessionId };
}

function signInOAuth(
  account: { provider: string; providerAccountId: string },
  user: { name?: string | null; image?: string | null },
  origin: SignInOrigin,
): Promise<SignedIn> {
  const profile = {
    provider: account.provider,
    providerAccountId: account.providerAccountId,
    name: user.name ?? "",
    avatarUrl: user.image ?? null,
  };
  return getEngine().accounts.signInOAuth(profile, origin);
}

/** A session token whose row has ended decodes to nothing; the short-lived OAuth cookies have a salt. */
async function decodeStanding(params: Parameters<typeof decode>[0]): Promise<JWT | null> {
  if (params.salt) return decode(params);
  const session = params.token ? await readSessionOfToken(params.token) : null;
  return session ? { sub: session.userId, sid: session.sessionId } : null;
}

function cookieNames(prefix: string, isSecure: boolean): Partial<CookiesOptions> {
  const options = { httpOnly: true, sameSite: "lax", path: "/", secure: isSecure };
  const short = { ...options, maxAge: STATE_COOKIE_S };
  return {
    sessionToken: { name: `${prefix}.session-token`, options },
    callbackUrl: { name: `${prefix}.callback-url`, options },
    csrfToken: { name: `${prefix}.csrf-token`, options },
    pkceCodeVerifier: { name: `${prefix}.pkce.code_verifier`, options: short },
    state: { name: `${prefix}.state`, options: short },
    nonce: { name: `${prefix}.nonce`, options: short },
  };
}

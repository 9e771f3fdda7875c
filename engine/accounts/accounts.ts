// Accounts: creates them and checks sign-ins. A failed sign-in never says what was wrong, in its words or its
// time.
import { v7 as newId } from "uuid";
import { DISPLAY_NAME_MAX } from "@/protocol/bounds";
import { HeartwireError } from "@/protocol/errors";
import type { Credentials, RegisterBody } from "@/protocol/http-requests";
import { usernameSchema } from "@/protocol/request-values";
import type { Person } from "@/protocol/views";
import type { EngineContext } from "../context";
import { isUniqueViolation } from "../database/database-errors";
import { type PersonRow, personColumns, toPerson } from "../people/person-view";
import { tooLate } from "./fair-turns";
import { hashPassword, verifyPassword } from "./passwords";
import type { SessionKeeper, SignInOrigin } from "./sessions";
import { isReservedName, refuseWeakAccount } from "./sign-up-rules";

export interface SignedIn extends Person {
  sessionId: string;
  expiresAt: Date;
}

export interface OAuthProfile {
  provider: string;
  providerAccountId: string;
  name: string;
  avatarUrl: string | null;
}

/**
 * Makes an account. Errors: VALIDATION (a reserved name, a common password), CONFLICT (the name is taken),
 * RATE_LIMITED per address.
 */
export async function register(
  context: EngineContext,
  body: RegisterBody,
  from: { address: string; signal?: AbortSignal | undefined },
): Promise<{ userId: string; username: string }> {
  refuseWeakAccount(body);
  await context.limits.register.consume(from.address);
  const caller = { ...from, name: body.username };
  const passwordHash = await context.signIns.inTurn(caller, () => hashPassword(body.password));
  refuseLate(from.signal);
  const user = await createUser(context, {
    username: body.username,
    displayName: body.displayName ?? body.username,
    passwordHash,
  });
  if (!user) {
    const fields = { username: "is taken" };
    throw new HeartwireError("CONFLICT", "This username is taken.", { fields });
  }
  return { userId: user.id, username: user.username };
}

/** Signs in with name and password. Errors: UNAUTHENTICATED, RATE_LIMITED, TIMEOUT, UNAVAILABLE. */
export async function signIn(
  context: EngineContext,
  sessions: SessionKeeper,
  credentials: Credentials,
  from: SignInOrigin,
): Promise<SignedIn> {
  const { address, signal, knownDevice } = from;
  const user = await context.signIns.attempt(
    { address, name: credentials.username, signal, knownDevice },
    () => findByPassword(context, credentials),
  );
  await context.signIns.countGood(user.username, address);
  return openFor(context, sessions, user, from);
}

/** Null for an unknown name as for a wrong password, after the same time. */
async function findByPassword(
  { prisma }: EngineContext,
  { username, password }: Credentials,
): Promise<PersonRow | null> {
  // An impossible name is not looked up: it may hold what a database does not store.
  const row = usernameSchema.safeParse(username).success
    ? await prisma.user.findUnique({
        where: { username },
        select: { ...personColumns, passwordHash: true },
      })
    : null;
  const matches = await verifyPassword(row?.passwordHash ?? null, password);
  return matches ? row : null;
}

/** Signs in as a seeded person, without a password. Errors: FORBIDDEN outside demo mode and for others, RATE_LIMITED. */
export async function signInDemo(
  context: EngineContext,
  sessions: SessionKeeper,
  username: string,
  from: SignInOrigin,
): Promise<SignedIn> {
  const user =
    context.isDemo && usernameSchema.safeParse(username).success
      ? await context.prisma.user.findUnique({
          where: { username, isDemo: true },
          select: personColumns,
        })
      : null;
  if (!user) throw new HeartwireError("FORBIDDEN", "One-press sign-in is for the demo alone.");
  await context.signIns.countGood(user.username, from.address);
  return openFor(context, sessions, user, from);
}

/** Signs in through another site, making the account at the first time. */
export async function signInOAuth(
  context: EngineContext,
  sessions: SessionKeeper,
  profile: OAuthProfile,
  from: SignInOrigin,
): Promise<SignedIn> {
  const { provider, providerAccountId } = profile;
  const key = { provider_providerAccountId: { provider, providerAccountId } };
  const known = await context.prisma.oAuthAccount.findUnique({
    where: key,
    select: { user: { select: personColumns } },
  });
  const user = known?.user ?? (await createOAuthUser(context, profile));
  return openFor(context, sessions, user, from);
}

/** The seeded people, by name; empty outside demo mode. */
export async function listDemoPeople(context: EngineContext): Promise<Person[]> {
  if (!context.isDemo) return [];
  const rows = await context.prisma.user.findMany({
    where: { isDemo: true },
    orderBy: { username: "asc" },
    select: personColumns,
  });
  return rows.map(toPerson);
}

/** A session of that person; it ends at once when the caller was answered before it could be handed over. */
async function openFor(
  context: EngineContext,
  sessions: SessionKeeper,
  user: PersonRow,
  from: SignInOrigin,
): Promise<SignedIn> {
  const { signal } = from;
  refuseLate(signal);
  const { sessionId, expiresAt } = await sessions.open(user.id, from);
  const end = () => {
    sessions.endSession(sessionId, "revoked").catch((error: unknown) => {
      context.log.warn({ err: error }, "a session nobody holds could not be ended");
    });
  };
  if (signal?.aborted) {
    end();
    throw tooLate();
  }
  signal?.addEventListener("abort", end, { once: true });
  return { ...toPerson(user), sessionId, expiresAt };
}

function refuseLate(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw tooLate();
}

interface NewUser {
  username: string;
  displayName: string;
  passwordHash?: string;
  avatarUrl?: string | null;
  oauth?: { provider: string; providerAccountId: string };
}

/** Null when the name is taken. */
async function createUser(context: EngineContext, user: NewUser): Promise<PersonRow | null> {
  const { oauth, ...columns } = user;
  try {
    return await context.prisma.user.create({
      data: {
        id: newId(),
        ...columns,
        inbox: { create: {} },
        ...(oauth ? { oauthAccounts: { create: oauth } } : {}),
      },
      select: personColumns,
    });
  } catch (error) {
    if (isUniqueViolation(error)) return null;
    throw error;
  }
}

const NAME_TRIES = 20;

async function createOAuthUser(context: EngineContext, profile: OAuthProfile): Promise<PersonRow> {
  const { provider, providerAccountId } = profile;
  const stem = profile.name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "");
  const base = (stem.length < 2 ? "someone" : stem).slice(0, 24);
  const displayName = [...profile.name.trim()].slice(0, DISPLAY_NAME_MAX).join("") || base;
  for (let tries = 0; tries < NAME_TRIES; tries++) {
    const username =
      tries === 0 && !isReservedName(base) ? base : `${base}_${Math.floor(Math.random() * 10_000)}`;
    const user = await createUser(context, {
      username,
      displayName,
      avatarUrl: profile.avatarUrl,
      oauth: { provider, providerAccountId },
    });
    if (user) return user;
    // Two first sign-ins at once: the other one made the account.
    const made = await context.prisma.oAuthAccount.findUnique({
      where: { provider_providerAccountId: { provider, providerAccountId } },
      select: { user: { select: personColumns } },
    });
    if (made) return made.user;
  }
  throw new HeartwireError("CONFLICT", "No free name was found for this account.");
}

/** Accounts on one context, each sign-in a session of that keeper. */
export function createAccounts(context: EngineContext, sessions: SessionKeeper) {
  return {
    register: (body: RegisterBody, from: { address: string; signal?: AbortSignal | undefined }) =>
      register(context, body, from),
    signIn: (credentials: Credentials, from: SignInOrigin) =>
      signIn(context, sessions, credentials, from),
    signInDemo: (username: string, from: SignInOrigin) =>
      signInDemo(context, sessions, username, from),
    signInOAuth: (profile: OAuthProfile, from: SignInOrigin) =>
      signInOAuth(context, sessions, profile, from),
    listDemoPeople: () => listDemoPeople(context),
  };
}

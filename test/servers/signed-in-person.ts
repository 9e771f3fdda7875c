// A person who is signed in, for tests alone: without a password, whose hashing would take most of a run.
import type { Engine } from "@/engine/engine";
import { issueToken } from "@/server/auth/session";

export interface StackPerson {
  userId: string;
  username: string;
  sessionId: string;
  token: string;
}

/** Makes the account at first, and signs in once more from then on. */
export async function signInPerson(
  engine: Engine,
  name: string,
  providerAccountId = name,
): Promise<StackPerson> {
  const signedIn = await engine.accounts.signInOAuth(
    { provider: "test", providerAccountId, name, avatarUrl: null },
    { kind: "token", address: "test", userAgent: "test" },
  );
  const { userId, username, sessionId } = signedIn;
  return { userId, username, sessionId, token: await issueToken(signedIn) };
}

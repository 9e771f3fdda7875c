// Passwords as argon2id hashes, at most two computed at a time. Each takes 19 MiB and tens of milliseconds,
// and a burst of sign-ins must not delay likes.
import { hash, verify } from "@node-rs/argon2";

/** OWASP's second profile: 19 MiB, two passes, one lane. Algorithm 2 is argon2id. */
const PROFILE = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
const AT_A_TIME = 2;

let running = 0;
const queue: (() => void)[] = [];

/** The hash to store. */
export function hashPassword(password: string): Promise<string> {
  return inTurn(() => hash(password, PROFILE));
}

/**
 * Does the password match? Without a stored hash (no such person, or one who signs in elsewhere) it takes the
 * same time and answers no.
 */
export async function verifyPassword(stored: string | null, password: string): Promise<boolean> {
  standIn ??= hashPassword("nobody signs in with this");
  const against = stored ?? (await standIn);
  const matches = await inTurn(() => verify(against, password));
  return matches && stored !== null;
}

let standIn: Promise<string> | undefined;

async function inTurn<Value>(work: () => Promise<Value>): Promise<Value> {
  if (running >= AT_A_TIME) await new Promise<void>((resolve) => queue.push(resolve));
  else running++;
  try {
    return await work();
  } finally {
    const next = queue.shift();
    if (next) next();
    else running--;
  }
}

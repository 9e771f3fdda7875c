// Decides which attempts to sign in run: each in its fair turn, within the limits of address and name. A name
// is guarded over all addresses too. Its owner passes that guard from a known device or address.
import { LRUCache } from "lru-cache";
import { HeartwireError } from "@/protocol/errors";
import type { Limits } from "../limits";
import { type Caller, createFairTurns, type FairTurns } from "./fair-turns";

/** A browser that signed in with this name before, by a cookie that only we can write. */
export interface KnownDevice {
  username: string;
  deviceId: string;
}

export interface Attempt extends Caller {
  knownDevice?: KnownDevice | null | undefined;
}

export interface SignInGuard {
  /**
   * Runs a check of name and password and counts its outcome; null is a failed one. Errors: UNAUTHENTICATED,
   * RATE_LIMITED, TIMEOUT, UNAVAILABLE.
   */
  attempt<Person>(attempt: Attempt, check: () => Promise<Person | null>): Promise<Person>;
  /** Other work that hashes a password, in its turn. */
  inTurn: FairTurns["run"];
  /** One more session of that name from that address. Errors: RATE_LIMITED. */
  countGood(name: string, address: string): Promise<void>;
}

/** Attempts at a time; hashing itself is bound further. */
const AT_ONCE = 4;
const PER_NAME = 40;
const PER_ADDRESS = 120;
const TOTAL = 600;
const KNOWN_ADDRESSES_MAX = 50_000;
const KNOWN_ADDRESS_MS = 30 * 24 * 3600 * 1000;

/** Nothing is known or counted yet; `scale` multiplies how many may wait. */
export function createSignInGuard(limits: Limits, scale: number): SignInGuard {
  const scaled = (count: number) => Math.max(1, Math.round(count * scale));
  const turns = createFairTurns({
    atOnce: AT_ONCE,
    perName: scaled(PER_NAME),
    perAddress: scaled(PER_ADDRESS),
    total: scaled(TOTAL),
  });
  /** `name address` of good sign-ins. */
  const knownAddresses = new LRUCache<string, true>({
    max: KNOWN_ADDRESSES_MAX,
    ttl: KNOWN_ADDRESS_MS,
  });

  function guardKey({ name, address, knownDevice }: Attempt): string {
    if (knownDevice?.username === name) return `${name} on ${knownDevice.deviceId}`;
    return knownAddresses.has(`${name} ${address}`) ? `${name} at ${address}` : name;
  }

  return {
    attempt: (attempt, check) =>
      turns.run(attempt, async () => {
        const { name, address } = attempt;
        const nameKey = `${name} ${address}`;
        const anywhereKey = guardKey(attempt);
        await limits.signInByAddress.check(address);
        await limits.signInByName.check(nameKey);
        await limits.signInByNameAnywhere.check(anywhereKey);
        await limits.goodSignInByName.check(name);
        await limits.goodSignInByAddress.check(address);
        const person = await check();
        if (!person) {
          await limits.signInByAddress.consume(address);
          await limits.signInByName.consume(nameKey);
          await limits.signInByNameAnywhere.consume(anywhereKey);
          throw new HeartwireError("UNAUTHENTICATED", "Name and password do not match.");
        }
        await limits.signInByName.reset(nameKey);
        knownAddresses.set(nameKey, true);
        return person;
      }),
    inTurn: turns.run,
    async countGood(name, address) {
      await limits.goodSignInByName.consume(name);
      await limits.goodSignInByAddress.consume(address);
    },
  };
}

// How often a person, an address or a socket may do what. The numbers are defaults times LIMIT_SCALE. Beyond
// them the answer is RATE_LIMITED with the time to wait, and every refusal is counted.
import { HeartwireError } from "@/protocol/errors";
import { createFixedWindows, type Used } from "./fixed-windows";

/** So many uses of a key within so many seconds. */
export interface Allowance {
  points: number;
  durationS: number;
}

export interface Limit {
  /** Counts one use; throws RATE_LIMITED when that was one too many. */
  consume(key: string): Promise<void>;
  /** Throws RATE_LIMITED when nothing is left, without counting. */
  check(key: string): Promise<void>;
  /** Forgets what was counted. */
  reset(key: string): Promise<void>;
}

/** Makes one limit; `words` say what was too much, the time to wait is said for them where there are none. */
export type LimitMaker = (name: string, allowance: Allowance, words?: string) => Limit;

const DEFAULTS = {
  /** Likes of one person. */
  like: { points: 30, durationS: 10 },
  /** Posts of one person. */
  post: { points: 20, durationS: 600 },
  /** Follows and unfollows of one person. */
  follow: { points: 60, durationS: 60 },
  /** Failed sign-ins for one name from one address. */
  signInByName: { points: 5, durationS: 15 * 60 },
  /** Failed sign-ins for one name, over all addresses that name was never signed in from. */
  signInByNameAnywhere: { points: 20, durationS: 3600 },
  /** Failed sign-ins from one address. */
  signInByAddress: { points: 20, durationS: 3600 },
  /** Good sign-ins with one name, each of which is a session for thirty days. */
  goodSignInByName: { points: 60, durationS: 3600 },
  /** Good sign-ins from one address. */
  goodSignInByAddress: { points: 600, durationS: 3600 },
  /** New accounts from one address. */
  register: { points: 60, durationS: 3600 },
  /** Requests to the API by one signed-in person: what a program asks one after the other, but no flood. */
  callByPerson: { points: 3_000, durationS: 10 },
  /** Requests to the API by visitors of one address: some two thousand pages that poll behind one router. */
  callByAddress: { points: 6_000, durationS: 10 },
} as const;

export type LimitName = keyof typeof DEFAULTS;

export type Limits = Record<LimitName, Limit>;

/** Limits kept in this process's memory, multiplied by `scale`; refusals are counted by the limit's name. */
export function createLimitMaker(scale: number, countHit: (limit: string) => void): LimitMaker {
  return (name, { points, durationS }, words) => {
    const allowed = Math.max(1, Math.round(points * scale));
    const windows = createFixedWindows(durationS * 1_000);
    function refuse({ count, msLeft }: Used): never {
      countHit(name);
      const wait = Math.max(1, Math.ceil(msLeft));
      throw new HeartwireError("RATE_LIMITED", words ?? sayHowLong(wait), {
        retryAfterMs: wait,
        cause: { [OVERUSE]: count <= allowed + 1 ? "first" : "further" },
      });
    }
    return {
      async consume(key) {
        const used = windows.count(key);
        if (used.count > allowed) refuse(used);
      },
      async check(key) {
        const used = windows.read(key);
        if (used && used.count >= allowed) refuse(used);
      },
      async reset(key) {
        windows.forget(key);
      },
    };
  };
}

/** The engine's own limits; nothing is used yet. */
export function createLimits(makeLimit: LimitMaker): Limits {
  return Object.fromEntries(
    Object.entries(DEFAULTS).map(([name, allowance]) => [name, makeLimit(name, allowance)]),
  ) as Limits;
}

/** Known across module graphs, where an `instanceof` is not. */
const OVERUSE = Symbol.for("heartwire.overuse");

/** Whether a key was refused before within the same time: a flood is worth one line in a log. */
export function isFurtherRefusal(error: unknown): boolean {
  const cause: unknown = error instanceof Error ? error.cause : undefined;
  return typeof cause === "object" && cause !== null && Reflect.get(cause, OVERUSE) === "further";
}

function sayHowLong(waitMs: number): string {
  const seconds = Math.max(1, Math.ceil(waitMs / 1000));
  return `That was too often. Try again in ${seconds} ${seconds === 1 ? "second" : "seconds"}.`;
}

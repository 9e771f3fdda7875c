// How often a person or an address may do what. The numbers are defaults times LIMIT_SCALE; beyond
// them the answer is RATE_LIMITED with the time to wait, never silence.
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { HeartwireError } from "@/protocol/errors";

const DEFAULTS = {
  /** Presses of one person. */
  like: { points: 30, durationS: 10 },
  /** Posts of one person. */
  post: { points: 20, durationS: 600 },
  /** Follows and unfollows of one person. */
  follow: { points: 60, durationS: 60 },
  /** Failed sign-ins for one name from one address. */
  signInByName: { points: 5, durationS: 15 * 60 },
  /** Failed sign-ins from one address. */
  signInByAddress: { points: 20, durationS: 3600 },
  /** New accounts from one address. */
  register: { points: 60, durationS: 3600 },
} as const;

export type LimitName = keyof typeof DEFAULTS;

export interface Limits {
  /** Counts one use; throws RATE_LIMITED when that was one too many. */
  consume(name: LimitName, key: string): Promise<void>;
  /** Throws RATE_LIMITED when nothing is left, without counting. */
  check(name: LimitName, key: string): Promise<void>;
  /** Forgets what was counted, as after a good sign-in. */
  reset(name: LimitName, key: string): Promise<void>;
  /**
   * Works of one key run one after the other, so that between a check and what is counted after it nothing
   * slips through, and what succeeds need not be counted first.
   */
  inTurn<Result>(key: string, work: () => Promise<Result>): Promise<Result>;
}

/** Limits kept in this process's memory. */
export function createLimits(scale: number): Limits {
  const limiters = Object.fromEntries(
    Object.entries(DEFAULTS).map(([name, { points, durationS }]) => [
      name,
      new RateLimiterMemory({
        keyPrefix: name,
        points: Math.max(1, Math.round(points * scale)),
        duration: durationS,
      }),
    ]),
  ) as Record<LimitName, RateLimiterMemory>;
  const turns = new Map<string, Promise<unknown>>();

  return {
    async consume(name, key) {
      try {
        await limiters[name].consume(key);
      } catch (error) {
        throw error instanceof RateLimiterRes ? tooMany(error.msBeforeNext) : error;
      }
    },
    async check(name, key) {
      const limiter = limiters[name];
      const used = await limiter.get(key);
      if (used && used.msBeforeNext > 0 && used.consumedPoints >= limiter.points)
        throw tooMany(used.msBeforeNext);
    },
    async reset(name, key) {
      await limiters[name].delete(key);
    },
    inTurn(key, work) {
      const turn = (turns.get(key) ?? Promise.resolve()).then(work, work);
      turns.set(key, turn);
      const leave = () => {
        if (turns.get(key) === turn) turns.delete(key);
      };
      turn.then(leave, leave);
      return turn;
    },
  };
}

function tooMany(retryAfterMs: number): HeartwireError {
  const seconds = Math.max(1, Math.ceil(retryAfterMs / 1000));
  return new HeartwireError(
    "RATE_LIMITED",
    `That was too often. Try again in ${seconds} ${seconds === 1 ? "second" : "seconds"}.`,
    { retryAfterMs: Math.max(1, Math.ceil(retryAfterMs)) },
  );
}

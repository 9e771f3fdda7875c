// Waiting that is fair by caller: of one caller a few tasks run at once and the others wait in their own
// order. So a thousand requests of one never delay the one request of another.
import { HeartwireError } from "@/protocol/errors";
import { scaleUp } from "@/server/config";

interface Caller {
  running: number;
  waiting: (() => void)[];
}

export interface Turns {
  /**
   * Runs the work in the caller's turn. Work whose caller was answered meanwhile is not begun, and rejects
   * with TIMEOUT. Errors: RATE_LIMITED when too much waits already.
   */
  run<Result>(
    caller: string,
    work: () => Promise<Result>,
    isAnswered: () => boolean,
  ): Promise<Result>;
  /** Callers with something under way. */
  readonly heldCount: number;
}

interface TurnLimits {
  atOnce: number;
  /** Multiplied by LIMIT_SCALE. */
  waitingMax: number;
}

/** `atOnce` works of one caller run, `waitingMax` wait. */
export function createTurns({ atOnce, waitingMax }: TurnLimits): Turns {
  const callers = new Map<string, Caller>();

  function leave(key: string, caller: Caller) {
    const next = caller.waiting.shift();
    if (next) return next();
    caller.running--;
    if (caller.running === 0) callers.delete(key);
  }

  return {
    async run(key, work, isAnswered) {
      let caller = callers.get(key);
      if (!caller) {
        caller = { running: 0, waiting: [] };
        callers.set(key, caller);
      }
      const { waiting } = caller;
      if (caller.running < atOnce) caller.running++;
      else if (waiting.length < waitingMax * scaleUp()) {
        await new Promise<void>((begin) => waiting.push(begin));
      } else {
        const words = "Too much of yours is waiting already. Wait a moment.";
        throw new HeartwireError("RATE_LIMITED", words, { retryAfterMs: 1_000 });
      }
      try {
        if (isAnswered()) throw new HeartwireError("TIMEOUT", "Nobody waits for this any more.");
        return await work();
      } finally {
        leave(key, caller);
      }
    },
    get heldCount() {
      return callers.size;
    },
  };
}

// The queue before password hashing: addresses take turns, and within an address its names. One address runs
// one attempt at a time, so that nothing runs between checking a limit and counting. A caller answered
// meanwhile is taken out, and excess is refused at once.
import { HeartwireError } from "@/protocol/errors";

export interface Caller {
  address: string;
  /** The name that is tried. */
  name: string;
  /** Aborted when the caller was answered without waiting for the end. */
  signal?: AbortSignal | undefined;
}

export interface FairTurns {
  /** Runs the work in its turn. Errors: RATE_LIMITED, UNAVAILABLE, TIMEOUT; the work did not begin then. */
  run<Result>(caller: Caller, work: () => Promise<Result>): Promise<Result>;
  /** How many wait. */
  readonly waiting: number;
}

export interface TurnBounds {
  /** How many attempts run at a time, over all addresses. */
  atOnce: number;
  perName: number;
  perAddress: number;
  total: number;
}

const RETRY_AFTER_MS = 1_000;

interface Job {
  caller: Caller;
  start(): Promise<unknown>;
  refuse(error: HeartwireError): void;
}

interface Lane {
  /** Waiting jobs by name, the name whose turn is next first. */
  names: Map<string, Job[]>;
  waiting: number;
  isRunning: boolean;
}

export function createFairTurns(bounds: TurnBounds): FairTurns {
  /** By address, the one whose turn is next first. */
  const lanes = new Map<string, Lane>();
  let running = 0;
  let waiting = 0;

  function enqueue(job: Job): void {
    const { address, name } = job.caller;
    const lane = lanes.get(address) ?? { names: new Map(), waiting: 0, isRunning: false };
    const jobs = lane.names.get(name) ?? [];
    const isFull = jobs.length >= bounds.perName || lane.waiting >= bounds.perAddress;
    if (isFull || (waiting >= bounds.total && !makeRoom(lane))) {
      refuse(job);
      return;
    }
    lanes.set(address, lane);
    lane.names.set(name, jobs);
    jobs.push(job);
    lane.waiting++;
    waiting++;
  }

  function refuse(job: Job): void {
    const words = "Too many sign-ins at once from here. Try again in a moment.";
    job.refuse(new HeartwireError("RATE_LIMITED", words, { retryAfterMs: RETRY_AFTER_MS }));
  }

  /** Takes the newest job of the longest lane out; false when that is the asking one. */
  function makeRoom(asking: Lane): boolean {
    let longest = asking;
    for (const lane of lanes.values()) if (lane.waiting > longest.waiting) longest = lane;
    const last = [...longest.names.values()].at(-1)?.at(-1);
    if (longest === asking || !last) return false;
    remove(last);
    const words = "Too many people sign in at this moment. Try again soon.";
    last.refuse(new HeartwireError("UNAVAILABLE", words, { retryAfterMs: RETRY_AFTER_MS }));
    return true;
  }

  /** Answers whether it was still waiting. */
  function remove(job: Job): boolean {
    const { address, name } = job.caller;
    const lane = lanes.get(address);
    const jobs = lane?.names.get(name);
    const at = jobs?.indexOf(job) ?? -1;
    if (!lane || !jobs || at < 0) return false;
    jobs.splice(at, 1);
    if (jobs.length === 0) lane.names.delete(name);
    lane.waiting--;
    waiting--;
    if (lane.waiting === 0 && !lane.isRunning) lanes.delete(address);
    return true;
  }

  function startNext(): void {
    while (running < bounds.atOnce) {
      const found = [...lanes].find(([, lane]) => !lane.isRunning && lane.waiting > 0);
      if (!found) return;
      const [address, lane] = found;
      const [name, jobs] = [...lane.names][0] as [string, Job[]];
      const job = jobs[0] as Job;
      lane.names.delete(name);
      if (jobs.length > 1) lane.names.set(name, jobs);
      jobs.shift();
      lane.waiting--;
      waiting--;
      lane.isRunning = true;
      running++;
      void job.start().finally(() => {
        running--;
        lane.isRunning = false;
        lanes.delete(address);
        if (lane.waiting > 0) lanes.set(address, lane);
        startNext();
      });
    }
  }

  return {
    run(caller, work) {
      return new Promise((resolve, reject) => {
        const onAbort = () => {
          if (remove(job)) reject(tooLate());
        };
        const job: Job = {
          caller,
          start: () => {
            caller.signal?.removeEventListener("abort", onAbort);
            return work().then(resolve, reject);
          },
          refuse: (error) => {
            caller.signal?.removeEventListener("abort", onAbort);
            reject(error);
          },
        };
        if (caller.signal?.aborted) return reject(tooLate());
        caller.signal?.addEventListener("abort", onAbort, { once: true });
        enqueue(job);
        startNext();
      });
    },
    get waiting() {
      return waiting;
    },
  };
}

/** What a caller that is gone would be answered. */
export function tooLate(): HeartwireError {
  return new HeartwireError("TIMEOUT", "That took too long. Try again.");
}

// The queue in front of a statement that commits many entries at once. While one group is in flight
// the next collects; when it returns they leave together, so a lone entry waits for nobody and a crowd
// shares one commit. No timer. Entries with the same key never share a group: each gets its own answer.
import { HeartwireError } from "@/protocol/errors";

export interface GroupCommitOptions<Entry, Answer> {
  /** Entries with equal keys are applied one after the other, in the order they came. */
  keyOf(entry: Entry): string;
  /** Commits all or nothing; answers in the order of the entries. */
  commit(entries: Entry[]): Promise<Answer[]>;
  /** May the same group be tried again after this error? Retried at most three times, with jitter. */
  isRetryable(error: unknown): boolean;
  /** Called before each further try. */
  onRetry?(): void;
  /** Entries in one group at most. */
  maxGroup?: number;
  /** Entries waiting at most; beyond them UNAVAILABLE with a time to wait. */
  maxWaiting?: number;
  /** Waits between tries; tests pass their own. */
  wait?(ms: number): Promise<void>;
}

export interface GroupCommit<Entry, Answer> {
  /** Resolves after the commit that holds the entry; rejects when that entry could not be committed. */
  submit(entry: Entry): Promise<Answer>;
  /** Entries not yet committed. */
  readonly waiting: number;
  /** Resolves when nothing waits and nothing is in flight. */
  drain(): Promise<void>;
}

interface Waiting<Entry, Answer> {
  entry: Entry;
  key: string;
  resolve(answer: Answer): void;
  reject(error: unknown): void;
}

const MAX_TRIES = 4;
const FIRST_BACKOFF_MS = 20;

/** A queue with nothing in it. */
export function createGroupCommit<Entry, Answer>(
  options: GroupCommitOptions<Entry, Answer>,
): GroupCommit<Entry, Answer> {
  const { maxGroup = 1_000, maxWaiting = 20_000 } = options;
  const wait = options.wait ?? ((ms: number) => new Promise((resolve) => setTimeout(resolve, ms)));
  let waiting: Waiting<Entry, Answer>[] = [];
  let inFlight: Promise<void> | undefined;

  function takeGroup(): Waiting<Entry, Answer>[] {
    const keys = new Set<string>();
    const group: Waiting<Entry, Answer>[] = [];
    const rest: Waiting<Entry, Answer>[] = [];
    for (const item of waiting) {
      if (group.length < maxGroup && !keys.has(item.key)) {
        keys.add(item.key);
        group.push(item);
      } else {
        // Later entries of this key must not overtake it.
        keys.add(item.key);
        rest.push(item);
      }
    }
    waiting = rest;
    return group;
  }

  async function commitWithRetries(entries: Entry[]): Promise<Answer[]> {
    for (let tries = 1; ; tries++) {
      try {
        return await options.commit(entries);
      } catch (error) {
        if (!options.isRetryable(error)) throw error;
        if (tries === MAX_TRIES) {
          throw new HeartwireError("UNAVAILABLE", "The database does not answer. Try again soon.", {
            retryAfterMs: 1_000,
            cause: error,
          });
        }
        options.onRetry?.();
        await wait(Math.random() * FIRST_BACKOFF_MS * 2 ** tries);
      }
    }
  }

  /** One bad entry must fail alone: a group that fails for good is halved until the bad one is found. */
  async function settle(group: Waiting<Entry, Answer>[]): Promise<void> {
    try {
      const answers = await commitWithRetries(group.map((item) => item.entry));
      group.forEach((item, index) => {
        const answer = answers[index];
        if (answer === undefined) item.reject(new Error("a committed entry got no answer"));
        else item.resolve(answer);
      });
    } catch (error) {
      const isHopeless = error instanceof HeartwireError && error.code === "UNAVAILABLE";
      if (group.length === 1 || isHopeless) {
        for (const item of group) item.reject(error);
        return;
      }
      const middle = Math.ceil(group.length / 2);
      await settle(group.slice(0, middle));
      await settle(group.slice(middle));
    }
  }

  async function run(): Promise<void> {
    while (waiting.length > 0) await settle(takeGroup());
  }

  function start(): void {
    // One microtask later, so that presses of the same tick leave together.
    inFlight ??= Promise.resolve()
      .then(run)
      .finally(() => {
        inFlight = undefined;
        if (waiting.length > 0) start();
      });
  }

  return {
    get waiting() {
      return waiting.length;
    },
    submit(entry) {
      if (waiting.length >= maxWaiting) {
        return Promise.reject(
          new HeartwireError("UNAVAILABLE", "Too much is happening at once. Try again soon.", {
            retryAfterMs: 1_000,
          }),
        );
      }
      return new Promise<Answer>((resolve, reject) => {
        waiting.push({ entry, key: options.keyOf(entry), resolve, reject });
        start();
      });
    },
    async drain() {
      while (inFlight) await inFlight;
    },
  };
}

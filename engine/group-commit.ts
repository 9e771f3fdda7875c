// The queue in front of a statement that commits many entries at once. While one group is in flight
// the next collects; when it returns they leave together, so a lone entry waits for nobody and a crowd
// shares one commit. No timer. Entries with the same key never share a group: each gets its own answer.
import { HeartwireError } from "@/protocol/errors";
import type { Verdict } from "./database-errors";

export interface GroupCommitOptions<Entry, Answer> {
  /** Entries with equal keys are applied one after the other, in the order they came. */
  keyOf(entry: Entry): string;
  /** Commits all or nothing; answers in the order of the entries. */
  commit(entries: Entry[]): Promise<Answer[]>;
  /** What became of the group whose commit failed so. Conflicts and lost groups are tried again, three times. */
  judge(error: unknown): Verdict;
  /** May an entry be applied twice? A lost group may have committed, so others are not tried again. */
  canRepeat(entry: Entry): boolean;
  /** Called before each further try. */
  onRetry?(): void;
  /** Called with the answers to a try that came after a lost one: they may call news old. */
  onRepeated?(answers: Answer[]): void;
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

  async function settle(taken: Waiting<Entry, Answer>[]): Promise<void> {
    let group = taken;
    let wasLost = false;
    for (let tries = 1; group.length > 0; tries++) {
      try {
        const answers = await options.commit(group.map((item) => item.entry));
        if (wasLost) options.onRepeated?.(answers);
        return resolveAll(group, answers);
      } catch (error) {
        const verdict = options.judge(error);
        if (verdict === "refused") return settleByHalves(group, error);
        if (verdict === "spent" || tries === MAX_TRIES) return rejectAll(group, unavailable(error));
        if (verdict === "lost") {
          wasLost = true;
          const isRepeatable = (item: Waiting<Entry, Answer>) => options.canRepeat(item.entry);
          rejectAll(
            group.filter((item) => !isRepeatable(item)),
            unavailable(error),
          );
          group = group.filter(isRepeatable);
        }
        options.onRetry?.();
        await wait(Math.random() * FIRST_BACKOFF_MS * 2 ** tries);
      }
    }
  }

  /** One bad entry must fail alone: a refused group is halved until the bad one is found. */
  async function settleByHalves(group: Waiting<Entry, Answer>[], error: unknown): Promise<void> {
    if (group.length === 1) return rejectAll(group, error);
    const middle = Math.ceil(group.length / 2);
    await settle(group.slice(0, middle));
    await settle(group.slice(middle));
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

function resolveAll<Entry, Answer>(group: Waiting<Entry, Answer>[], answers: Answer[]): void {
  group.forEach((item, index) => {
    const answer = answers[index];
    if (answer === undefined) item.reject(new Error("a committed entry got no answer"));
    else item.resolve(answer);
  });
}

function rejectAll<Entry, Answer>(group: Waiting<Entry, Answer>[], error: unknown): void {
  for (const item of group) item.reject(error);
}

function unavailable(cause: unknown): HeartwireError {
  return new HeartwireError("UNAVAILABLE", "The database does not answer. Try again soon.", {
    retryAfterMs: 1_000,
    cause,
  });
}

// Queues entries in front of a statement that commits many at once. While one group is in flight the next
// collects; no timer, so a lone entry never waits. Entries with the same key never share a group: each gets
// its own answer.
import { HeartwireError } from "@/protocol/errors";
import type { Verdict } from "../database/database-errors";
import { databaseUnavailable } from "../database/outage";

export interface GroupCommitOptions<Entry, Answer> {
  /** Entries with equal keys are applied one after the other, in the order they came. */
  keyOf(entry: Entry): string;
  /**
   * Commits all or nothing; answers in the order of the entries. After a lost answer an earlier try may have
   * committed the same entries, so a change may be answered as unchanged.
   */
  commit(entries: Entry[], isAfterLoss: boolean): Promise<Answer[]>;
  /**
   * What the failed commit means for an entry of it. Conflicts and losses are tried again, three times. An
   * entry that must not be applied twice answers "spent" where others answer "lost".
   */
  judge(error: unknown, entry: Entry): Verdict;
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
  /** Entries that wait for a group. */
  readonly waiting: number;
  /** Resolves when no entry of that key waits or is in flight. */
  settled(key: string): Promise<void>;
  /** Resolves when nothing waits and nothing is in flight. */
  drain(): Promise<void>;
}

interface Item<Entry, Answer> {
  entry: Entry;
  key: string;
  resolve(answer: Answer): void;
  reject(error: unknown): void;
}

const MAX_TRIES = 4;
const FIRST_BACKOFF_MS = 20;
const MAX_GROUP = 1_000;
export const MAX_WAITING = 20_000;

/** A queue with nothing in it. */
export function createGroupCommit<Entry, Answer>(
  options: GroupCommitOptions<Entry, Answer>,
): GroupCommit<Entry, Answer> {
  const { maxGroup = MAX_GROUP, maxWaiting = MAX_WAITING } = options;
  const wait = options.wait ?? ((ms: number) => new Promise((resolve) => setTimeout(resolve, ms)));
  let waiting: Item<Entry, Answer>[] = [];
  let inFlight: Promise<void> | undefined;
  /** The group in flight, and when all of it is settled. */
  let current: Item<Entry, Answer>[] = [];
  let currentSettled: Promise<void> | undefined;

  function takeGroup(): Item<Entry, Answer>[] {
    const keys = new Set<string>();
    const group: Item<Entry, Answer>[] = [];
    const rest: typeof waiting = [];
    for (const item of waiting) {
      const isItsTurn = group.length < maxGroup && !keys.has(item.key);
      // Later entries of this key must not overtake it.
      keys.add(item.key);
      (isItsTurn ? group : rest).push(item);
    }
    waiting = rest;
    return group;
  }

  async function settle(taken: Item<Entry, Answer>[], isRepeated: boolean): Promise<void> {
    let group = taken;
    let isAfterLoss = isRepeated;
    for (let tries = 1; group.length > 0; tries++) {
      try {
        const entries = group.map((item) => item.entry);
        return resolveAll(group, await options.commit(entries, isAfterLoss));
      } catch (error) {
        const verdicts = group.map((item) => options.judge(error, item.entry));
        if (verdicts.includes("refused")) return settleByHalves(group, error, isAfterLoss);
        isAfterLoss ||= verdicts.includes("lost");
        const isRepeatable = (nth: number) => tries < MAX_TRIES && verdicts[nth] !== "spent";
        rejectAll(
          group.filter((_, nth) => !isRepeatable(nth)),
          databaseUnavailable(error),
        );
        group = group.filter((_, nth) => isRepeatable(nth));
        if (group.length === 0) return;
        options.onRetry?.();
        await wait(Math.random() * FIRST_BACKOFF_MS * 2 ** tries);
      }
    }
  }

  /** One bad entry must fail alone: a refused group is halved until the bad one is found. */
  async function settleByHalves(
    group: Item<Entry, Answer>[],
    error: unknown,
    isAfterLoss: boolean,
  ): Promise<void> {
    if (group.length === 1) return rejectAll(group, error);
    const middle = Math.ceil(group.length / 2);
    await settle(group.slice(0, middle), isAfterLoss);
    await settle(group.slice(middle), isAfterLoss);
  }

  async function run(): Promise<void> {
    for (current = takeGroup(); current.length > 0; current = takeGroup()) {
      currentSettled = settle(current, false);
      await currentSettled;
    }
  }

  function start(): void {
    if (inFlight || waiting.length === 0) return;
    // One microtask later, so that entries of the same tick leave together.
    inFlight = Promise.resolve()
      .then(run)
      .finally(() => {
        inFlight = undefined;
        start();
      });
  }

  return {
    get waiting() {
      return waiting.length;
    },
    async submit(entry) {
      if (waiting.length >= maxWaiting) throw tooManyWaiting();
      return new Promise<Answer>((resolve, reject) => {
        waiting.push({ entry, key: options.keyOf(entry), resolve, reject });
        start();
      });
    },
    async settled(key) {
      const hasKey = (item: Item<Entry, Answer>) => item.key === key;
      while (current.some(hasKey) || waiting.some(hasKey)) await currentSettled;
    },
    async drain() {
      while (inFlight) await inFlight;
    },
  };
}

/** What is answered where too many wait. */
export function tooManyWaiting(): HeartwireError {
  return new HeartwireError("UNAVAILABLE", "Too much is happening at once. Try again soon.", {
    retryAfterMs: 1_000,
  });
}

function resolveAll<Entry, Answer>(group: Item<Entry, Answer>[], answers: Answer[]): void {
  group.forEach((item, index) => {
    const answer = answers[index];
    if (answer === undefined) item.reject(new Error("a committed entry got no answer"));
    else item.resolve(answer);
  });
}

function rejectAll<Entry, Answer>(group: Item<Entry, Answer>[], error: unknown): void {
  for (const item of group) item.reject(error);
}

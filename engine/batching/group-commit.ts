// The queue in front of a statement that commits many entries at once. While one group is in flight
// the next collects; when it returns they leave together, so a lone entry waits for nobody and a crowd
// shares one commit. No timer. Entries with the same key never share a group: each gets its own answer.
import { HeartwireError } from "@/protocol/errors";
import type { Verdict } from "../database/database-errors";

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
  /**
   * Runs work that commits by itself, in its turn among the entries of that key: after those that came before
   * it, before those that come after. Other keys go on. Rejects as the work does.
   */
  runAlone<Result>(key: string, work: () => Promise<Result>): Promise<Result>;
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

/** Work that waits for its turn; `run` never rejects. */
interface WaitingWork {
  key: string;
  run(): Promise<void>;
}

const MAX_TRIES = 4;
const FIRST_BACKOFF_MS = 20;

/** A queue with nothing in it. */
export function createGroupCommit<Entry, Answer>(
  options: GroupCommitOptions<Entry, Answer>,
): GroupCommit<Entry, Answer> {
  const { maxGroup = 1_000, maxWaiting = 20_000 } = options;
  const wait = options.wait ?? ((ms: number) => new Promise((resolve) => setTimeout(resolve, ms)));
  let waiting: (Waiting<Entry, Answer> | WaitingWork)[] = [];
  let inFlight: Promise<void> | undefined;
  /** Work under way, by its key. */
  const works = new Map<string, Promise<void>>();

  function takeGroup(): Waiting<Entry, Answer>[] {
    const keys = new Set(works.keys());
    const group: Waiting<Entry, Answer>[] = [];
    const rest: typeof waiting = [];
    for (const item of waiting) {
      const isItsTurn = group.length < maxGroup && !keys.has(item.key);
      // Later entries of this key must not overtake it.
      keys.add(item.key);
      if (!isItsTurn) rest.push(item);
      else if ("run" in item) begin(item);
      else group.push(item);
    }
    waiting = rest;
    return group;
  }

  function begin({ key, run }: WaitingWork): void {
    const work = run().then(() => {
      works.delete(key);
      start();
    });
    works.set(key, work);
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
    for (let group = takeGroup(); group.length > 0; group = takeGroup()) await settle(group);
  }

  function start(): void {
    if (inFlight || waiting.every(({ key }) => works.has(key))) return;
    // One microtask later, so that presses of the same tick leave together.
    inFlight = Promise.resolve()
      .then(run)
      .finally(() => {
        inFlight = undefined;
        start();
      });
  }

  function refuseTooMany(): void {
    if (waiting.length < maxWaiting) return;
    throw new HeartwireError("UNAVAILABLE", "Too much is happening at once. Try again soon.", {
      retryAfterMs: 1_000,
    });
  }

  return {
    get waiting() {
      return waiting.length;
    },
    async submit(entry) {
      refuseTooMany();
      return new Promise<Answer>((resolve, reject) => {
        waiting.push({ entry, key: options.keyOf(entry), resolve, reject });
        start();
      });
    },
    async runAlone(key, work) {
      refuseTooMany();
      return new Promise((resolve, reject) => {
        waiting.push({ key, run: () => work().then(resolve, reject) });
        start();
      });
    },
    async drain() {
      while (inFlight || works.size > 0) await Promise.all([inFlight, ...works.values()]);
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

// The queue of all likes of this process: group commit, plus what only a toggle needs. A toggle must not be
// applied twice. One with a key commits by itself, in the order of its heart.
import {
  createGroupCommit,
  type GroupCommitOptions,
  MAX_WAITING,
  tooManyWaiting,
} from "../batching/group-commit";
import { createKeyedLock } from "../batching/keyed-lock";
import { classifyDatabaseError, type Verdict } from "../database/database-errors";
import type { LikeCommand, LikeResult } from "./like-group";

export interface LikeQueue {
  /** Resolves after the commit that holds the like; rejects when it could not be committed. */
  submit(command: LikeCommand): Promise<LikeResult>;
  /**
   * Runs work that commits by itself, in its turn among the likes of that heart: after those that came before
   * it, before those that come after. Other hearts go on. Rejects as the work does.
   */
  runAlone<Result>(command: LikeCommand, work: () => Promise<Result>): Promise<Result>;
  /** Likes that wait for a group or their turn. */
  readonly waiting: number;
  /** Resolves when nothing waits and nothing is in flight. */
  drain(): Promise<void>;
}

type Options = Omit<GroupCommitOptions<LikeCommand, LikeResult>, "keyOf" | "judge"> & {
  /** The outcome of a commit; tests pass their own. */
  judge?(error: unknown): Verdict;
};

/** Likes of one heart wait for each other. */
const heartOf = ({ userId, contentId }: LikeCommand) => `${userId} ${contentId}`;

/** A queue with nothing in it. */
export function createLikeQueue(options: Options): LikeQueue {
  const { judge = classifyDatabaseError, maxWaiting = MAX_WAITING } = options;
  const queue = createGroupCommit<LikeCommand, LikeResult>({
    ...options,
    keyOf: heartOf,
    judge(error, command) {
      const verdict = judge(error);
      return verdict === "lost" && command.liked === null ? "spent" : verdict;
    },
  });
  /** Held while a heart has work of its own, or likes that wait behind it. */
  const hearts = createKeyedLock();

  function takeTurn<Result>(heart: string, work: () => Promise<Result>): Promise<Result> {
    if (queue.waiting + hearts.waiting >= maxWaiting) return Promise.reject(tooManyWaiting());
    return hearts.withLock(heart, work);
  }

  return {
    submit(command) {
      // As a rule no heart is held, and then nothing is spent on asking.
      if (hearts.size === 0 || !hearts.isHeld(heartOf(command))) return queue.submit(command);
      return takeTurn(heartOf(command), () => queue.submit(command));
    },
    runAlone(command, work) {
      const heart = heartOf(command);
      return takeTurn(heart, async () => {
        await queue.settled(heart);
        return work();
      });
    },
    get waiting() {
      return queue.waiting + hearts.waiting;
    },
    async drain() {
      do {
        await hearts.drain();
        await queue.drain();
      } while (hearts.size > 0);
    },
  };
}

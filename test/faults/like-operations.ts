// Reads a history as likes of hearts, and computes what each heart may be at a moment. All checkers of counts
// use it.
import { type HistoryEvent, personOf } from "./history";

export interface LikeOperation {
  process: string;
  liked: boolean;
  /** When it was asked. */
  from: number;
  /** When it was answered; infinite while that is unknown. */
  to: number;
  isAcked: boolean;
}

/** All likes that may have happened, in the order asked, by content and then by person. */
export type OperationsByContent = Map<string, Map<string, LikeOperation[]>>;

/** Throws when a process asked again before it was answered: such a history says nothing. */
export function readOperations(events: readonly HistoryEvent[]): OperationsByContent {
  const byContent: OperationsByContent = new Map();
  const open = new Map<string, { operation: LikeOperation; all: LikeOperation[] }>();
  for (const event of events) {
    if (event.op !== "like") continue;
    const { process, key, t } = event;
    if (event.type === "invoke") {
      if (open.has(process)) throw new Error(`${process} asked twice at once`);
      const all = operationsOf(byContent, key, personOf(process));
      const operation = {
        process,
        liked: event.value.liked,
        from: t,
        to: Infinity,
        isAcked: false,
      };
      all.push(operation);
      open.set(process, { operation, all });
      continue;
    }
    const asked = open.get(process);
    if (!asked) continue;
    open.delete(process);
    if (event.type === "ok") Object.assign(asked.operation, { to: t, isAcked: true });
    if (event.type === "fail") asked.all.splice(asked.all.indexOf(asked.operation), 1);
  }
  return byContent;
}

function operationsOf(
  byContent: OperationsByContent,
  contentId: string,
  userId: string,
): LikeOperation[] {
  const people = byContent.get(contentId) ?? new Map<string, LikeOperation[]>();
  byContent.set(contentId, people);
  const operations = people.get(userId) ?? [];
  people.set(userId, operations);
  return operations;
}

/**
 * What one heart may be at some moment between `from` and `to`. A like is past once a later one was acked
 * before: later by time, or by the number its own device gave it.
 */
export function possibleHearts(
  operations: readonly LikeOperation[],
  from: number,
  to: number,
): Set<boolean> {
  const done = operations.filter((operation) => operation.isAcked && operation.to <= from);
  const hearts = new Set<boolean>();
  if (done.length === 0) hearts.add(false);
  for (const operation of operations) {
    if (operation.from <= to && !done.some((later) => isPast(operation, later)))
      hearts.add(operation.liked);
  }
  return hearts;
}

function isPast(operation: LikeOperation, later: LikeOperation): boolean {
  if (operation === later) return false;
  return (
    operation.to < later.from ||
    (operation.process === later.process && operation.from < later.from)
  );
}

/** How often one heart can have turned, at least and at most. */
export function countTurns(operations: readonly LikeOperation[]): { least: number; most: number } {
  if (!isOneAfterTheOther(operations)) {
    const endsLiked = possibleHearts(operations, Infinity, Infinity);
    return { least: endsLiked.has(false) ? 0 : 1, most: operations.length };
  }
  let ways = new Map([[false, { least: 0, most: 0 }]]);
  for (const { liked, isAcked } of operations) {
    const next = new Map<boolean, { least: number; most: number }>();
    for (const [heart, turns] of ways) {
      const step = heart === liked ? 0 : 1;
      widen(next, liked, { least: turns.least + step, most: turns.most + step });
      if (!isAcked) widen(next, heart, turns);
    }
    ways = next;
  }
  const all = [...ways.values()];
  return {
    least: Math.min(...all.map((turns) => turns.least)),
    most: Math.max(...all.map((turns) => turns.most)),
  };
}

function widen(
  ways: Map<boolean, { least: number; most: number }>,
  heart: boolean,
  turns: { least: number; most: number },
) {
  const known = ways.get(heart) ?? turns;
  ways.set(heart, {
    least: Math.min(known.least, turns.least),
    most: Math.max(known.most, turns.most),
  });
}

function isOneAfterTheOther(operations: readonly LikeOperation[]): boolean {
  return operations.every((operation, index) => {
    const before = operations[index - 1];
    return !before || before.process === operation.process || before.to < operation.from;
  });
}

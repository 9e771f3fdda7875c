// Reads a history as likes of hearts, and computes what each heart may be at a moment. All checkers of counts
// use it.
import { type HistoryEvent, personOf } from "./history";

export interface Press {
  process: string;
  liked: boolean;
  /** When it was asked. */
  from: number;
  /** When it was answered; infinite while that is unknown. */
  to: number;
  isAcked: boolean;
}

/** All likes that may have happened, in the order asked, by content and then by person. */
export type PressesByContent = Map<string, Map<string, Press[]>>;

/** Throws when a process asked again before it was answered: such a history says nothing. */
export function readPresses(events: readonly HistoryEvent[]): PressesByContent {
  const byContent: PressesByContent = new Map();
  const open = new Map<string, { press: Press; all: Press[] }>();
  for (const event of events) {
    if (event.op !== "like") continue;
    const { process, key, t } = event;
    if (event.type === "invoke") {
      if (open.has(process)) throw new Error(`${process} asked twice at once`);
      const all = pressesOf(byContent, key, personOf(process));
      const press = { process, liked: event.value.liked, from: t, to: Infinity, isAcked: false };
      all.push(press);
      open.set(process, { press, all });
      continue;
    }
    const asked = open.get(process);
    if (!asked) continue;
    open.delete(process);
    if (event.type === "ok") Object.assign(asked.press, { to: t, isAcked: true });
    if (event.type === "fail") asked.all.splice(asked.all.indexOf(asked.press), 1);
  }
  return byContent;
}

function pressesOf(byContent: PressesByContent, contentId: string, userId: string): Press[] {
  const people = byContent.get(contentId) ?? new Map<string, Press[]>();
  byContent.set(contentId, people);
  const presses = people.get(userId) ?? [];
  people.set(userId, presses);
  return presses;
}

/**
 * What one heart may be at some moment between `from` and `to`. A like is past once a later one was acked
 * before: later by time, or by the number its own device gave it.
 */
export function possibleHearts(presses: readonly Press[], from: number, to: number): Set<boolean> {
  const done = presses.filter((press) => press.isAcked && press.to <= from);
  const hearts = new Set<boolean>();
  if (done.length === 0) hearts.add(false);
  for (const press of presses) {
    if (press.from <= to && !done.some((later) => isPast(press, later))) hearts.add(press.liked);
  }
  return hearts;
}

function isPast(press: Press, later: Press): boolean {
  if (press === later) return false;
  return press.to < later.from || (press.process === later.process && press.from < later.from);
}

/** How often one heart can have turned, at least and at most. */
export function countTurns(presses: readonly Press[]): { least: number; most: number } {
  if (!isOneAfterTheOther(presses)) {
    const endsLiked = possibleHearts(presses, Infinity, Infinity);
    return { least: endsLiked.has(false) ? 0 : 1, most: presses.length };
  }
  let ways = new Map([[false, { least: 0, most: 0 }]]);
  for (const { liked, isAcked } of presses) {
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

function isOneAfterTheOther(presses: readonly Press[]): boolean {
  return presses.every((press, index) => {
    const before = presses[index - 1];
    return !before || before.process === press.process || before.to < press.from;
  });
}

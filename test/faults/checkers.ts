// The checkers of a history. Each is a pure function that returns what is wrong, in words; an empty list
// means nothing is. checkers.test.ts gives every one histories it must refuse.
import { type FinalState, type HistoryEvent, personOf, type Seen } from "./history";
import {
  countTurns,
  type OperationsByContent,
  possibleHearts,
  readOperations,
} from "./like-operations";

export interface Judged {
  events: readonly HistoryEvent[];
  final: FinalState;
  /** Contents that some people may not see at any time, by content. */
  hidden?: ReadonlyMap<string, ReadonlySet<string>>;
}

type Checker = (judged: Judged, operations: OperationsByContent) => string[];

export const CHECKERS = {
  lost: findLost,
  unexpected: findUnexpected,
  bounds: findOutOfBounds,
  versions: findWrongVersions,
  impossible: findImpossible,
  monotone: findSteppedBack,
  duplicates: findDuplicates,
  leaks: findLeaks,
} satisfies Record<string, Checker>;

export type CheckerName = keyof typeof CHECKERS;
export type Verdict = Record<CheckerName, string[]> & { acked: number; recovered: number };

/** Every checker's word on one history. Contents of the history start at no like and version 0. */
export function judge(judged: Judged): Verdict {
  const operations = readOperations(judged.events);
  const words = Object.entries(CHECKERS).map(([name, check]) => [name, check(judged, operations)]);
  return {
    ...(Object.fromEntries(words) as Record<CheckerName, string[]>),
    acked: judged.events.filter(({ op, type }) => op === "like" && type === "ok").length,
    recovered: countRecovered(judged, operations),
  };
}

/** The names of those who found something. */
export function findersOf(verdict: Verdict): CheckerName[] {
  return (Object.keys(CHECKERS) as CheckerName[]).filter((name) => verdict[name].length > 0);
}

/** Acked and lost: the heart is not what the last acked like says, and no unknown one explains it. */
function findLost({ final }: Judged, operations: OperationsByContent): string[] {
  const hearts = readHearts(final);
  return eachHeart(operations).flatMap(({ contentId, userId, all }) => {
    const heart = hearts.has(pairOf(contentId, userId));
    const possible = possibleHearts(all, Infinity, Infinity);
    if (possible.has(heart) || !all.some((operation) => operation.isAcked)) return [];
    return [`${userId} on ${contentId}: acked ${!heart}, found ${heart}`];
  });
}

/** There, and never asked for. */
function findUnexpected({ final }: Judged, operations: OperationsByContent): string[] {
  return final.likes
    .filter(({ liked, contentId, userId }) => {
      const all = operations.get(contentId)?.get(userId) ?? [];
      return liked && !all.some((operation) => operation.liked);
    })
    .map(({ contentId, userId }) => `${userId} on ${contentId}: liked, and nobody asked for it`);
}

/** Unknown likes that turned out to be committed. */
function countRecovered({ final }: Judged, operations: OperationsByContent): number {
  const hearts = readHearts(final);
  return eachHeart(operations).filter(({ contentId, userId, all }) => {
    const heart = hearts.has(pairOf(contentId, userId));
    const acked = all.filter((operation) => operation.isAcked);
    const possible = possibleHearts(all, Infinity, Infinity);
    return possible.has(heart) && !possibleHearts(acked, Infinity, Infinity).has(heart);
  }).length;
}

/**
 * A count that was read is at least what was surely committed, at most what may have been; the answer to a
 * like counts that like.
 */
function findOutOfBounds({ events }: Judged, operations: OperationsByContent): string[] {
  const wrong: string[] = [];
  for (const { asked, key, process, value, own, t } of eachAnswer(events)) {
    let [least, most] = [0, 0];
    for (const [userId, all] of operations.get(key) ?? []) {
      const isOwn = own !== null && userId === personOf(process);
      const hearts = isOwn ? new Set([own]) : possibleHearts(all, asked, t);
      if (hearts.has(true)) most++;
      if (!hearts.has(false)) least++;
    }
    if (value.likeCount >= least && value.likeCount <= most) continue;
    wrong.push(`${process} read ${value.likeCount} on ${key}, which was ${least} to ${most}`);
  }
  return wrong;
}

/** The version moved by exactly the number of turned hearts, the unknown ones granted either way. */
function findWrongVersions({ final }: Judged, operations: OperationsByContent): string[] {
  return final.contents.flatMap(({ contentId, version, likeCount }) => {
    const turns = [...(operations.get(contentId)?.values() ?? [])].map(countTurns);
    const least = turns.reduce((sum, turn) => sum + turn.least, 0);
    const most = turns.reduce((sum, turn) => sum + turn.most, 0);
    const rows = final.likes.filter((like) => like.contentId === contentId && like.liked).length;
    return [
      ...(version < least || version > most
        ? [`${contentId} is at version ${version}, its hearts turned ${least} to ${most} times`]
        : []),
      ...(rows === likeCount ? [] : [`${contentId} counts ${likeCount}, its rows are ${rows}`]),
    ];
  });
}

/** Pairs of count and version that never were: each turn moves both by one, one version has one count. */
function findImpossible({ events }: Judged): string[] {
  const counts = new Map<string, number>();
  const wrong: string[] = [];
  for (const event of events) {
    const seen = seenIn(event);
    if (!seen) continue;
    const { likeCount, version } = seen;
    const where = `${event.process}: ${likeCount} at version ${version} of ${event.key}`;
    const known = counts.get(`${event.key} ${version}`) ?? likeCount;
    counts.set(`${event.key} ${version}`, known);
    if (known !== likeCount) wrong.push(`${where}, elsewhere ${known}`);
    else if (likeCount < 0 || likeCount > version || (version - likeCount) % 2 !== 0)
      wrong.push(`${where} cannot be`);
  }
  return wrong;
}

/** A client never shows, and never reads, an older version than before. */
function findSteppedBack({ events }: Judged): string[] {
  const newest = new Map<string, number>();
  const wrong: string[] = [];
  for (const event of events) {
    if (event.type !== "ok" || (event.op !== "show" && event.op !== "read")) continue;
    const eyes = `${event.process} ${event.op} ${event.key}`;
    const before = newest.get(eyes) ?? -1;
    const { version } = event.value;
    if (version < before) wrong.push(`${eyes}: version ${version} after ${before}`);
    newest.set(eyes, Math.max(before, version));
  }
  return wrong;
}

/** An unexpected answer, one event twice to one listener, two notifications of one group. */
function findDuplicates(judged: Judged, operations: OperationsByContent): string[] {
  return [...findDoubleAnswers(judged.events), ...findDoubleNews(judged.events, operations)];
}

function findDoubleAnswers(events: readonly HistoryEvent[]): string[] {
  const open = new Set<string>();
  const wrong: string[] = [];
  for (const { process, op, type } of events) {
    if (op !== "like" && op !== "read" && op !== "resend") continue;
    const question = `${process} ${op}`;
    if (type === "invoke") open.add(question);
    else if (!open.delete(question)) wrong.push(`${question}: answered once more than asked`);
  }
  return wrong;
}

function findDoubleNews(
  events: readonly HistoryEvent[],
  operations: OperationsByContent,
): string[] {
  const seen = new Set<string>();
  const standing = new Set<string>();
  const wrong: string[] = [];
  for (const event of events) {
    if (event.op === "tell") {
      const news = `${event.process} ${event.value.eventId}`;
      if (seen.has(news)) wrong.push(`${event.process} received one event twice`);
      seen.add(news);
    }
    if (event.op !== "ring") continue;
    const { notificationId, event: step, actorCount } = event.value;
    const bell = `${event.process} ${notificationId}`;
    if (step === "new" && standing.has(bell)) wrong.push(`${bell}: rang twice`);
    if (step === "removed") standing.delete(bell);
    else standing.add(bell);
    const likers = [...(operations.get(event.key)?.values() ?? [])];
    const most = likers.filter((all) => all.some((operation) => operation.liked)).length;
    if (actorCount > most) wrong.push(`${bell}: ${actorCount} people, of ${most} who liked`);
  }
  return wrong;
}

/** Anything about a content that reached somebody who may not see it. */
function findLeaks({ events, hidden }: Judged): string[] {
  return events
    .filter(({ type, key, process }) => type === "ok" && hidden?.get(key)?.has(personOf(process)))
    .map(
      ({ process, op, key }) => `${process} received ${key} (${op}), which is not theirs to see`,
    );
}

interface Answer {
  asked: number;
  t: number;
  process: string;
  key: string;
  value: Seen;
  /** The asker's own heart, where the answer says it. */
  own: boolean | null;
}

/** Every count that was answered, with the time it was asked. */
function eachAnswer(events: readonly HistoryEvent[]): Answer[] {
  const askedAt = new Map<string, number>();
  const answers: Answer[] = [];
  for (const event of events) {
    if (event.op !== "like" && event.op !== "read") continue;
    const { op, process, key, t } = event;
    if (event.type === "invoke") askedAt.set(`${process} ${op}`, t);
    const asked = askedAt.get(`${process} ${op}`);
    if (event.type !== "ok" || asked === undefined) continue;
    const own = event.op === "like" ? event.value.liked : null;
    answers.push({ asked, t, process, key, value: event.value, own });
  }
  return answers;
}

function seenIn(event: HistoryEvent): Seen | null {
  return event.type === "ok" && event.op !== "ring" ? event.value : null;
}

const pairOf = (contentId: string, userId: string) => `${contentId} ${userId}`;

function readHearts(final: FinalState): Set<string> {
  const liked = final.likes.filter((like) => like.liked);
  return new Set(liked.map(({ contentId, userId }) => pairOf(contentId, userId)));
}

function eachHeart(operations: OperationsByContent) {
  return [...operations].flatMap(([contentId, people]) =>
    [...people].map(([userId, all]) => ({ contentId, userId, all })),
  );
}

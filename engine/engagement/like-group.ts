// Commits many likes of many people in one statement, one round trip. The rules are in the SQL function
// `apply_likes` (prisma/functions/apply_likes.sql); this file only calls it.
import { v7 as newId } from "uuid";
import type { PrismaClient } from "@/generated/prisma/client";
import type { ContentType } from "@/protocol/ids";
import type { Engagement } from "@/protocol/views";
import type { NotificationOutcome } from "../notifications/notification-view";

export interface LikeCommand {
  userId: string;
  contentId: string;
  /** What the caller believes it is; anything else is not found. */
  contentType: ContentType | null;
  /** Null toggles. */
  liked: boolean | null;
  deviceId: string | null;
  seq: number | null;
}

/** The outcome of one like; not found when there is nothing that this person may like. */
export type LikeResult =
  | { found: false }
  | {
      found: true;
      changed: boolean;
      liked: boolean;
      authorId: string;
      /** At this commit everybody might see it. */
      isPublic: boolean;
      engagement: Engagement;
    };

export interface LikeGroupResult {
  /** In the order of the likes. */
  answers: LikeResult[];
  notifications: NotificationOutcome[];
}

/** What is needed of Prisma: the client itself, or a transaction. */
type Queryable = Pick<PrismaClient, "$queryRaw">;

/** A content as its callers name it. */
interface Target {
  contentId: string;
  contentType: ContentType | null;
}

/** What `apply_likes` answers. Likes are numbered from 1. */
interface Applied {
  targets: ((Omit<Engagement, "contentId"> & { authorId: string; isPublic: boolean }) | null)[];
  first: number[];
  judged: [nth: number, found: boolean, changed: boolean, liked: boolean][];
  notifications: NotificationOutcome[];
}

/** Commits the likes as one statement. No two of them may be of the same person and content. */
export async function commitLikeGroup(
  db: Queryable,
  commands: LikeCommand[],
): Promise<LikeGroupResult> {
  const { targets, targetOf } = findTargets(commands);
  const [row] = await db.$queryRaw<{ applied: string }[]>`
    SELECT apply_likes(
      ${literal(targets.map((target) => target.contentId))}::uuid[],
      ${literal(targets.map((target) => target.contentType))}::content_type[],
      ${literal(newIdsByContent(targets))}::uuid[],
      ${literal(targetOf)}::int[],
      ${literal(commands.map((command) => command.userId))}::uuid[],
      ${literal(commands.map((command) => command.liked))}::boolean[],
      ${literal(commands.map((command) => quote(command.deviceId)))}::text[],
      ${literal(commands.map((command) => command.seq))}::bigint[])::text AS applied`;
  if (!row) throw new Error("the likes were applied without an answer");
  const applied = JSON.parse(row.applied) as Applied;

  const answers: LikeResult[] = commands.map(() => ({ found: false }));
  const answer = (nth: number, changed: boolean, liked: boolean) => {
    const target = applied.targets[(targetOf[nth - 1] ?? 0) - 1];
    const command = commands[nth - 1];
    if (!target || !command) throw new Error("a like was answered without its content");
    const { authorId, isPublic, ...counts } = target;
    const engagement = { contentId: command.contentId, ...counts };
    answers[nth - 1] = { found: true, changed, liked, authorId, isPublic, engagement };
  };
  for (const nth of applied.first) answer(nth, true, true);
  for (const [nth, found, changed, liked] of applied.judged) if (found) answer(nth, changed, liked);
  return { answers, notifications: applied.notifications };
}

/** The distinct targets, and for each like its own, numbered from 1. */
function findTargets(commands: LikeCommand[]): { targets: Target[]; targetOf: number[] } {
  const targets: Target[] = [];
  const numbers = new Map<string, number>();
  const targetOf = commands.map(({ contentId, contentType }) => {
    const name = contentType === null ? contentId : `${contentId} ${contentType}`;
    const known = numbers.get(name);
    if (known !== undefined) return known;
    const number = targets.push({ contentId, contentType });
    numbers.set(name, number);
    return number;
  });
  return { targets, targetOf };
}

/** A notification's id for each target, the same for the same content. */
function newIdsByContent(targets: Target[]): string[] {
  const ids = new Map<string, string>();
  return targets.map(({ contentId }) => {
    const id = ids.get(contentId) ?? newId();
    ids.set(contentId, id);
    return id;
  });
}

/**
 * An array as PostgreSQL reads it. Handing over text costs a fraction of what the driver takes to write
 * and quote each element; ids, numbers and booleans need no quotes, other text brings its own.
 */
function literal(elements: (string | number | boolean | null)[]): string {
  return `{${elements.map((element) => element ?? "NULL").join(",")}}`;
}

function quote(text: string | null): string | null {
  return text === null ? null : `"${text.replace(/["\\]/g, "\\$&")}"`;
}

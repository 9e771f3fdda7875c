// Commits many likes of many people in one statement, one round trip. The rules are in the SQL function
// `apply_likes` (prisma/functions/apply_likes.sql); this file only calls it, by the driver or in a transaction.
import { v7 as newId } from "uuid";
import { Prisma, type PrismaClient } from "@/generated/prisma/client";
import type { ContentType } from "@/protocol/ids";
import type { Engagement, ViewerEngagement } from "@/protocol/views";
import type { RunStatement } from "../database/statements";
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
      authorId: string;
      /** At this commit everybody might see it. */
      isPublic: boolean;
      engagement: Engagement;
      /** As this person sees it. All of one group who see the same have the same frozen object. */
      seen: Readonly<ViewerEngagement>;
    };

export interface LikeGroupResult {
  /** In the order of the likes. */
  answers: LikeResult[];
  /** When the hearts that moved did. */
  movedAt: string;
  notifications: NotificationOutcome[];
}

/** Calls `apply_likes` with its arguments as text; answers its JSON. */
export type ApplyLikes = (values: string[]) => Promise<string>;

const APPLY_LIKES = {
  name: "apply_likes",
  text: `SELECT apply_likes($1::uuid[], $2::content_type[], $3::uuid[], $4::int[], $5::uuid[],
                            $6::boolean[], $7::text[], $8::bigint[])::text AS applied`,
};

/** By the driver: every group but those of a transaction. */
export function applyByDriver(runStatement: RunStatement): ApplyLikes {
  return async (values) => readApplied(await runStatement(APPLY_LIKES, values));
}

/** By Prisma: the client itself, or a transaction that the likes are part of. */
export function applyByPrisma(db: Pick<PrismaClient, "$queryRaw">): ApplyLikes {
  const parts = APPLY_LIKES.text.split(/\$\d/);
  return async (values) => readApplied(await db.$queryRaw(Prisma.sql(parts, ...values)));
}

function readApplied([row]: { applied: string }[]): string {
  if (!row) throw new Error("the likes were applied without an answer");
  return row.applied;
}

/** A content as its callers name it. */
interface Target {
  contentId: string;
  contentType: ContentType | null;
}

/** What `apply_likes` answers. Likes are numbered from 1. */
interface Applied {
  at: string;
  targets: ((Omit<Engagement, "contentId"> & { authorId: string; isPublic: boolean }) | null)[];
  first: number[];
  judged: [nth: number, found: boolean, changed: boolean, liked: boolean][];
  notifications: NotificationOutcome[];
}

/** Commits the likes as one statement. No two of them may be of the same person and content. */
export async function commitLikeGroup(
  apply: ApplyLikes,
  commands: LikeCommand[],
): Promise<LikeGroupResult> {
  const { targets, targetOf } = findTargets(commands);
  const json = await apply([
    literal(targets.map((target) => target.contentId)),
    literal(targets.map((target) => target.contentType)),
    literal(newIdsByContent(targets)),
    literal(targetOf),
    literal(commands.map((command) => command.userId)),
    literal(commands.map((command) => command.liked)),
    literal(commands.map((command) => quote(command.deviceId))),
    literal(commands.map((command) => command.seq)),
  ]);
  const applied = JSON.parse(json) as Applied;

  const answers: LikeResult[] = commands.map(() => NOT_FOUND);
  const views = applied.targets.map((target, index) => {
    const contentId = targets[index]?.contentId;
    return target && contentId ? viewsOf({ contentId, ...target }) : null;
  });
  const answer = (nth: number, changed: boolean, liked: boolean) => {
    const view = views[(targetOf[nth - 1] ?? 0) - 1];
    if (!view) throw new Error("a like was answered without its content");
    answers[nth - 1] = view(changed, liked);
  };
  for (const nth of applied.first) answer(nth, true, true);
  for (const [nth, found, changed, liked] of applied.judged) if (found) answer(nth, changed, liked);
  const movedAt = new Date(applied.at).toISOString();
  return { answers, movedAt, notifications: applied.notifications };
}

const NOT_FOUND: LikeResult = { found: false };

/** The answers about one content, each made once. */
function viewsOf(target: Engagement & { authorId: string; isPublic: boolean }) {
  const { authorId, isPublic, ...engagement } = target;
  const see = (liked: boolean) => Object.freeze({ ...engagement, liked, reposted: false });
  const made = new Map<boolean, Readonly<ViewerEngagement>>();
  return (changed: boolean, liked: boolean): LikeResult => {
    const seen = made.get(liked) ?? see(liked);
    made.set(liked, seen);
    return { found: true, changed, authorId, isPublic, engagement, seen };
  };
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

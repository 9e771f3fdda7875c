// Likes: the only writer of hearts. Every door (set, toggle, v1, socket) ends in one queue of presses
// and one statement; what was committed is told to the outside before the caller hears of it.

import type { PrismaClient } from "@/generated/prisma/client";
import { HeartwireError } from "@/protocol/errors";
import type { ToggleLikeBody } from "@/protocol/http-requests";
import type { ContentType } from "@/protocol/ids";
import {
  type LikeToggleAnswer,
  likeToggleAnswerSchema,
  type ViewerEngagement,
} from "@/protocol/views";
import { nameActivity } from "../activity/activity";
import { createGroupCommit, type GroupCommit } from "../batching/group-commit";
import type { LikeChange } from "../changes";
import type { EngineContext } from "../context";
import { classifyDatabaseError } from "../database/database-errors";
import { answerOnce } from "../idempotency";
import { readInbox } from "../notifications/notifications";
import { personColumns } from "../people/person-view";
import {
  commitLikeGroup,
  type LikeCommand,
  type LikeGroupResult,
  type LikeResult,
} from "./like-group";

export interface LikeIntent {
  contentId: string;
  /** Checked when given: a post is not found under "video". */
  contentType?: ContentType | undefined;
  liked: boolean;
  deviceId?: string | undefined;
  seq?: number | undefined;
}

export type FoundAnswer = Extract<LikeResult, { found: true }>;

/** The queue all presses of this process go through. */
export type LikeQueue = GroupCommit<LikeCommand, LikeResult>;

/** Presses of one heart wait for each other. */
const heartOf = ({ userId, contentId }: LikeCommand) => `${userId} ${contentId}`;

/** Makes the queue; its commit tells `context.changes` before any caller's promise resolves. */
export function createLikeQueue(context: EngineContext): LikeQueue {
  return createGroupCommit<LikeCommand, LikeResult>({
    keyOf: heartOf,
    judge: classifyDatabaseError,
    canRepeat: (command) => command.liked !== null,
    onRetry: context.metrics.countRetry,
    onRepeated: (answers) => void publishInboxes(context, answers),
    async commit(commands) {
      const startedAt = performance.now();
      const result = await commitLikeGroup(context.prisma, commands);
      context.metrics.countGroup(commands.length, (performance.now() - startedAt) / 1_000);
      publishLikes(context, commands, result);
      return result.answers;
    },
  });
}

/**
 * Sets whether a person likes a content. The state that already holds answers the same and changes
 * nothing; a `seq` at or below the newest of its device changes nothing either (I-12).
 * Errors: NOT_FOUND, RATE_LIMITED, UNAVAILABLE.
 */
export async function setLike(
  context: EngineContext,
  queue: LikeQueue,
  viewerId: string,
  intent: LikeIntent,
): Promise<ViewerEngagement> {
  await context.limits.like.consume(viewerId);
  const answer = await queue.submit({
    userId: viewerId,
    contentId: intent.contentId,
    contentType: intent.contentType ?? null,
    liked: intent.liked,
    deviceId: intent.deviceId ?? null,
    seq: intent.seq ?? null,
  });
  const { engagement, liked } = requireFound(answer);
  return { ...engagement, liked, reposted: false };
}

/**
 * Flips whether a person likes a content. With an idempotency key the flip happens once per key, and a
 * repetition gets the first answer; the key with another body is a CONFLICT; a failure burns no key.
 */
export async function toggleLike(
  context: EngineContext,
  queue: LikeQueue,
  viewerId: string,
  body: ToggleLikeBody,
  idempotencyKey?: string,
): Promise<LikeToggleAnswer> {
  await context.limits.like.consume(viewerId);
  const command: LikeCommand = {
    userId: viewerId,
    contentId: body.content_id,
    contentType: body.content_type,
    liked: null,
    deviceId: null,
    seq: null,
  };
  if (idempotencyKey === undefined) {
    return toggleAnswer(context.prisma, requireFound(await queue.submit(command)));
  }
  const answer = await queue.runAlone(heartOf(command), async () => {
    let committed: LikeGroupResult | undefined;
    const first = await answerOnce<LikeToggleAnswer>(
      context.prisma,
      { userId: viewerId, key: idempotencyKey, body },
      async (tx) => {
        committed = await commitLikeGroup(tx, [command]);
        return toggleAnswer(tx, requireFound(committed.answers[0] ?? { found: false }));
      },
    );
    // Told in the heart's turn: a later press of it must not be heard of first.
    if (committed) publishLikes(context, [command], committed);
    return first;
  });
  // The kept answer comes back with its fields in another order; the first and the second are one.
  return likeToggleAnswerSchema.parse(answer);
}

function requireFound(answer: LikeResult): FoundAnswer {
  if (!answer.found) throw new HeartwireError("NOT_FOUND", "There is nothing here to like.");
  return answer;
}

async function toggleAnswer(
  db: Pick<PrismaClient, "user">,
  { engagement, liked, authorId }: FoundAnswer,
): Promise<LikeToggleAnswer> {
  const author = await db.user.findUniqueOrThrow({
    where: { id: authorId },
    select: personColumns,
  });
  return {
    liked,
    total_likes: engagement.likeCount,
    content_type: engagement.contentType,
    content_id: engagement.contentId,
    author: { id: author.id, username: author.username, display_name: author.displayName },
  };
}

/**
 * After a group that may have committed unheard: its presses find their own work done and have no news,
 * so authors are told their badge as it is. Rooms are told by whoever compares versions.
 */
async function publishInboxes(context: EngineContext, answers: LikeResult[]): Promise<void> {
  const authors = new Set(answers.flatMap((answer) => (answer.found ? [answer.authorId] : [])));
  for (const recipientId of authors) {
    try {
      const inbox = await readInbox(context, recipientId);
      context.changes.publish({ kind: "inbox", recipientId, inbox });
    } catch (error) {
      context.log.warn({ err: error }, "could not tell an inbox; its next sync will");
    }
  }
}

/** One change per content that moved, then the notifications and activities that came of it. */
function publishLikes(
  context: EngineContext,
  commands: LikeCommand[],
  result: LikeGroupResult,
): void {
  const occurredAt = new Date().toISOString();
  const moved = new Map<string, { answer: FoundAnswer; changes: LikeChange[] }>();
  result.answers.forEach((answer, index) => {
    const command = commands[index];
    if (!command || !answer.found || !answer.changed) return;
    const { contentId } = answer.engagement;
    const entry = moved.get(contentId) ?? { answer, changes: [] };
    entry.changes.push({ userId: command.userId, isLiked: answer.liked });
    moved.set(contentId, entry);
  });
  for (const { answer, changes } of moved.values()) {
    context.changes.publish({
      kind: "likes",
      engagement: answer.engagement,
      authorId: answer.authorId,
      isPublic: answer.isPublic,
      changes,
      occurredAt,
    });
  }
  for (const outcome of result.notifications) {
    context.changes.publish({ kind: "notification", ...outcome });
  }
  for (const { answer, changes } of moved.values()) {
    for (const { userId, isLiked } of changes) {
      if (!isLiked || userId === answer.authorId) continue;
      context.changes.publish({
        kind: "activity",
        activityId: nameActivity("liked", userId, answer.engagement.contentId),
        actorId: userId,
      });
    }
  }
}

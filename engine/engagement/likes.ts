// Likes: the only writer of hearts. Set, toggle, v1 and socket end in one queue and one statement; commits
// are published before the caller has its answer.

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
import type { LikeChange } from "../changes";
import type { EngineContext } from "../context";
import { answerOnce } from "../idempotency";
import type { Notifications } from "../notifications/notifications";
import { personColumns } from "../people/person-view";
import {
  applyByDriver,
  applyByPrisma,
  commitLikeGroup,
  type LikeCommand,
  type LikeGroupResult,
  type LikeResult,
} from "./like-group";
import { createLikeQueue } from "./like-queue";

export interface LikeIntent {
  contentId: string;
  /** Checked when given: a post is not found under "video". */
  contentType?: ContentType | undefined;
  liked: boolean;
  deviceId?: string | undefined;
  seq?: number | undefined;
}

type FoundAnswer = Extract<LikeResult, { found: true }>;

/** Likes set and toggled, through one queue. */
export function createLikes(
  context: EngineContext,
  { readInbox }: Pick<Notifications, "readInbox">,
) {
  const { prisma, runStatement, changes, limits, metrics, log } = context;
  const apply = runStatement ? applyByDriver(runStatement) : applyByPrisma(prisma);
  const queue = createLikeQueue({
    onRetry: metrics.countRetry,
    async commit(commands, isAfterLoss) {
      const startedAt = performance.now();
      const result = await commitLikeGroup(apply, commands);
      metrics.countGroup(commands.length, (performance.now() - startedAt) / 1_000);
      publishLikes(context, commands, result);
      if (isAfterLoss) void publishInboxes(result.answers);
      return result.answers;
    },
  });
  metrics.watchQueue(() => queue.waiting);
  context.beforeClose(() => queue.drain());

  /**
   * After a group that may have committed without an answer: its likes find their own work done and publish
   * nothing. So authors get their current badge, and rooms learn it by comparing versions.
   */
  async function publishInboxes(answers: LikeResult[]): Promise<void> {
    const authors = new Set(answers.flatMap((answer) => (answer.found ? [answer.authorId] : [])));
    for (const recipientId of authors) {
      try {
        const inbox = await readInbox(recipientId);
        changes.publish({ kind: "inbox", recipientId, inbox });
      } catch (error) {
        log.warn({ err: error }, "could not tell an inbox; its next sync will");
      }
    }
  }

  /** The flip and the kept answer of its key commit together. */
  function toggleOnce(
    command: LikeCommand,
    key: string,
    body: ToggleLikeBody,
  ): Promise<LikeToggleAnswer> {
    return queue.runAlone(command, async () => {
      let committed: LikeGroupResult | undefined;
      const request = { userId: command.userId, key, body };
      const answer = await answerOnce<LikeToggleAnswer>(prisma, request, async (tx) => {
        committed = await commitLikeGroup(applyByPrisma(tx), [command]);
        return toggleAnswer(tx, requireFound(committed.answers[0] ?? { found: false }));
      });
      // Published in the heart's turn: a later like of it must not be published first.
      if (committed) publishLikes(context, [command], committed);
      return answer;
    });
  }

  return {
    /**
     * Sets whether a person likes a content. The state that already holds answers the same and changes
     * nothing; a `seq` at or below the newest of its device changes nothing either (I-12).
     * Errors: NOT_FOUND, RATE_LIMITED, UNAVAILABLE.
     */
    async setLike(viewerId: string, intent: LikeIntent): Promise<Readonly<ViewerEngagement>> {
      await limits.like.consume(viewerId);
      const answer = await queue.submit({
        userId: viewerId,
        contentId: intent.contentId,
        contentType: intent.contentType ?? null,
        liked: intent.liked,
        deviceId: intent.deviceId ?? null,
        seq: intent.seq ?? null,
      });
      return requireFound(answer).seen;
    },
    /**
     * Flips whether a person likes a content. With an idempotency key the flip happens once per key, and a
     * repetition gets the first answer; the key with another body is a CONFLICT; a failure burns no key.
     */
    async toggleLike(
      viewerId: string,
      body: ToggleLikeBody,
      idempotencyKey?: string,
    ): Promise<LikeToggleAnswer> {
      await limits.like.consume(viewerId);
      const command: LikeCommand = {
        userId: viewerId,
        contentId: body.content_id,
        contentType: body.content_type,
        liked: null,
        deviceId: null,
        seq: null,
      };
      if (idempotencyKey === undefined) {
        return toggleAnswer(prisma, requireFound(await queue.submit(command)));
      }
      // A kept answer comes back with its fields in another order; the first and the second are one.
      return likeToggleAnswerSchema.parse(await toggleOnce(command, idempotencyKey, body));
    },
  };
}

function requireFound(answer: LikeResult): FoundAnswer {
  if (!answer.found) throw new HeartwireError("NOT_FOUND", "There is nothing here to like.");
  return answer;
}

async function toggleAnswer(
  db: Pick<PrismaClient, "user">,
  { engagement, seen, authorId }: FoundAnswer,
): Promise<LikeToggleAnswer> {
  const author = await db.user.findUniqueOrThrow({
    where: { id: authorId },
    select: personColumns,
  });
  return {
    liked: seen.liked,
    total_likes: engagement.likeCount,
    content_type: engagement.contentType,
    content_id: engagement.contentId,
    author: { id: author.id, username: author.username, display_name: author.displayName },
  };
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
    entry.changes.push({ userId: command.userId, isLiked: answer.seen.liked });
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
        liked: {
          authorId: answer.authorId,
          isPublic: answer.isPublic,
          engagement: answer.engagement,
          likedAt: result.movedAt,
        },
      });
    }
  }
}

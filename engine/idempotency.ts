// One answer per (person, key), for requests that are not idempotent by themselves. The key and its answer
// commit together with the change, so a failed request uses up no key.
import { createHash } from "node:crypto";
import type { Prisma, PrismaClient } from "@/generated/prisma/client";
import { HeartwireError } from "@/protocol/errors";
import { inSlices, SLICE_ROWS } from "./database/slices";

export interface KeyedRequest {
  userId: string;
  key: string;
  /** Compared by its JSON: the same key with another body is a CONFLICT. */
  body: unknown;
}

/** How long an answer is kept. */
export const IDEMPOTENCY_KEEP_MS = 24 * 3600 * 1000;

/**
 * Runs `change` in a transaction at most once per key and answers what it answered the first time.
 * Parallel requests with one key wait for the first.
 */
export async function answerOnce<Answer extends Prisma.InputJsonValue>(
  prisma: PrismaClient,
  request: KeyedRequest,
  change: (tx: Prisma.TransactionClient) => Promise<Answer>,
): Promise<Answer> {
  const { userId, key } = request;
  const bodyHash = createHash("sha256").update(JSON.stringify(request.body)).digest("hex");
  return prisma.$transaction(async (tx) => {
    const claimed = await tx.idempotencyKey.createMany({
      data: [{ userId, key, bodyHash, answer: {} }],
      skipDuplicates: true,
    });
    if (claimed.count === 0) {
      const kept = await tx.idempotencyKey.findUniqueOrThrow({
        where: { userId_key: { userId, key } },
      });
      if (kept.bodyHash !== bodyHash) {
        throw new HeartwireError(
          "CONFLICT",
          "This Idempotency-Key was used for another request before.",
        );
      }
      return kept.answer as Answer;
    }
    const answer = await change(tx);
    await tx.idempotencyKey.update({
      where: { userId_key: { userId, key } },
      data: { answer },
    });
    return answer;
  });
}

/** Forgets answers older than a day; their keys are free again. */
export function forgetOldAnswers(prisma: PrismaClient, now = Date.now()): Promise<number> {
  const before = new Date(now - IDEMPOTENCY_KEEP_MS);
  return inSlices(
    () => prisma.$executeRaw`
      DELETE FROM idempotency_keys WHERE (user_id, key) IN (
        SELECT user_id, key FROM idempotency_keys WHERE created_at < ${before} LIMIT ${SLICE_ROWS})`,
  );
}

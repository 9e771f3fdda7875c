// Deleted data is hidden at once and erased after a stated time: texts of deleted posts, ended sessions,
// answers kept for retries.
import type { EngineContext } from "../context";
import { inSlices, SLICE_ROWS } from "../database/slices";
import { forgetOldAnswers } from "../idempotency";

const DAY_MS = 24 * 3600 * 1000;

export type Erased = Record<"posts" | "sessions" | "answers", number>;

/** Erases what is due; answers how much of each kind. Answers have a time of their own, a day. */
export async function eraseDue(
  { prisma, metrics, eraseAfterDays }: EngineContext,
  now = Date.now(),
): Promise<Erased> {
  const due = new Date(now - eraseAfterDays * DAY_MS);
  const posts = await inSlices(
    () => prisma.$executeRaw`
      UPDATE contents SET body = '' WHERE id IN (
        SELECT id FROM contents
         WHERE deleted_at IS NOT NULL AND body <> '' AND deleted_at < ${due} LIMIT ${SLICE_ROWS})`,
  );
  const sessions = await inSlices(
    () => prisma.$executeRaw`
      DELETE FROM sessions WHERE id IN (
        SELECT id FROM sessions WHERE LEAST(ended_at, expires_at) < ${due} LIMIT ${SLICE_ROWS})`,
  );
  const erased: Erased = { posts, sessions, answers: await forgetOldAnswers(prisma, now) };
  for (const [kind, count] of Object.entries(erased)) {
    if (count > 0) metrics.countErased(kind, count);
  }
  return erased;
}

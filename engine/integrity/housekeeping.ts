// What is done once an hour, whether anybody presses or not: old answers are forgotten, and some counters
// are proven against their rows.

import type { EngineContext } from "../context";
import { forgetOldAnswers } from "../idempotency";
import { findSampledDrift } from "./audit";

const SAMPLED_CONTENTS = 200;

/** One round of it. */
export async function runHousekeeping({ prisma, log, metrics }: EngineContext): Promise<void> {
  await forgetOldAnswers(prisma);
  const drifted = await findSampledDrift(prisma, SAMPLED_CONTENTS);
  if (drifted.length === 0) return;
  metrics.countDrift(drifted.length);
  log.error(
    { contentIds: drifted },
    "like counts differ from their rows; `npm run db:recount -- --repair` sets them right",
  );
}

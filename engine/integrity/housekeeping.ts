// Runs once an hour: erases what is due, and proves some counters against their rows.

import type { EngineContext } from "../context";
import { findSampledDrift } from "./audit";
import { eraseDue } from "./erasing";

const SAMPLED_CONTENTS = 200;

/** One round of it. */
export async function runHousekeeping(context: EngineContext): Promise<void> {
  const { prisma, log, metrics } = context;
  await eraseDue(context);
  const drifted = await findSampledDrift(prisma, SAMPLED_CONTENTS);
  if (drifted.length === 0) return;
  metrics.countDrift(drifted.length);
  log.error(
    { contentIds: drifted },
    "like counts differ from their rows; `npm run db:recount -- --repair` sets them right",
  );
}

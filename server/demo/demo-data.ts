// Seeds an empty database when the demo starts, before the first request.
import type { Logger } from "pino";
import type { Database } from "@/engine/database/database";
import { seedDatabase } from "@/prisma/seed/seed-database";

/** Seeds an empty database; leaves any other as it is. */
export async function prepareDemoData(prisma: Database["prisma"], log: Logger): Promise<void> {
  const outcome = await seedDatabase({ prisma, log });
  if (outcome) log.info(outcome, "the demo's people have moved in");
}

// `npm run db:seed` and `npm run db:reset`: fills an empty database, or with --reset empties it first. Usage:
// seed.ts [--reset] [--seed=NUMBER] [--really]. Resetting a DATABASE_URL needs --really.
import pino from "pino";
import pretty from "pino-pretty";
import { openDatabase } from "@/engine/database/database";
import { eraseDatabase } from "./seed/erase";
import { seedDatabase } from "./seed/seed-database";

const databaseUrl = process.env.DATABASE_URL || undefined;
const dataDir = process.env.HEARTWIRE_DATA_DIR || ".data";
const log = pino({ level: "info" }, pretty({ ignore: "pid,hostname", sync: true }));
const flags = process.argv.slice(2);
const seed = Number(flags.find((flag) => flag.startsWith("--seed="))?.slice(7) ?? 1);

try {
  if (flags.includes("--reset")) {
    if (databaseUrl && !flags.includes("--really")) {
      throw new Error(
        "DATABASE_URL is set: this would drop everything in that database. Say so with: npm run db:reset -- --really",
      );
    }
    await eraseDatabase({ databaseUrl, dataDir });
    log.info("the database is empty");
  }
  const database = await openDatabase({ databaseUrl, dataDir, log });
  try {
    const outcome = await seedDatabase({ prisma: database.prisma, log, seed });
    if (outcome) log.info({ ...outcome, seed }, "seeded; everybody's password is heartwire-demo");
    else log.info("people live here already: nothing was changed (npm run db:reset starts over)");
  } finally {
    await database.close();
  }
} catch (error) {
  log.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

// Applies prisma/migrations in order, once each. The layout, the table and the advisory lock are Prisma
// Migrate's, so `prisma migrate deploy` and `status` agree. A migration and its record commit together or not
// at all.
import { createHash, randomUUID } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import type { Client } from "pg";
import type { Logger } from "pino";

export const MIGRATIONS_FOLDER = path.join(import.meta.dirname, "../../prisma/migrations");

/** The number Prisma Migrate locks, so that the two exclude each other. */
const ADVISORY_LOCK = 72_707_369;
const LOCK_WAIT_MS = 60_000;

interface Migration {
  name: string;
  sql: string;
  checksum: string;
}

interface Applied {
  migration_name: string;
  checksum: string;
  finished_at: Date | null;
}

/**
 * Brings the database up to date and returns the names of what it applied. Throws when an applied migration
 * was edited since, or when one is half applied: both need a person.
 */
export async function applyMigrations(
  client: Client,
  log: Logger,
  folder = MIGRATIONS_FOLDER,
): Promise<string[]> {
  const migrations = await readMigrations(folder);
  await client.query(`SET lock_timeout = ${LOCK_WAIT_MS}`);
  await client.query("SELECT pg_advisory_lock($1)", [ADVISORY_LOCK]);
  try {
    await client.query(CREATE_TABLE);
    const applied = await readApplied(client);
    refuseSurprises(migrations, applied, log);
    const done = new Set(applied.map((row) => row.migration_name));
    const names: string[] = [];
    for (const migration of migrations.filter(({ name }) => !done.has(name))) {
      await apply(client, migration);
      log.info({ migration: migration.name }, "migration applied");
      names.push(migration.name);
    }
    return names;
  } finally {
    await client.query("SELECT pg_advisory_unlock($1)", [ADVISORY_LOCK]);
    await client.query("RESET lock_timeout");
  }
}

/** The migrations of a folder, oldest first. */
export async function readMigrations(folder = MIGRATIONS_FOLDER): Promise<Migration[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    names.sort().map(async (name) => {
      const sql = await readFile(path.join(folder, name, "migration.sql"), "utf8");
      return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
    }),
  );
}

const CREATE_TABLE = `
CREATE TABLE IF NOT EXISTS _prisma_migrations (
    id                  VARCHAR(36) PRIMARY KEY NOT NULL,
    checksum            VARCHAR(64) NOT NULL,
    finished_at         TIMESTAMPTZ,
    migration_name      VARCHAR(255) NOT NULL,
    logs                TEXT,
    rolled_back_at      TIMESTAMPTZ,
    started_at          TIMESTAMPTZ NOT NULL DEFAULT now(),
    applied_steps_count INTEGER NOT NULL DEFAULT 0
)`;

async function readApplied(client: Client): Promise<Applied[]> {
  const { rows } = await client.query<Applied>(
    `SELECT migration_name, checksum, finished_at FROM _prisma_migrations
      WHERE rolled_back_at IS NULL ORDER BY started_at`,
  );
  return rows;
}

function refuseSurprises(migrations: Migration[], applied: Applied[], log: Logger): void {
  const byName = new Map(migrations.map((migration) => [migration.name, migration]));
  for (const row of applied) {
    const known = byName.get(row.migration_name);
    if (row.finished_at === null) {
      throw new Error(
        `Migration ${row.migration_name} was begun by Prisma Migrate and never finished. Mend the database, then run "npx prisma migrate resolve".`,
      );
    }
    if (!known) {
      log.warn(
        { migration: row.migration_name },
        "the database knows a migration this program does not",
      );
    } else if (known.checksum !== row.checksum) {
      throw new Error(
        `Migration ${row.migration_name} was changed after it had been applied. Undo the change and write a new migration; a database without data worth keeping can start over with "npm run db:reset".`,
      );
    }
  }
}

async function apply(client: Client, migration: Migration): Promise<void> {
  await client.query("BEGIN");
  try {
    await client.query(migration.sql);
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, clock_timestamp(), clock_timestamp(), 1)`,
      [randomUUID(), migration.checksum, migration.name],
    );
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK");
    throw new Error(
      `Migration ${migration.name} failed and was undone: ${(error as Error).message}`,
      {
        cause: error,
      },
    );
  }
}

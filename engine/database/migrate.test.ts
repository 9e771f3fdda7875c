import { cp, mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { Client } from "pg";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { askPrismaMigrate } from "@/scripts/database/schema-engine";
import { createTestDatabase, type TestDatabase, testLog } from "@/test/database/test-database";
import { temporaryFolder } from "@/test/temporary-folder";
import { applyMigrations, MIGRATIONS_FOLDER, readMigrations } from "./migrate";

const folder = temporaryFolder();
let database: TestDatabase;
let client: Client;
let copies = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  client = await connect();
});
afterEach(() =>
  client.query(
    "DROP TABLE IF EXISTS extra; DELETE FROM _prisma_migrations WHERE migration_name LIKE '9%'",
  ),
);
afterAll(async () => {
  await client.end();
  await database.close();
});

async function connect(): Promise<Client> {
  const another = new Client({ connectionString: database.connectionString });
  await another.connect();
  return another;
}

/** The real migrations and one more. */
async function withMigration(name: string, sql: string): Promise<string> {
  const copy = path.join(folder, `migrations ${++copies}`);
  await cp(MIGRATIONS_FOLDER, copy, { recursive: true });
  await mkdir(path.join(copy, name));
  await writeFile(path.join(copy, name, "migration.sql"), sql);
  return copy;
}

async function readRecords() {
  const { rows } = await client.query(
    "SELECT migration_name, checksum, finished_at, rolled_back_at, applied_steps_count FROM _prisma_migrations ORDER BY 1",
  );
  return rows as { migration_name: string; checksum: string; finished_at: Date | null }[];
}

test("[D4] migrations already applied are not applied again", async () => {
  const before = await readRecords();
  expect(await applyMigrations(client, testLog)).toEqual([]);
  expect(await readRecords()).toEqual(before);
});

test("[D4] a new one is applied once, also when several start together", async () => {
  const more = await withMigration(
    "9001_more",
    "CREATE TABLE extra (n int);\nINSERT INTO extra VALUES (1);",
  );
  const clients = await Promise.all([connect(), connect(), connect()]);
  const outcomes: string[] = [];
  // PGlite is one session to its advisory locks: there, one after the other.
  const isServer = Boolean(process.env.TEST_DATABASE_URL);
  const runs = clients.map((each) => () => applyMigrations(each, testLog, more));
  if (isServer) outcomes.push(...(await Promise.all(runs.map((run) => run()))).flat());
  else for (const run of runs) outcomes.push(...(await run()));
  await Promise.all(clients.map((each) => each.end()));
  expect(outcomes).toEqual(["9001_more"]);
  expect((await client.query("SELECT n FROM extra")).rows).toEqual([{ n: 1 }]);
});

test("[D4] one that fails leaves nothing behind and can be tried again", async () => {
  const broken = await withMigration("9001_broken", "CREATE TABLE extra (n int);\nSELECT 1/0;");
  await expect(applyMigrations(client, testLog, broken)).rejects.toThrow(
    "9001_broken failed and was undone",
  );
  expect((await client.query("SELECT to_regclass('extra') AS t")).rows).toEqual([{ t: null }]);
  const mended = await withMigration("9001_broken", "CREATE TABLE extra (n int);");
  expect(await applyMigrations(client, testLog, mended)).toEqual(["9001_broken"]);
});

test("[D4] function bodies between dollar signs survive", async () => {
  const body =
    "CREATE FUNCTION pg_temp.nine() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN 9; END; $$;";
  const more = await withMigration(
    "9002_function",
    `${body}\nCREATE TABLE extra AS SELECT pg_temp.nine() AS n;`,
  );
  await applyMigrations(client, testLog, more);
  expect((await client.query("SELECT n FROM extra")).rows).toEqual([{ n: 9 }]);
});

test("[D5] the records are Prisma Migrate's: name, SHA-256 of the file, one finished step", async () => {
  const migrations = await readMigrations();
  const records = await readRecords();
  expect(records.map(({ migration_name, checksum }) => ({ migration_name, checksum }))).toEqual(
    migrations.map(({ name, checksum }) => ({ migration_name: name, checksum })),
  );
  for (const record of records) {
    expect(record).toMatchObject({ rolled_back_at: null, applied_steps_count: 1 });
    expect(record.finished_at).toBeInstanceOf(Date);
  }
});

test("[D5] Prisma Migrate itself finds nothing missing, edited or failed, and has nothing to deploy", async () => {
  const isolated = await createTestDatabase();
  const migrations = await readMigrations();
  const { status, deploy } = await askPrismaMigrate(isolated.connectionString, migrations);
  await isolated.close();
  expect(status).toEqual({
    editedMigrationNames: [],
    failedMigrationNames: [],
    hasMigrationsTable: true,
    history: null,
  });
  expect(deploy).toEqual({ appliedMigrationNames: [] });
});

test("[D6] a migration edited after it was applied stops the start, with words", async () => {
  const first = await withMigration("9003_edited", "CREATE TABLE extra (n int);");
  await applyMigrations(client, testLog, first);
  const edited = await withMigration("9003_edited", "CREATE TABLE extra (n bigint);");
  await expect(applyMigrations(client, testLog, edited)).rejects.toThrow(
    /9003_edited was changed after/,
  );
});

test("[D6] one that Prisma Migrate began and never finished stops the start", async () => {
  await client.query(
    "INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ('x', 'y', '9004_half')",
  );
  await expect(applyMigrations(client, testLog)).rejects.toThrow(/9004_half was begun/);
});

test("[D6] one this program does not know is only remarked", async () => {
  const newer = await withMigration("9005_newer", "CREATE TABLE extra (n int);");
  await applyMigrations(client, testLog, newer);
  expect(await applyMigrations(client, testLog)).toEqual([]);
});

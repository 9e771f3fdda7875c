// What the previous release left behind, opened by the current code: as a data folder of the embedded
// database and as a dump of a server. The README beside it says how both are made.
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { brotliDecompressSync } from "node:zlib";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openDatabase } from "@/engine/database/database";
import { applyMigrations, readMigrations } from "@/engine/database/migrate";
import { findDrift, findNotificationGaps } from "@/engine/integrity/audit";
import type { PrismaClient } from "@/generated/prisma/client";
import { createEmptyDatabase, testLog } from "../database/test-database";
import { temporaryFolder } from "../temporary-folder";
import { ANSWERED, type Release, readRelease, withEngine } from "./release-data";

const PREVIOUS = path.join(import.meta.dirname, "moved");
/** Never edited again: databases out there hold what these made. */
const LANDED = {
  "0001_init": "c0aafcd5f609fe7ea6e76067c05a773d59c14c3ea4bece59d44b3e4f530914b7",
  "0002_functions": "e9f3152f7960b738ba00f3937307db1adc90ca8aff92872da28c54b5b5098bb5",
  "0003_first_likes": "4d63121af014d6e5edf08cc5a40a8a1ceacdb3a282b29e64bf601143af151795",
};

interface Opened {
  prisma: PrismaClient;
  close(): Promise<void>;
}

const folder = temporaryFolder();

async function openDataFolder(): Promise<Opened> {
  const dataDir = path.join(folder, "data");
  mkdirSync(dataDir, { mode: 0o700 });
  const packed = readFileSync(path.join(PREVIOUS, "data-folder.tar.br"));
  execFileSync("tar", ["-C", dataDir, "-xf", "-"], { input: brotliDecompressSync(packed) });
  return openDatabase({ dataDir, log: testLog });
}

async function openDump(): Promise<Opened> {
  const database = await createEmptyDatabase();
  const client = new Client({ connectionString: database.connectionString });
  await client.connect();
  await client.query(readFileSync(path.join(PREVIOUS, "server.sql"), "utf8"));
  // The embedded database has one session for all its clients.
  await client.query("RESET ALL");
  await applyMigrations(client, testLog);
  await client.end();
  return database;
}

test("[D32] migrations that landed are what they were", async () => {
  const migrations = await readMigrations();
  const checksums = Object.fromEntries(migrations.map(({ name, checksum }) => [name, checksum]));
  expect(checksums).toMatchObject(LANDED);
});

const ways: [way: string, file: string, open: () => Promise<Opened>][] = [
  ["a data folder", "data-folder.json", openDataFolder],
  ["a server's dump", "server.json", openDump],
];
for (const [way, file, open] of ways) {
  describe(way, () => {
    const release = JSON.parse(readFileSync(path.join(PREVIOUS, file), "utf8")) as Release;
    let database: Opened;
    beforeAll(async () => {
      database = await open();
    });
    afterAll(() => database?.close());

    test("[D33] of the previous release is brought up to date", async () => {
      const records = await database.prisma.$queryRaw<{ name: string }[]>`
        SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL ORDER BY 1`;
      const names = (await readMigrations()).map(({ name }) => name);
      expect(records.map(({ name }) => name)).toEqual(names);
    });

    test("[D33] counters, likes, badges, notifications and sessions are read as they were", async () => {
      const seen = await withEngine(database.prisma, (engine) => readRelease(engine, release));
      expect(seen).toMatchObject(release.seen as object);
    });

    test("[D33] no counter differs from its rows, and no like lacks its notification", async () => {
      expect(await findDrift(database.prisma)).toEqual([]);
      expect(await findNotificationGaps(database.prisma)).toEqual([]);
    });

    test("[D33] an intent the previous release answered changes nothing when it comes again", async () => {
      const bo = release.people.find(({ username }) => username === "bo")?.userId ?? "";
      const contentId = release.contentIds[0] ?? "";
      const { before, after, next } = await withEngine(database.prisma, async ({ likes }) => ({
        before: await likes.readEngagement(bo, contentId),
        after: await likes.setLike(bo, { contentId, liked: false, ...ANSWERED }),
        next: await likes.setLike(bo, { contentId, liked: false, ...ANSWERED, seq: 8 }),
      }));
      expect(after).toEqual(before);
      expect(next).toMatchObject({ liked: false, likeCount: before.likeCount - 1 });
      expect(await findDrift(database.prisma)).toEqual([]);
    });
  });
}

// `node --import tsx test/upgrade/write-release.ts NAME`: writes what the current code leaves behind into a
// folder of that name, as README.md beside it says. Run at a release's tag, never later. Needs tar, pg_dump
// and a server.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import { openPostgres } from "@/bench/bench-database";
import { openDatabase } from "@/engine/database/database";
import { testLog } from "../database/test-database";
import { withEngine, writeRelease } from "./release-data";

const name = process.argv[2];
if (!name) throw new Error("Which release? node --import tsx test/upgrade/write-release.ts NAME");
const folder = path.join(import.meta.dirname, name);
mkdirSync(folder, { recursive: true });
await writeDataFolder();
await writeServerDump();

async function writeDataFolder(): Promise<void> {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), "heartwire-release-"));
  const database = await openDatabase({ dataDir, log: testLog });
  const { prisma } = database;
  const release = await withEngine(prisma, (engine) => writeRelease(engine, prisma));
  await database.close();
  const tar = execFileSync("tar", ["-C", dataDir, "--exclude=*.lock", "-cf", "-", "."], {
    maxBuffer: 2 ** 30,
  });
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: 11,
    [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
    [constants.BROTLI_PARAM_SIZE_HINT]: tar.length,
  };
  writeFileSync(path.join(folder, "data-folder.tar.br"), brotliCompressSync(tar, { params }));
  writeFileSync(path.join(folder, "data-folder.json"), JSON.stringify(release));
  rmSync(dataDir, { recursive: true, force: true });
}

async function writeServerDump(): Promise<void> {
  const database = await openPostgres();
  if (!database) throw new Error("there is no PostgreSQL server to dump from");
  const { prisma, connectionString } = database;
  try {
    const release = await writeRelease(database.engine, prisma);
    const options = ["--no-owner", "--no-privileges", "--inserts", connectionString];
    const dump = execFileSync("pg_dump", options, { encoding: "utf8" });
    // What psql alone understands is left out.
    writeFileSync(path.join(folder, "server.sql"), dump.replaceAll(/^\\.*\n/gm, ""));
    writeFileSync(path.join(folder, "server.json"), JSON.stringify(release));
  } finally {
    await database.close();
  }
}

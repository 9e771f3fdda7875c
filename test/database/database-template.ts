// Builds the migrated database every test starts from, once per set of migrations: a dump for the
// embedded one, a template database on the server of TEST_DATABASE_URL. Runs before the first test.
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { PGLiteSocketServer } from "@electric-sql/pglite-socket";
import { Client } from "pg";
import pino from "pino";
import { applyMigrations, readMigrations } from "@/engine/database/migrate";

const log = pino({ level: "warn" });
const cacheFolder = path.join(import.meta.dirname, "../../node_modules/.cache/heartwire");

/** Where the embedded template of the current migrations is. */
export async function templateFile(): Promise<string> {
  return path.join(cacheFolder, `template-${await fingerprint()}.tar`);
}

/** The name of the template database on a server. */
export async function templateDatabaseName(): Promise<string> {
  return `heartwire_template_${await fingerprint()}`;
}

/** Makes the template if it is missing; vitest calls this once before all files. */
export async function setup(): Promise<void> {
  if (process.env.TEST_DATABASE_URL) await buildOnServer(process.env.TEST_DATABASE_URL);
  else await buildDump();
}

async function fingerprint(): Promise<string> {
  const hash = createHash("sha256");
  hash.update(readPgliteVersion());
  for (const { name, checksum } of await readMigrations()) hash.update(`${name} ${checksum}\n`);
  return hash.digest("hex").slice(0, 16);
}

/** A dump fits the PGlite that wrote it; the version is read beside the module, which hides its package.json. */
function readPgliteVersion(): string {
  const entry = createRequire(import.meta.url).resolve("@electric-sql/pglite");
  return readFileSync(path.join(path.dirname(entry), "../package.json"), "utf8");
}

async function buildDump(): Promise<void> {
  const file = await templateFile();
  if (existsSync(file)) return;
  await rm(cacheFolder, { recursive: true, force: true });
  await mkdir(cacheFolder, { recursive: true });
  const folder = await mkdtemp(path.join(os.tmpdir(), "heartwire-template-"));
  const db = await PGlite.create();
  const server = new PGLiteSocketServer({ db, path: path.join(folder, ".s.PGSQL.5432") });
  try {
    await server.start();
    const client = new Client({ host: folder, user: "postgres", database: "postgres" });
    await client.connect();
    await applyMigrations(client, log);
    await client.end();
    const dump = await db.dumpDataDir("none");
    const draft = path.join(folder, "template.tar");
    await writeFile(draft, Buffer.from(await dump.arrayBuffer()));
    await rename(draft, file).catch(async () => {
      // Another file system: written in place instead.
      await writeFile(file, Buffer.from(await dump.arrayBuffer()));
    });
  } finally {
    await server.stop();
    await db.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function buildOnServer(serverUrl: string): Promise<void> {
  const name = await templateDatabaseName();
  const admin = new Client({ connectionString: serverUrl });
  await admin.connect();
  try {
    const { rowCount } = await admin.query("SELECT 1 FROM pg_database WHERE datname = $1", [name]);
    if (rowCount) return;
    const draft = `${name}_draft_${process.pid}`;
    await admin.query(`CREATE DATABASE ${draft}`);
    const client = new Client({ connectionString: withDatabase(serverUrl, draft) });
    await client.connect();
    await applyMigrations(client, log);
    await client.end();
    await admin.query(`ALTER DATABASE ${draft} RENAME TO ${name}`);
  } finally {
    await admin.end();
  }
}

/** The same server, another database. */
export function withDatabase(serverUrl: string, name: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

// Databases to measure on: the embedded one in a data folder, or a PostgreSQL server. That is
// BENCH_DATABASE_URL's, else one started here from the machine's own binaries.
import { execFileSync, spawnSync } from "node:child_process";
import { randomBytes, randomUUID } from "node:crypto";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { PrismaPg } from "@prisma/adapter-pg";
import { Client } from "pg";
import pino from "pino";
import { EMBEDDED_POOL_SIZE, openDatabase } from "@/engine/database/database";
import type { RunStatement } from "@/engine/database/statements";
import { createEngine, type Engine } from "@/engine/engine";
import { PrismaClient } from "@/generated/prisma/client";

export interface BenchDatabase {
  kind: "embedded" | "PostgreSQL";
  prisma: PrismaClient;
  runStatement: RunStatement;
  engine: Engine;
  connectionString: string;
  /** A client as the textbook would make it: a pool that waits as long as it takes. */
  bookPrisma: PrismaClient;
  /** Makes every commit wait a millisecond more, as a cloud disk does; PostgreSQL alone. */
  slowDownCommits(): Promise<void>;
  close(): Promise<void>;
}

const log = pino({ level: "silent" });

/** The embedded database in a fresh data folder. */
export async function openEmbedded(): Promise<BenchDatabase> {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), "heartwire-bench-"));
  const opened = await open("embedded", { dataDir });
  return {
    ...opened,
    async close() {
      await opened.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** A fresh database on a PostgreSQL server; null where there is neither a server nor its binaries. */
export async function openPostgres(): Promise<BenchDatabase | null> {
  const given = process.env.BENCH_DATABASE_URL;
  if (given) return openOn(given, () => undefined);
  const cluster = startCluster();
  return cluster ? openOn(cluster.url, cluster.stop) : null;
}

async function openOn(serverUrl: string, stop: () => void): Promise<BenchDatabase> {
  const name = `heartwire_bench_${randomBytes(4).toString("hex")}`;
  await onServer(serverUrl, `CREATE DATABASE ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  const opened = await open("PostgreSQL", { databaseUrl: url.href, dataDir: "unused" });
  return {
    ...opened,
    async close() {
      await opened.close();
      await onServer(serverUrl, `DROP DATABASE ${name} WITH (FORCE)`);
      stop();
    },
  };
}

async function open(
  kind: BenchDatabase["kind"],
  options: { dataDir: string; databaseUrl?: string },
): Promise<BenchDatabase> {
  const database = await openDatabase({ ...options, log });
  const { prisma, runStatement, connectionString } = database;
  const limits = { isDemo: false, limitScale: 1_000_000 };
  const engine = await createEngine({ prisma, runStatement, log, ...limits });
  const max = kind === "embedded" ? EMBEDDED_POOL_SIZE : 10;
  const bookPrisma = new PrismaClient({ adapter: new PrismaPg({ connectionString, max }) });
  return {
    kind,
    prisma,
    runStatement,
    bookPrisma,
    engine,
    connectionString,
    async slowDownCommits() {
      // With no siblings asked for, the server waits before every flush: a slower fsync.
      for (const setting of ["commit_delay = 1000", "commit_siblings = 0"]) {
        await onServer(connectionString, `ALTER SYSTEM SET ${setting}`);
      }
      await onServer(connectionString, "SELECT pg_reload_conf()");
    },
    async close() {
      await engine.close();
      await bookPrisma.$disconnect();
      await database.close();
    },
  };
}

interface Cluster {
  url: string;
  stop(): void;
}

/** A throw-away cluster on a socket of its own. */
function startCluster(): Cluster | null {
  const binaries = findBinaries();
  if (!binaries) return null;
  const folder = mkdtempSync(path.join(os.tmpdir(), "heartwire-bench-pg-"));
  const run = (program: string, args: string[]) => {
    const command = path.join(binaries, program);
    // PostgreSQL refuses to run as root.
    if (process.getuid?.() !== 0) return execFileSync(command, args, { stdio: "ignore" });
    return execFileSync("runuser", ["-u", "postgres", "--", command, ...args], { stdio: "ignore" });
  };
  if (process.getuid?.() === 0) {
    const id = (flag: string) =>
      Number(spawnSync("id", [flag, "postgres"], { encoding: "utf8" }).stdout);
    chownSync(folder, id("-u"), id("-g"));
  }
  const data = path.join(folder, "data");
  run("initdb", ["-D", data, "-A", "trust", "-U", "postgres"]);
  const options = `-k '${folder}' -c listen_addresses='' -c max_connections=100`;
  run("pg_ctl", ["-D", data, "-w", "-l", path.join(folder, "log"), "-o", options, "start"]);
  return {
    url: `postgresql://postgres@localhost/postgres?host=${encodeURIComponent(folder)}`,
    stop() {
      run("pg_ctl", ["-D", data, "-m", "fast", "-w", "stop"]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function findBinaries(): string | null {
  const debian = "/usr/lib/postgresql";
  const versions = existsSync(debian)
    ? readdirSync(debian).sort((a, b) => Number(b) - Number(a))
    : [];
  const folders = versions.map((version) => path.join(debian, version, "bin"));
  folders.push(...(process.env.PATH ?? "").split(path.delimiter));
  return folders.find((folder) => existsSync(path.join(folder, "initdb"))) ?? null;
}

async function onServer(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** People, each with an inbox. */
export async function makePeople(prisma: PrismaClient, count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, () => randomUUID());
  await prisma.$executeRaw`
    INSERT INTO users (id, username, display_name)
    SELECT id, 'p_' || replace(left(id::text, 18), '-', ''), 'Person' FROM unnest(${ids}::uuid[]) AS new(id)`;
  await prisma.$executeRaw`INSERT INTO inboxes (user_id) SELECT unnest(${ids}::uuid[])`;
  return ids;
}

/** Public posts of one author. */
export async function makePosts(
  prisma: PrismaClient,
  authorId: string,
  count: number,
): Promise<string[]> {
  const ids = Array.from({ length: count }, () => randomUUID());
  await prisma.content.createMany({
    data: ids.map((id) => ({ id, contentType: "post" as const, authorId, body: "Hot." })),
  });
  return ids;
}

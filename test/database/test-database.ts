// A fresh, migrated, empty database for a test file: the embedded one in memory, or a clone on the
// server of TEST_DATABASE_URL, so that the same tests prove both.
import { randomBytes } from "node:crypto";
import { Client } from "pg";
import pino from "pino";
import { connectPrisma, embeddedPool } from "@/engine/database/database";
import { startEmbeddedPostgres } from "@/engine/database/embedded-postgres";
import type { RunStatement } from "@/engine/database/statements";
import type { PrismaClient } from "@/generated/prisma/client";
import { templateDatabaseName, templateFile, withDatabase } from "./database-template";

export interface TestDatabase {
  connectionString: string;
  prisma: PrismaClient;
  runStatement: RunStatement;
  /** Ends connections and removes the database. */
  close(): Promise<void>;
}

/** The log tests hand to what they start: silent unless TEST_LOG names a level. */
export const testLog = pino({ level: process.env.TEST_LOG ?? "silent" });

export function createTestDatabase(): Promise<TestDatabase> {
  const serverUrl = process.env.TEST_DATABASE_URL;
  return connect(serverUrl ? cloneOnServer(serverUrl, templateDatabaseName()) : startFromDump());
}

/** A database without any table, to load a dump into. */
export function createEmptyDatabase(): Promise<TestDatabase> {
  const serverUrl = process.env.TEST_DATABASE_URL;
  return connect(serverUrl ? cloneOnServer(serverUrl, "template0") : startEmbedded());
}

async function connect(making: Promise<Clone>): Promise<TestDatabase> {
  const { connectionString, remove } = await making;
  const pool = process.env.TEST_DATABASE_URL
    ? { connectionString, max: 6 }
    : embeddedPool(connectionString);
  const client = connectPrisma(pool, testLog);
  return {
    connectionString,
    ...client,
    close: async () => {
      await client.close();
      await remove();
    },
  };
}

interface Clone {
  connectionString: string;
  remove(): Promise<void>;
}

async function startFromDump(): Promise<Clone> {
  return startEmbedded({ templateFile: await templateFile() });
}

async function startEmbedded(options: { templateFile?: string } = {}): Promise<Clone> {
  const embedded = await startEmbeddedPostgres({ ...options, isShortLived: true, log: testLog });
  return { connectionString: embedded.connectionString, remove: () => embedded.close() };
}

async function cloneOnServer(
  serverUrl: string,
  template: string | Promise<string>,
): Promise<Clone> {
  const name = `heartwire_test_${randomBytes(6).toString("hex")}`;
  await onServer(serverUrl, `CREATE DATABASE ${name} TEMPLATE ${await template}`);
  return {
    connectionString: withDatabase(serverUrl, name),
    remove: () => onServer(serverUrl, `DROP DATABASE ${name} WITH (FORCE)`),
  };
}

async function onServer(serverUrl: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: serverUrl });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

// Opens the one database of this process: the PostgreSQL server of DATABASE_URL, or the embedded one in the
// data folder. Both have the same driver, SQL and migrations. Nothing above this file knows which it is.
import path from "node:path";
import { PrismaPg } from "@prisma/adapter-pg";
import { Client, Pool, type PoolConfig } from "pg";
import type { Logger } from "pino";
import { PrismaClient } from "@/generated/prisma/client";
import { prepareDataFolder } from "./data-folder";
import { acquireDataLock, DataFolderHeldError } from "./data-lock";
import { startEmbeddedPostgres } from "./embedded-postgres";
import { applyMigrations } from "./migrate";
import { prepareSession } from "./session-settings";
import { explainEmbeddedFailure, explainServerFailure } from "./start-failure";
import { createStatements, type RunStatement } from "./statements";

export interface OpenDatabaseOptions {
  /** Unset: the embedded database in `dataDir`. */
  databaseUrl?: string | undefined;
  dataDir: string;
  log: Logger;
}

export interface Database extends DatabaseClient {
  connectionString: string;
  /** Ends every connection and, if embedded, the database process. */
  close(): Promise<void>;
}

export interface DatabaseClient {
  prisma: PrismaClient;
  runStatement: RunStatement;
}

/** Callers must have their answer within 5 s, whatever the database does: every wait here is shorter. */
const CONNECT_TIMEOUT_MS = 2_500;
const STATEMENT_TIMEOUT_MS = 4_000;
const LOCK_TIMEOUT_MS = 3_000;
const QUERY_TIMEOUT_MS = 4_500;
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 10_000;
const HUNG_AFTER_MS = 8_000;
const SERVER_POOL_SIZE = 10;
/**
 * @NOTE One connection, never more: the embedded server takes protocol messages, not statements, in
 * turn, so two connections would bind and execute into each other's statement and get its rows.
 */
export const EMBEDDED_POOL_SIZE = 1;

/**
 * Opens the database and brings it up to date. Throws DataFolderHeldError when another process has the
 * embedded one open, DataFolderError and DatabaseStartError for whatever else the operator can mend.
 */
export async function openDatabase(options: OpenDatabaseOptions): Promise<Database> {
  return options.databaseUrl
    ? openServer(options.databaseUrl, options.log)
    : openEmbedded(path.resolve(options.dataDir), options.log);
}

async function openServer(connectionString: string, log: Logger): Promise<Database> {
  await migrateOnce(connectionString, log).catch((error: unknown) => {
    throw explainServerFailure(error, connectionString);
  });
  const client = connectPrisma(
    {
      connectionString,
      max: SERVER_POOL_SIZE,
      statement_timeout: STATEMENT_TIMEOUT_MS,
      lock_timeout: LOCK_TIMEOUT_MS,
      idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_TIMEOUT_MS,
    },
    log,
  );
  return { ...client, connectionString };
}

async function openEmbedded(dataDir: string, log: Logger): Promise<Database> {
  prepareDataFolder(dataDir);
  const lock = await acquireDataLock(path.join(dataDir, "heartwire.lock"));
  const embedded = await startEmbeddedPostgres({ dataDir, log }).catch((error: unknown) => {
    lock.release();
    throw error instanceof DataFolderHeldError ? error : explainEmbeddedFailure(error, dataDir);
  });
  const closeEmbedded = async () => {
    await embedded.close();
    lock.release();
  };
  const { connectionString } = embedded;
  try {
    await migrateOnce(connectionString, log);
  } catch (error) {
    await closeEmbedded();
    throw explainEmbeddedFailure(error, dataDir);
  }
  embedded.killWhenSilentFor(HUNG_AFTER_MS);
  log.info(
    { dataDir, databasePid: embedded.pid() },
    "embedded database: committed likes survive a crash of the process; a power cut may take the newest. For more, set DATABASE_URL.",
  );
  const client = connectPrisma(embeddedPool(connectionString), log);
  return {
    ...client,
    connectionString,
    close: async () => {
      await client.close();
      await closeEmbedded();
    },
  };
}

/** On a connection of its own: a migration may take longer than any statement of the application. */
async function migrateOnce(connectionString: string, log: Logger): Promise<void> {
  const client = new Client({ connectionString, connectionTimeoutMillis: 10_000 });
  client.on("error", (error) => log.warn({ err: error }, "the migration's connection broke"));
  await client.connect().catch((error: unknown) => {
    // Not waited for: a server that says nothing does not say goodbye either.
    void client.end().catch(() => undefined);
    throw error;
  });
  try {
    await prepareSession(client);
    await client.query("SET statement_timeout TO 0");
    await applyMigrations(client, log);
  } finally {
    await client.end();
  }
}

/** The pool of the embedded database. */
export function embeddedPool(connectionString: string): DatabasePool {
  return { connectionString, max: EMBEDDED_POOL_SIZE, hasOneSession: true };
}

export interface DatabasePool extends PoolConfig {
  /** Its connections follow one another in one session. */
  hasOneSession?: boolean;
}

/** A client over a pool that answers, with a result or an error, within 5 s. */
export function connectPrisma(
  { hasOneSession = false, ...config }: DatabasePool,
  log: Logger,
): DatabaseClient & { close(): Promise<void> } {
  const pool = new Pool({
    ...config,
    onConnect: prepareSession,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: QUERY_TIMEOUT_MS,
    keepAlive: true,
    application_name: "heartwire",
  });
  // Without a listener a broken connection ends the process; the pool replaces it by itself.
  pool.on("error", (error) => log.warn({ err: error }, "an idle database connection broke"));
  pool.on("connect", (client) => {
    client.on("error", (error) => log.debug({ err: error }, "a database connection broke"));
  });
  const prisma = new PrismaClient({
    adapter: new PrismaPg(pool),
    transactionOptions: { maxWait: CONNECT_TIMEOUT_MS, timeout: STATEMENT_TIMEOUT_MS },
    errorFormat: "minimal",
  });
  return {
    prisma,
    runStatement: createStatements(pool, { hasOneSession }),
    close: async () => {
      await prisma.$disconnect();
      await pool.end();
    },
  };
}

// An engine on a database of its own, and people to fill it with. For tests alone.
import { randomUUID } from "node:crypto";
import pino from "pino";
import type { Registry } from "prom-client";
import { afterAll, beforeAll } from "vitest";
import type { Change } from "@/engine/changes";
import type { RunStatement } from "@/engine/database/statements";
import { createEngine, type Engine } from "@/engine/engine";
import { findDrift, findNotificationGaps } from "@/engine/integrity/audit";
import type { PrismaClient } from "@/generated/prisma/client";
import type { Content } from "@/protocol/views";
import { createTestDatabase, type TestDatabase } from "../database/test-database";

export interface TestEngine {
  engine: Engine;
  prisma: PrismaClient;
  runStatement: RunStatement;
  connectionString: string;
  /** Every change since the last `takeChanges`. */
  takeChanges(): Change[];
  /** A fresh person; names are unique within the engine. */
  makePerson(stem?: string): Promise<{ userId: string; username: string }>;
  /** A post by that person. */
  makePost(authorId: string, visibility?: "public" | "followers"): Promise<Content>;
  /** Empty when every counter equals its rows and every like has its notification. */
  audit(): Promise<unknown[]>;
  close(): Promise<void>;
}

export interface TestEngineOptions {
  isDemo?: boolean;
  limitScale?: number;
  registry?: Registry;
  /** One that outlives the engine; left out, a new one that ends with it. */
  database?: TestDatabase | undefined;
}

/** Opens an engine on a migrated database, empty unless it was lent. */
export async function createTestEngine(options: TestEngineOptions = {}): Promise<TestEngine> {
  const database = options.database ?? (await createTestDatabase());
  const { prisma, runStatement, connectionString } = database;
  const engine = await createEngine({
    prisma,
    runStatement,
    log: pino({ level: "silent" }),
    isDemo: options.isDemo ?? false,
    limitScale: options.limitScale ?? 1_000,
    registry: options.registry,
  });
  let changes: Change[] = [];
  engine.changes.subscribe((change) => changes.push(change));
  let people = 0;

  return {
    engine,
    prisma,
    runStatement,
    connectionString,
    takeChanges() {
      const taken = changes;
      changes = [];
      return taken;
    },
    async makePerson(stem = "person") {
      people++;
      const userId = randomUUID();
      // Others live in a database that was lent.
      const username = `${stem}_${people}${options.database ? `_${userId.slice(0, 8)}` : ""}`;
      await prisma.user.create({
        data: { id: userId, username, displayName: stem, inbox: { create: {} } },
      });
      return { userId, username };
    },
    async makePost(authorId, visibility = "public") {
      const body = { body: "One year today.", visibility };
      return (await engine.contents.createPost(authorId, body)).content;
    },
    async audit() {
      return [...(await findDrift(prisma)), ...(await findNotificationGaps(prisma))];
    },
    async close() {
      await engine.close();
      if (!options.database) await database.close();
    },
  };
}

/** One database for all tests of a file, whose engines and servers are each test's own. */
export function sharedTestDatabase(): () => TestDatabase {
  let opened: TestDatabase | undefined;
  beforeAll(async () => {
    opened = await createTestDatabase();
  });
  afterAll(() => opened?.close());
  return () => {
    if (!opened) throw new Error("the test database is not open yet");
    return opened;
  };
}

/** One engine for all tests of a file. */
export function sharedTestEngine(options: TestEngineOptions = {}) {
  let opened: TestEngine | undefined;
  beforeAll(async () => {
    opened = await createTestEngine(options);
  });
  afterAll(() => opened?.close());
  return (): TestEngine => {
    if (!opened) throw new Error("the test engine is not open yet");
    return opened;
  };
}

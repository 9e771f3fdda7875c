// An engine on a database of its own, and people to fill it with. For tests alone.
import pino from "pino";
import type { Registry } from "prom-client";
import { afterAll, beforeAll } from "vitest";
import type { Change } from "@/engine/changes";
import { createEngine, type Engine } from "@/engine/engine";
import { findDrift, findNotificationGaps } from "@/engine/integrity/audit";
import type { PrismaClient } from "@/generated/prisma/client";
import type { Content } from "@/protocol/views";
import { createTestDatabase } from "../database/test-database";

export interface TestEngine {
  engine: Engine;
  prisma: PrismaClient;
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

/** Opens a migrated, empty database and an engine on it. */
export async function createTestEngine(
  options: { isDemo?: boolean; limitScale?: number; registry?: Registry } = {},
): Promise<TestEngine> {
  const database = await createTestDatabase();
  const { prisma, connectionString } = database;
  const engine = await createEngine({
    prisma,
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
    connectionString,
    takeChanges() {
      const taken = changes;
      changes = [];
      return taken;
    },
    async makePerson(stem = "person") {
      people++;
      const username = `${stem}_${people}`;
      const { randomUUID } = await import("node:crypto");
      const userId = randomUUID();
      await prisma.user.create({
        data: { id: userId, username, displayName: stem, inbox: { create: {} } },
      });
      return { userId, username };
    },
    makePost(authorId, visibility = "public") {
      return engine.contents.createPost(authorId, { body: "One year today.", visibility });
    },
    async audit() {
      return [...(await findDrift(prisma)), ...(await findNotificationGaps(prisma))];
    },
    async close() {
      await engine.close();
      await database.close();
    },
  };
}

/** One engine for all tests of a file. */
export function sharedTestEngine(options: Parameters<typeof createTestEngine>[0] = {}) {
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

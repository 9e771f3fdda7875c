// The server that is the whole of a process: a database, an engine and the server over it, each closed when the
// process ends. Tests that kill, attack or slow a server start one, so that they do neither to themselves.
import { type OpenDatabaseOptions, openDatabase } from "@/engine/database/database";
import { createEngine, type Engine } from "@/engine/engine";
import type { PrismaClient } from "@/generated/prisma/client";
import type { Lifecycle } from "@/server/lifecycle";
import { type RunningServer, type ServerParts, startServer } from "./start-server";

export interface ProcessServerOptions extends OpenDatabaseOptions, Omit<ServerParts, "engine"> {
  life: Lifecycle;
  limitScale: number;
  /** The engine that is served in place of the one that was made. */
  alter?: (engine: Engine, prisma: PrismaClient) => Engine;
}

export interface ProcessServer {
  engine: Engine;
  prisma: PrismaClient;
  server: RunningServer;
}

/** Rejects when a part does not start; what was opened by then is closed by the lifecycle. */
export async function startProcessServer(options: ProcessServerOptions): Promise<ProcessServer> {
  const { life, log, metrics, limitScale, alter = (engine) => engine } = options;
  const database = await openDatabase(options);
  life.onClose(database.close);
  const { prisma, runStatement } = database;
  const made = await createEngine({
    prisma,
    runStatement,
    log,
    isDemo: false,
    limitScale,
    registry: metrics.registry,
  });
  life.onClose(made.close);
  const engine = alter(made, prisma);
  const server = await startServer({ engine, metrics, log, limitScale });
  life.onClose(server.close);
  return { engine, prisma, server };
}

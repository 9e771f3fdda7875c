// The process of the embedded database: PGlite behind a socket that speaks PostgreSQL's protocol. It
// is started by embedded-postgres.ts alone, holds the lock of its folder while it lives, and never outlives its
// parent: a closed channel ends it gently, a changed parent pid ends it even while a statement hangs.
import { chmodSync, openAsBlob, rmSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { PGlite } from "@electric-sql/pglite";
import { PGLiteSocketServer } from "@electric-sql/pglite-socket";
import { acquireDataLock, DataFolderHeldError, type DataLock } from "./data-lock";

/** What the parent asks for, as one JSON argument. */
export interface ChildRequest {
  /** Undefined: in memory, gone with the process. */
  databaseFolder?: string;
  /** A database to start from, as PGlite's dumpDataDir wrote it; in memory only. */
  templateFile?: string;
  listen: { socketPath: string } | { host: string; port: number };
  maxConnections: number;
}

/** What the child says over the channel. */
export type ChildMessage =
  | { kind: "ready"; port: number | null }
  /** Answers "ping". */
  | { kind: "pong" }
  | { kind: "held"; pid: number; lockPath: string }
  | { kind: "failed"; message: string };

/** The previous child of a killed parent needs a moment to notice. */
const PREDECESSOR_WAIT_MS = 5_000;

async function main(): Promise<void> {
  const request = JSON.parse(process.argv[2] ?? "") as ChildRequest;
  endWithParent();
  const lock = request.databaseFolder ? await acquirePatiently(request.databaseFolder) : undefined;
  const { listen } = request;
  const db = await openPglite(request);
  if ("socketPath" in listen) rmSync(listen.socketPath, { force: true });
  const server = new PGLiteSocketServer({
    db,
    maxConnections: request.maxConnections,
    ...("socketPath" in listen ? { path: listen.socketPath } : listen),
  });
  await server.start();
  if ("socketPath" in listen) chmodSync(listen.socketPath, 0o600);

  let isClosing = false;
  const close = async () => {
    if (isClosing) return;
    isClosing = true;
    await server.stop();
    await db.close();
    lock?.release();
    process.exit(0);
  };
  process.on("disconnect", close);
  process.on("message", (message) => {
    if (message === "close") void close();
    // Waits for its turn like a statement, and touches none: a query of our own would take the unnamed
    // statement from a connection that is half way through sending one.
    if (message === "ping") void db.runExclusive(async () => tell({ kind: "pong" }));
  });
  const port = "socketPath" in listen ? null : Number(server.getServerConn().split(":").at(-1));
  if (process.connected) tell({ kind: "ready", port });
  else await close();
}

async function openPglite(request: ChildRequest): Promise<PGlite> {
  if (request.databaseFolder) return PGlite.create(request.databaseFolder);
  if (!request.templateFile) return PGlite.create();
  return PGlite.create({ loadDataDir: await openAsBlob(request.templateFile) });
}

async function acquirePatiently(databaseFolder: string): Promise<DataLock> {
  const deadline = Date.now() + PREDECESSOR_WAIT_MS;
  for (;;) {
    try {
      return acquireDataLock(`${databaseFolder}.lock`);
    } catch (error) {
      if (!(error instanceof DataFolderHeldError) || Date.now() > deadline) throw error;
      await sleep(50);
    }
  }
}

/** Looks from a thread of its own, for a hung statement stalls this one. */
function endWithParent(): void {
  const watch = `
    const parent = ${process.ppid};
    setInterval(() => { if (process.ppid !== parent) process.kill(process.pid, "SIGKILL"); }, 250);
  `;
  new Worker(watch, { eval: true }).unref();
  // The terminal sends Ctrl-C to the whole group; when to stop is the parent's to say.
  process.on("SIGINT", () => undefined);
  process.on("SIGTERM", () => undefined);
}

function tell(message: ChildMessage, then?: () => void): void {
  if (process.connected) process.send?.(message, () => then?.());
  else then?.();
}

main().catch((error: unknown) => {
  const exit = () => process.exit(1);
  if (error instanceof DataFolderHeldError) {
    tell({ kind: "held", pid: error.pid, lockPath: error.lockPath }, exit);
  } else {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    tell({ kind: "failed", message }, exit);
  }
});

// The process of the embedded database: PGlite behind a socket that speaks PostgreSQL's protocol. Started by
// embedded-postgres.ts alone; holds the lock of its folder while it lives. Never outlives its parent: a
// closed channel ends it in order, a changed parent pid at once.
import { chmodSync, openAsBlob, rmSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import type { PGlite } from "@electric-sql/pglite";
import { keepForOwner } from "./data-folder";
import { acquireDataLock, DataFolderHeldError, type DataLock } from "./data-lock";
import {
  type ChildMessage,
  type ChildRequest,
  PROGRESS_FD,
} from "./embedded-postgres-child-request";

/** The previous child of a killed parent needs a moment to notice. */
const PREDECESSOR_WAIT_MS = 10_000;

async function main(): Promise<void> {
  const request = JSON.parse(process.argv[2] ?? "") as ChildRequest;
  // Passwords lie in what PGlite writes, with the mode of anyone who does not ask for less.
  process.umask(0o077);
  const watch = watchFromThread(request.parentPid);
  const lock = request.databaseFolder ? await acquirePatiently(request.databaseFolder) : undefined;
  const { listen } = request;
  // Loaded late: a parent that dies meanwhile is noticed.
  const { PGLiteSocketServer } = await import("@electric-sql/pglite-socket");
  const db = await openPglite(request);
  // Its folders keep what is made later from others; what a new database is made from has modes of its own.
  if (request.databaseFolder) keepForOwner(request.databaseFolder);
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
  watch.postMessage("ready");
  const port = "socketPath" in listen ? null : Number(server.getServerConn().split(":").at(-1));
  if (process.connected) tell({ kind: "ready", port });
  else await close();
}

async function openPglite(request: ChildRequest): Promise<PGlite> {
  const { PGlite } = await import("@electric-sql/pglite");
  if (request.databaseFolder) return PGlite.create(request.databaseFolder);
  if (!request.templateFile) return PGlite.create();
  return PGlite.create({ loadDataDir: await openAsBlob(request.templateFile) });
}

async function acquirePatiently(databaseFolder: string): Promise<DataLock> {
  const deadline = performance.now() + PREDECESSOR_WAIT_MS;
  for (;;) {
    try {
      return await acquireDataLock(`${databaseFolder}.lock`);
    } catch (error) {
      if (!(error instanceof DataFolderHeldError) || performance.now() > deadline) throw error;
      await sleep(50);
    }
  }
}

/**
 * Looks from a thread of its own, for opening a database or a hung statement stalls this one: ends the process once
 * its parent is another, and until it is ready says how much time it has used.
 */
function watchFromThread(parentPid: number): Worker {
  // The terminal sends Ctrl-C to the whole group; when to stop is the parent's to say.
  process.on("SIGINT", () => undefined);
  process.on("SIGTERM", () => undefined);
  if (process.ppid !== parentPid) process.kill(process.pid, "SIGKILL");
  const look = `
    const { writeSync } = require("node:fs");
    const { parentPort } = require("node:worker_threads");
    let isReady = false;
    parentPort.once("message", () => { isReady = true; });
    setInterval(() => {
      if (process.ppid !== ${parentPid}) process.kill(process.pid, "SIGKILL");
      if (isReady) return;
      const { user, system } = process.cpuUsage();
      try { writeSync(${PROGRESS_FD}, Math.round((user + system) / 1000) + "\\n"); } catch {}
    }, 250);
  `;
  const worker = new Worker(look, { eval: true });
  worker.unref();
  return worker;
}

function tell(message: ChildMessage, then?: () => void): void {
  if (process.connected) process.send?.(message, () => then?.());
  else then?.();
}

main().catch((error: unknown) => {
  const exit = () => process.exit(1);
  if (error instanceof DataFolderHeldError) {
    const { pid, host, lockPath } = error;
    tell({ kind: "held", pid, host, lockPath }, exit);
  } else {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    tell({ kind: "failed", message }, exit);
  }
});

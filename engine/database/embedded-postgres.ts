// Starts the embedded database as a child process, restarts it when it dies, and ends it. A child that stops
// answering is killed first. Commits survive both, for PGlite writes to files; it does not fsync, so a power
// cut may take the newest rows.
import { type ChildProcess, fork } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import type { Readable } from "node:stream";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Logger } from "pino";
import { DataFolderHeldError } from "./data-lock";
import {
  type ChildMessage,
  type ChildRequest,
  PROGRESS_FD,
} from "./embedded-postgres-child-request";
import { createStartPatience } from "./start-patience";

export interface EmbeddedPostgresOptions {
  /** Holds the database and, if its path is short enough, the socket. Undefined: in memory. */
  dataDir?: string;
  /** A dump to start from; in memory only. */
  templateFile?: string;
  /** Its code is compiled once and never again to be faster: cheaper for one that ends within a minute. */
  isShortLived?: boolean;
  log: Logger;
}

export interface EmbeddedPostgres {
  connectionString: string;
  /** The current pid of the child; it changes when the child had to be started again. */
  pid(): number | undefined;
  /** From here on a child that does not answer a ping within this time is killed and started again. */
  killWhenSilentFor(ms: number): void;
  close(): Promise<void>;
}

const MAX_CONNECTIONS = 64;
const SOCKET_PORT = 5432;
/** A socket's path may be 104 to 108 bytes long, depending on the system. */
const MAX_SOCKET_PATH_BYTES = 100;
const CLOSE_TIMEOUT_MS = 2_500;
const MAX_RESTART_WAIT_MS = 2_000;

/** Resolves when the database answers; DataFolderHeldError when another process has its folder open. */
export async function startEmbeddedPostgres(
  options: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> {
  const { dataDir, log } = options;
  const endpoint = chooseEndpoint(dataDir);
  const request: ChildRequest = {
    ...(dataDir ? { databaseFolder: path.join(dataDir, "postgres") } : {}),
    ...(options.templateFile ? { templateFile: options.templateFile } : {}),
    listen: endpoint.listen,
    maxConnections: MAX_CONNECTIONS,
    parentPid: process.pid,
  };
  let child: ChildProcess | undefined;
  /** A child that starts has nothing to answer yet. */
  let ready: ChildProcess | undefined;
  let isClosing = false;
  let failedStarts = 0;
  let silenceWatch: NodeJS.Timeout | undefined;
  let restart: NodeJS.Timeout | undefined;

  async function start(): Promise<void> {
    const started = forkChild(request, options.isShortLived ? ["--liftoff-only"] : []);
    child = started;
    const port = await waitUntilReady(started);
    if ("port" in request.listen && port) request.listen.port = port;
    failedStarts = 0;
    ready = started;
    started.once("exit", (code, signal) => {
      ready = undefined;
      if (isClosing || child !== started) return;
      if (!dataDir) {
        log.error({ code, signal }, "the in-memory database ended; its data is gone");
        return;
      }
      log.error({ code, signal }, "the embedded database ended; starting it again");
      startAgain();
    });
  }

  function startAgain(): void {
    const waitMs = Math.min(MAX_RESTART_WAIT_MS, failedStarts * 200);
    restart = setTimeout(() => {
      if (isClosing) return;
      start().then(
        () => log.info({ databasePid: child?.pid }, "the embedded database is back"),
        (error: unknown) => {
          failedStarts += 1;
          log.error({ err: error }, "the embedded database does not start");
          startAgain();
        },
      );
    }, waitMs);
  }

  await start().catch((error: unknown) => {
    endpoint.cleanUp();
    throw error;
  });

  const connectionString = endpoint.connectionString(request.listen);
  return {
    connectionString,
    pid: () => child?.pid,
    killWhenSilentFor(ms) {
      silenceWatch ??= watchSilence(
        ms,
        () => ready,
        () => {
          if (isClosing) return;
          log.error(
            { databasePid: child?.pid, silentMs: ms },
            "the embedded database hangs; killing it",
          );
          child?.kill("SIGKILL");
        },
      );
    },
    async close() {
      if (isClosing) return;
      isClosing = true;
      clearTimeout(restart);
      clearInterval(silenceWatch);
      if (child) await endChild(child);
      endpoint.cleanUp();
    },
  };
}

function forkChild(request: ChildRequest, flags: string[]): ChildProcess {
  const { NODE_OPTIONS: _inherited, ...env } = process.env;
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
  return fork(
    fileURLToPath(new URL("./embedded-postgres-child.ts", import.meta.url)),
    [JSON.stringify(request)],
    {
      env,
      execArgv: [...flags, "--import", tsx],
      stdio: ["ignore", "ignore", "inherit", "ipc", "pipe"],
    },
  );
}

function waitUntilReady(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void) => {
      patience.stop();
      progress.destroy();
      child.off("message", onMessage);
      child.off("exit", onExit);
      act();
    };
    const onMessage = (message: ChildMessage) => {
      if (message.kind === "ready") settle(() => resolve(message.port));
      if (message.kind === "held")
        settle(() => reject(new DataFolderHeldError(message.lockPath, message.pid, message.host)));
      if (message.kind === "failed") settle(() => reject(new Error(message.message)));
    };
    const onExit = (code: number | null, signal: string | null) =>
      settle(() => reject(new Error(`the embedded database ended at start (${signal ?? code})`)));
    const patience = createStartPatience((why) => {
      child.kill("SIGKILL");
      settle(() => reject(new Error(`it did not start: ${why}`)));
    });
    const progress = child.stdio[PROGRESS_FD] as Readable;
    progress.on("data", (chunk) => patience.note(Number(String(chunk).trim().split("\n").at(-1))));
    progress.on("error", () => undefined);
    child.on("message", onMessage);
    child.once("exit", onExit);
    child.on("error", (error) => settle(() => reject(error)));
  });
}

async function endChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  if (child.connected) child.send("close", () => undefined);
  const kill = setTimeout(() => child.kill("SIGKILL"), CLOSE_TIMEOUT_MS);
  await ended;
  clearTimeout(kill);
}

/** Pings the child of the moment, again and again; one ping without an answer in time is silence. */
function watchSilence(
  ms: number,
  findReady: () => ChildProcess | undefined,
  onSilence: () => void,
): NodeJS.Timeout {
  let isAsking = false;
  const timer = setInterval(async () => {
    const child = findReady();
    if (isAsking || !child?.connected) return;
    isAsking = true;
    if (await isSilentFor(ms, child)) onSilence();
    isAsking = false;
  }, ms / 4);
  return timer.unref();
}

/** True when the child lives and a ping was not answered in time. */
function isSilentFor(ms: number, child: ChildProcess): Promise<boolean> {
  return new Promise((resolve) => {
    const settle = (isSilent: boolean) => {
      clearTimeout(timeout);
      child.off("message", onMessage);
      child.off("exit", onExit);
      resolve(isSilent);
    };
    const onMessage = (message: ChildMessage) => {
      if (message.kind === "pong") settle(false);
    };
    const onExit = () => settle(false);
    const timeout = setTimeout(() => settle(true), ms).unref();
    child.on("message", onMessage);
    child.once("exit", onExit);
    child.send("ping", (error) => {
      if (error) settle(false);
    });
  });
}

interface Endpoint {
  listen: ChildRequest["listen"];
  connectionString(listen: ChildRequest["listen"]): string;
  cleanUp(): void;
}

/** A Unix domain socket only this user can open; Windows gets a loopback port. */
function chooseEndpoint(dataDir: string | undefined): Endpoint {
  if (process.platform === "win32") {
    return {
      listen: { host: "127.0.0.1", port: 0 },
      connectionString: (listen) =>
        "port" in listen ? `postgresql://postgres@127.0.0.1:${listen.port}/postgres` : "",
      cleanUp: () => undefined,
    };
  }
  const fileName = `.s.PGSQL.${SOCKET_PORT}`;
  const isShort =
    dataDir && Buffer.byteLength(path.join(dataDir, fileName)) <= MAX_SOCKET_PATH_BYTES;
  if (dataDir) mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const folder = isShort ? dataDir : makeTemporaryFolder(fileName);
  const socketPath = path.join(folder, fileName);
  return {
    listen: { socketPath },
    connectionString: () =>
      `postgresql://postgres@localhost:${SOCKET_PORT}/postgres?host=${encodeURIComponent(folder)}`,
    // A socket in the data folder is the child's to remove: ours may not be the process that has it open.
    cleanUp: () => {
      if (!isShort) rmSync(folder, { recursive: true, force: true });
    },
  };
}

function makeTemporaryFolder(fileName: string): string {
  const inTemp = path.join(os.tmpdir(), "heartwire-");
  const fits = Buffer.byteLength(inTemp) + 8 + fileName.length <= MAX_SOCKET_PATH_BYTES;
  const folder = mkdtempSync(fits ? inTemp : "/tmp/heartwire-");
  chmodSync(folder, 0o700);
  return folder;
}

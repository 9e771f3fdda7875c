// A demo server of one's own, on free ports and a fresh data folder, that may be killed and started again.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { findFreePair } from "@/test/network/free-ports";
import { waitUntil } from "@/test/wait-until";

const ROOT = path.join(import.meta.dirname, "..");
/** A build that is older than the sources is made anew first. */
const READY_WITHIN_MS = 180_000;

/** What it says at its start is in the beginning. */
const SAID_MAX = 100_000;

export interface DemoServer {
  url: string;
  /** The process that keeps the embedded database of the latest start. */
  databasePid(): number;
  start(): Promise<void>;
  /** At once, with everything it held in memory. */
  kill(): Promise<void>;
  /** The next start finds an empty database: another world. */
  forgetEverything(): Promise<void>;
  /** Killed, and its folders removed. */
  close(): Promise<void>;
}

/** Started and ready. */
export async function openDemoServer(): Promise<DemoServer> {
  const port = await findFreePair();
  const folders = [await makeFolder()];
  const url = `http://localhost:${port}`;
  let running: ChildProcess | null = null;
  let said = "";
  const server: DemoServer = {
    url,
    databasePid: () => Number(/"databasePid":(\d+)/.exec(said)?.[1]),
    async start() {
      said = "";
      running = startProcess(port, folders.at(-1) ?? "");
      running.stdout?.on("data", (chunk) => {
        if (said.length < SAID_MAX) said += chunk;
      });
      await waitUntil("the server is ready", () => isReady(url), READY_WITHIN_MS);
    },
    async kill() {
      if (!running || running.exitCode !== null || running.signalCode !== null) return;
      const gone = once(running, "exit");
      running.kill("SIGKILL");
      await gone;
    },
    async forgetEverything() {
      folders.push(await makeFolder());
    },
    async close() {
      await server.kill();
      try {
        // One that a test stopped has not seen its server go.
        process.kill(server.databasePid(), "SIGCONT");
      } catch {
        // It has, as it should.
      }
      const options = { recursive: true, force: true, maxRetries: 20 };
      for (const folder of folders) await rm(folder, options);
    },
  };
  process.once("exit", () => running?.kill("SIGKILL"));
  await server.start();
  return server;
}

function startProcess(port: number, dataFolder: string): ChildProcess {
  return spawn(process.execPath, ["--import", "tsx", "scripts/demo.ts"], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "inherit"],
    env: {
      ...process.env,
      PORT: String(port),
      HEARTWIRE_DATA_DIR: dataFolder,
      DATABASE_URL: "",
      LIMIT_SCALE: "1000",
      LOG_LEVEL: "info",
    },
  });
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/readyz`)).ok;
  } catch {
    return false;
  }
}

function makeFolder(): Promise<string> {
  return mkdtemp(path.join(os.tmpdir(), "heartwire-own-"));
}

// A server of a file's own, on its own ports and data folder, that its tests may kill and start again. The
// windows and programs of such tests live on it.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { findFreePair } from "@/test/free-ports";
import { waitUntil } from "@/test/wait-until";
import { test as base } from "./people";

const ROOT = path.join(import.meta.dirname, "..");

/** What it says at its start is in the beginning. */
const SAID_MAX = 100_000;

export interface OwnServer {
  url: string;
  /** The process that keeps the embedded database of the latest start. */
  databasePid(): number;
  start(): Promise<void>;
  /** At once, with everything it held in memory. */
  kill(): Promise<void>;
  /** The next start finds an empty database: another world. */
  forgetEverything(): Promise<void>;
}

export const test = base.extend<object, { server: OwnServer }>({
  server: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright wants the pattern
    async ({}, use) => {
      const port = await findFreePair();
      const folders = [await makeFolder()];
      const url = `http://localhost:${port}`;
      let running: ChildProcess | null = null;
      let said = "";
      const server: OwnServer = {
        url,
        databasePid: () => Number(/"databasePid":(\d+)/.exec(said)?.[1]),
        async start() {
          said = "";
          running = spawn(process.execPath, ["--import", "tsx", "scripts/demo.ts"], {
            cwd: ROOT,
            stdio: ["ignore", "pipe", "inherit"],
            env: {
              ...process.env,
              PORT: String(port),
              HEARTWIRE_DATA_DIR: folders.at(-1) ?? "",
              DATABASE_URL: "",
              LIMIT_SCALE: "1000",
              LOG_LEVEL: "info",
            },
          });
          running.stdout?.on("data", (chunk) => {
            if (said.length < SAID_MAX) said += chunk;
          });
          await waitUntil("the server is ready", () => isReady(url), 60_000);
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
      };
      await server.start();
      await use(server);
      await server.kill();
      for (const folder of folders)
        await rm(folder, { recursive: true, force: true, maxRetries: 20 });
    },
    { scope: "worker", timeout: 90_000 },
  ],
  baseURL: async ({ server }, use) => use(server.url),
});

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

// `npm run test:smoke [script …]`: runs each script of package.json that can end, in data folders of its own.
// A script that is neither tried nor left out with a reason fails. A line for each, and "N passed, N failed"
// at the end.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { findFreePair } from "@/test/network/free-ports";
import { tryMigration } from "./smoke-migration";

const root = path.join(import.meta.dirname, "../..");
const dataDir = mkdtempSync(path.join(os.tmpdir(), "heartwire smoke "));
const env = {
  ...process.env,
  DATABASE_URL: "",
  HEARTWIRE_DATA_DIR: path.join(dataDir, "data"),
  NEXTAUTH_SECRET: "a secret for a moment's trial alone",
  LOG_LEVEL: "warn",
};
const ENDS_WITHIN_MS = 240_000;
const READY_WITHIN_MS = 240_000;
const STOPS_WITHIN_MS = 20_000;

/** In the order they are run; each rejects when its script does not do what it is for. */
const TRIED: Record<string, () => Promise<void> | void> = {
  postinstall: () => runToEnd("postinstall"),
  "db:seed": () => runToEnd("db:seed"),
  "db:recount": () => runToEnd("db:recount"),
  "db:reset": () => runToEnd("db:reset"),
  "db:drift": () => runToEnd("db:drift"),
  "db:migration": () => tryMigration(root),
  build: () => runToEnd("build"),
  start: () => serve("start"),
  demo: () => serve("demo"),
  dev: () => serve("dev"),
  "test:simulation": () => runToEnd("test:simulation", "20"),
  "test:mutants": () => runToEnd("test:mutants", "C1"),
  ...(hasFfmpeg() ? { record: () => runToEnd("record", "like") } : {}),
};

const LEFT_OUT: Record<string, string> = {
  test: "runs for itself",
  "test:unit": "npm test runs it",
  "test:e2e": "npm test runs it",
  "test:faults": "runs for itself",
  "test:attacks": "runs for itself",
  "test:smoke": "this one",
  check: "runs for itself",
  format: "changes the sources; npm run check runs the same program",
  bench: "takes too long; bench:smoke runs its parts",
  "bench:smoke": "runs for itself",
  ...(hasFfmpeg() ? {} : { record: "there is no ffmpeg here" }),
};

const scripts = Object.keys(
  (JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as { scripts: object })
    .scripts,
);
const wanted = process.argv.slice(2);
const failures = scripts.filter((name) => !(name in TRIED) && !(name in LEFT_OUT));
for (const name of failures) console.log(`✗ ${name}: neither tried nor left out`);
let passed = 0;
for (const [name, run] of Object.entries(TRIED)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const startedAt = performance.now();
  const seconds = () => `${Math.round((performance.now() - startedAt) / 1_000)} s`;
  try {
    await run();
    passed++;
    console.log(`✓ ${name} (${seconds()})`);
  } catch (error) {
    failures.push(name);
    console.log(`✗ ${name} (${seconds()}): ${error instanceof Error ? error.message : error}`);
  }
}
for (const [name, reason] of Object.entries(LEFT_OUT)) console.log(`- ${name}: ${reason}`);
rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
console.log(`${passed} passed, ${failures.length} failed`);
process.exitCode = failures.length === 0 ? 0 : 1;

function runToEnd(name: string, ...args: string[]): void {
  const words = ["run", "-s", name, ...(args.length > 0 ? ["--", ...args] : [])];
  const done = spawnSync("npm", words, {
    cwd: root,
    env,
    encoding: "utf8",
    timeout: ENDS_WITHIN_MS,
  });
  if (done.status !== 0) throw new Error(`ended with ${done.status}\n${done.stdout}${done.stderr}`);
}

/** Starts a server, reads a page of it, and stops it as Ctrl-C does. */
async function serve(name: string): Promise<void> {
  const port = await findFreePair();
  const folder = path.join(dataDir, name);
  const server = spawn("npm", ["run", "-s", name], {
    cwd: root,
    env: { ...env, PORT: String(port), HEARTWIRE_DATA_DIR: folder },
    stdio: ["ignore", "ignore", "inherit"],
    // A group of its own: the signal reaches all of it, as from a terminal.
    detached: true,
  });
  try {
    const deadline = performance.now() + READY_WITHIN_MS;
    await waitUntilReady(`http://localhost:${port}/readyz`, server, deadline);
    const page = await fetch(`http://localhost:${port}/`);
    const html = await page.text();
    if (!page.ok || !html.includes("</html>")) throw new Error(`/ answered ${page.status}`);
  } finally {
    await stop(server);
  }
}

async function waitUntilReady(url: string, server: ChildProcess, deadline: number): Promise<void> {
  while (performance.now() < deadline) {
    if (server.exitCode !== null) throw new Error(`ended with ${server.exitCode} at start`);
    const answer = await fetch(url).catch(() => null);
    if (answer?.ok) return;
    await wait(200);
  }
  throw new Error(`${url} did not answer in time`);
}

async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.pid === undefined) return;
  const ended = once(server, "exit");
  process.kill(-server.pid, "SIGINT");
  const isLate = await Promise.race([
    ended.then(() => false),
    wait(STOPS_WITHIN_MS, true, { ref: false }),
  ]);
  if (!isLate) return;
  process.kill(-server.pid, "SIGKILL");
  throw new Error("did not stop in time");
}

function hasFfmpeg(): boolean {
  return spawnSync("ffmpeg", ["-version"]).status === 0;
}

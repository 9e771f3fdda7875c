// A server as a process of its own, and the processor time it has used. It is held to one core where
// `taskset` exists, so that the load beside it is measured apart.
import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { onCore } from "./pinned-process";

export interface StackProcess {
  port: number;
  /** Microseconds of processor time since its start; NaN where the system does not say. */
  readCpuMicros(): number;
  stop(): Promise<void>;
}

const root = path.join(import.meta.dirname, "..");
const READY_WITHIN_MS = 60_000;
/** What /proc counts in. */
const TICK_MICROS = 10_000;

/** Starts a script of this project and waits until that path answers. */
export async function startStackProcess(
  script: string,
  probe: string,
  env: Record<string, string>,
): Promise<StackProcess> {
  const port = await findFreePort();
  const node = [process.execPath, "--import", "tsx", path.join(root, script)];
  const child = spawn(...onCore(0, node), {
    cwd: root,
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, NODE_ENV: "production", PORT: String(port), ...env },
  });
  await waitUntilItAnswers(`http://127.0.0.1:${port}${probe}`, child);
  return {
    port,
    readCpuMicros: () => readCpuMicros(child.pid ?? 0),
    stop: () =>
      new Promise((resolve) => {
        if (child.exitCode !== null) return resolve();
        child.once("exit", () => resolve());
        child.kill("SIGTERM");
        setTimeout(() => child.kill("SIGKILL"), 8_000).unref();
      }),
  };
}

async function waitUntilItAnswers(url: string, child: ChildProcess): Promise<void> {
  const deadline = performance.now() + READY_WITHIN_MS;
  while (performance.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`${url}: the server ended at start`);
    const answer = await fetch(url).catch(() => null);
    await answer?.arrayBuffer();
    if (answer) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${url}: no answer in time`);
}

function readCpuMicros(pid: number): number {
  try {
    const [, rest = ""] = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ");
    const fields = rest.split(" ");
    return (Number(fields[11]) + Number(fields[12])) * TICK_MICROS;
  } catch {
    return Number.NaN;
  }
}

function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

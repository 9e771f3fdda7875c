// The attacked server and its attackers as a test holds them: each a process of its own, so that neither
// measures the other's work.
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Attacked, Report } from "./attacked-server";
import type { Flood, FloodResult } from "./flooder";

const tsx = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;

function start(file: string): ChildProcess {
  const { NODE_OPTIONS: _inherited, ...env } = process.env;
  return fork(fileURLToPath(new URL(file, import.meta.url)), {
    env: { ...env, NODE_ENV: "production" },
    execArgv: ["--import", tsx],
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
}

export interface AttackedServer extends Attacked {
  url: string;
  /** How it fared since it was last asked. */
  report(): Promise<Report>;
  stop(): Promise<void>;
}

/** Resolves when it takes requests. */
export async function startAttacked(): Promise<AttackedServer> {
  const child = start("./attacked-server.ts");
  const [attacked] = (await once(child, "message")) as [Attacked];
  return {
    ...attacked,
    url: `http://127.0.0.1:${attacked.port}`,
    async report() {
      child.send("report");
      const [report] = (await once(child, "message")) as [Report];
      return report;
    },
    async stop() {
      child.disconnect();
      await once(child, "exit");
    },
  };
}

/** Floods until its time is over; what came of it. */
export async function flood(order: Flood): Promise<FloodResult> {
  const child = start("./flooder.ts");
  child.send(order);
  const ended = once(child, "exit");
  const sent = once(child, "message") as Promise<[FloodResult]>;
  const result = await Promise.race([sent, ended.then(() => null)]);
  if (!result) throw new Error("the attackers ended by themselves");
  child.disconnect();
  await ended;
  return result[0];
}

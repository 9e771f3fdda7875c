// The server as a test holds it: started, controlled, killed, started again. Faults it counted outlive it.
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Order, OrderName, Orders, Report, ServerRequest } from "./server-orders";

export interface RunningServer {
  port: number;
  epoch: string;
  pid: number;
  ask<Name extends OrderName>(
    name: Name,
    ...args: Parameters<Orders[Name]>
  ): Promise<ReturnType<Orders[Name]>>;
  /** Resolves when it has ended, however. */
  ended: Promise<unknown>;
  /** As kill -9 does. */
  kill(): Promise<void>;
  /** As an operator does. */
  stop(): Promise<void>;
}

/** Uncaught exceptions and unhandled rejections of all servers of this file. */
export const serverFaults = { exception: 0, rejection: 0 };

const entry = fileURLToPath(new URL("./server-process.ts", import.meta.url));
const START_WITHIN_MS = 150_000;

/** A process that loads all it needs and opens nothing until it is configured. */
export function loadServer(): ChildProcess {
  const { NODE_OPTIONS: _inherited, ...env } = process.env;
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
  return fork(entry, {
    env: { ...env, NODE_ENV: "production" },
    execArgv: ["--import", tsx],
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
}

/** Resolves when it takes requests. */
export async function forkServer(
  request: ServerRequest,
  child = loadServer(),
): Promise<RunningServer> {
  child.send(request);
  const ended = once(child, "exit");
  const asked = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  void ended.then(() => {
    for (const { reject } of asked.values()) reject(new Error("the server ended"));
  });
  const ready = await untilReady(child, (report) => {
    if (report.kind === "fault") {
      serverFaults[report.fault]++;
      console.error(report.message);
    }
    if (report.kind !== "answer" && report.kind !== "refusal") return;
    const waiting = asked.get(report.id);
    asked.delete(report.id);
    if (report.kind === "answer") waiting?.resolve(report.value);
    else waiting?.reject(new Error(report.message));
  });
  let orders = 0;
  return {
    port: ready.port,
    epoch: ready.epoch,
    pid: child.pid ?? 0,
    ended,
    ask<Name extends OrderName>(name: Name, ...args: Parameters<Orders[Name]>) {
      const order: Order<Name> = { id: ++orders, name, args };
      return new Promise<ReturnType<Orders[Name]>>((resolve, reject) => {
        if (!child.connected) return reject(new Error("the server ended"));
        asked.set(order.id, {
          resolve: (value) => resolve(value as ReturnType<Orders[Name]>),
          reject,
        });
        child.send(order);
      });
    },
    async kill() {
      child.kill("SIGKILL");
      await ended;
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGTERM");
      const late = setTimeout(() => child.kill("SIGKILL"), 15_000);
      await ended;
      clearTimeout(late);
    },
  };
}

function untilReady(child: ChildProcess, onReport: (report: Report) => void) {
  return new Promise<Extract<Report, { kind: "ready" }>>((resolve, reject) => {
    const late = setTimeout(() => {
      child.kill("SIGKILL");
      reject(new Error("the server did not start in time"));
    }, START_WITHIN_MS);
    child.once("exit", (code, signal) => {
      clearTimeout(late);
      reject(new Error(`the server ended at start (${signal ?? code})`));
    });
    child.on("message", (report: Report) => {
      onReport(report);
      if (report.kind !== "ready") return;
      clearTimeout(late);
      resolve(report);
    });
  });
}

// Server and load as processes of their own, each held to one core where `taskset` exists, so that their work
// is measured apart. Parent and child exchange requests and answers.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import path from "node:path";

/** What a child can be asked: each request has one input and one answer. */
export type Questions = Record<string, (input: never) => unknown>;

type Input<Asked> = Asked extends (input: infer Given) => unknown ? Given : never;
type Answer<Asked> = Asked extends (input: never) => infer Given ? Awaited<Given> : never;

export interface PinnedProcess<Asked extends object> {
  ask<Name extends keyof Asked & string>(
    name: Name,
    input: Input<Asked[Name]>,
  ): Promise<Answer<Asked[Name]>>;
  end(): Promise<void>;
}

interface Reply {
  id: number;
  answer?: unknown;
  error?: string;
}

const canPin = spawnSync("taskset", ["-V"]).status === 0;

/** The command, held to that core where the machine can. */
export function onCore(core: number, command: string[]): [program: string, args: string[]] {
  const [program = "", ...args] = canPin ? ["taskset", "-c", String(core), ...command] : command;
  return [program, args];
}

/** Starts a script, named from this folder, on a core; its faults are printed and fail whatever was asked. */
export function startPinned<Asked extends object>(
  script: string,
  core: number,
): PinnedProcess<Asked> {
  const file = path.join(import.meta.dirname, script);
  const command = [process.execPath, "--expose-gc", "--import", "tsx", file];
  const child = spawn(...onCore(core, command), {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    serialization: "advanced",
  });
  const waiting = new Map<number, { resolve(answer: never): void; reject(error: Error): void }>();
  let asked = 0;
  child.on("message", ({ id, answer, error }: Reply) => {
    const asker = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) asker?.resolve(answer as never);
    else asker?.reject(new Error(`${script}: ${error}`));
  });
  child.on("exit", (code) => {
    for (const { reject } of waiting.values()) reject(new Error(`${script} ended with ${code}`));
  });
  return {
    ask: (name, input) =>
      new Promise((resolve, reject) => {
        waiting.set(++asked, { resolve, reject });
        child.send({ id: asked, name, input });
      }),
    end: () => endChild(child),
  };
}

function endChild(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null) return resolve();
    child.once("exit", () => resolve());
    child.kill("SIGKILL");
  });
}

/** Answers the parent from now on, and ends when the parent is gone. */
export function answerParent(answers: Questions): void {
  process.on("disconnect", () => process.exit(0));
  process.on("message", async ({ id, name, input }: { id: number; name: string; input: never }) => {
    const reply: Reply = { id };
    try {
      reply.answer = await answers[name]?.(input);
    } catch (error) {
      reply.error = error instanceof Error ? (error.stack ?? error.message) : String(error);
    }
    process.send?.(reply);
  });
}

/** Microseconds on the clock all processes of a machine share. */
export function nowMicros(): number {
  const [seconds, nanos] = process.hrtime();
  return seconds * 1e6 + nanos / 1e3;
}

/** Holds this process, and what it starts from now on, to a core. */
export function pinThisProcess(core: number): void {
  if (canPin) spawnSync("taskset", ["-cp", String(core), String(process.pid)]);
}

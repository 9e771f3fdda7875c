import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, expect, test } from "vitest";
import { temporaryFolder } from "@/test/temporary-folder";
import { acquireDataLock, DataFolderHeldError } from "./data-lock";

const folder = temporaryFolder();
const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

let files = 0;
const newLockPath = () => path.join(folder, `database ${++files}.lock`);

/** A process that takes the lock and keeps it; answers once it says so. */
async function holdElsewhere(lockPath: string): Promise<ChildProcess> {
  const script = `
    import { acquireDataLock } from ${JSON.stringify(path.join(import.meta.dirname, "data-lock.ts"))};
    try { acquireDataLock(${JSON.stringify(lockPath)}); console.log("held"); setInterval(() => {}, 1e6); }
    catch (error) { console.log(error.name + " " + error.pid); }
  `;
  const args = ["--import", "tsx", "--input-type=module", "--eval", script];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  children.push(child);
  return child;
}

async function firstWords(child: ChildProcess): Promise<string> {
  const [data] = (await once(child.stdout as NodeJS.ReadableStream, "data")) as [Buffer];
  return data.toString().trim();
}

test("[D2] a second taker is refused and gets the holder's pid", () => {
  const lockPath = newLockPath();
  const lock = acquireDataLock(lockPath);
  expect(() => acquireDataLock(lockPath)).toThrow(DataFolderHeldError);
  expect(() => acquireDataLock(lockPath)).toThrow(`process ${process.pid} `);
  lock.release();
  expect(existsSync(lockPath)).toBe(false);
  acquireDataLock(lockPath).release();
});

test("[D2] another process is refused while we hold the lock", async () => {
  const lockPath = newLockPath();
  const lock = acquireDataLock(lockPath);
  const child = await holdElsewhere(lockPath);
  expect(await firstWords(child)).toBe(`DataFolderHeldError ${process.pid}`);
  lock.release();
});

test("[D3] the lock of a killed process is taken over", async () => {
  const lockPath = newLockPath();
  const child = await holdElsewhere(lockPath);
  expect(await firstWords(child)).toBe("held");
  expect(() => acquireDataLock(lockPath)).toThrow(`process ${child.pid} `);
  const exited = once(child, "exit");
  child.kill("SIGKILL");
  await exited;
  acquireDataLock(lockPath).release();
});

test.runIf(process.platform === "linux")(
  "[D3] a pid used again by somebody else does not keep the lock",
  () => {
    const lockPath = newLockPath();
    acquireDataLock(lockPath);
    const holder = JSON.parse(readFileSync(lockPath, "utf8")) as { startedAt: string };
    writeFileSync(lockPath, JSON.stringify({ ...holder, startedAt: "another-boot/1" }));
    acquireDataLock(lockPath).release();
  },
);

test("[D3] a damaged lock file does not keep anybody out", () => {
  const lockPath = newLockPath();
  writeFileSync(lockPath, '{"pid":');
  acquireDataLock(lockPath).release();
});

test("[D3] of eight processes that find one dead lock exactly one gets it", async () => {
  const lockPath = newLockPath();
  writeFileSync(lockPath, JSON.stringify({ pid: 2 ** 22 + 1, startedAt: "x/1", token: "dead" }));
  const takers = await Promise.all(Array.from({ length: 8 }, () => holdElsewhere(lockPath)));
  const words = await Promise.all(takers.map(firstWords));
  expect(words.filter((said) => said === "held")).toHaveLength(1);
  expect(words.filter((said) => said.startsWith("DataFolderHeldError"))).toHaveLength(7);
});

test("[D2] releasing a lock that was taken over leaves the new holder's alone", () => {
  const lockPath = newLockPath();
  const lost = acquireDataLock(lockPath);
  writeFileSync(lockPath, JSON.stringify({ pid: 2 ** 22 + 1, startedAt: "x/1", token: "dead" }));
  const held = acquireDataLock(lockPath);
  lost.release();
  expect(() => acquireDataLock(lockPath)).toThrow(DataFolderHeldError);
  held.release();
});

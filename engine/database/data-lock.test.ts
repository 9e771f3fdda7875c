import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, expect, test } from "vitest";
import { temporaryFolder } from "@/test/temporary-folder";
import { acquireDataLock, DataFolderHeldError } from "./data-lock";
import { startTimeOf } from "./process-identity";

const folder = temporaryFolder();
const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

let files = 0;
const newLockPath = () => path.join(folder, `database ${++files}.lock`);
const IN_OWN_NAMESPACE = ["unshare", "--pid", "--fork", "--mount-proc", "--kill-child"];

/** A process that takes the lock and keeps it; it says what became of it. */
function holdElsewhere(lockPath: string, through: string[] = []): ChildProcess {
  const script = `
    import { acquireDataLock } from ${JSON.stringify(path.join(import.meta.dirname, "data-lock.ts"))};
    acquireDataLock(${JSON.stringify(lockPath)}).then(
      () => { console.log("held"); setInterval(() => {}, 1e6); },
      (error) => console.log(error.name + " " + error.pid),
    );
  `;
  const [command = "", ...args] = [
    ...through,
    process.execPath,
    ...["--import", "tsx", "--input-type=module", "--eval", script],
  ];
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "inherit"] });
  children.push(child);
  return child;
}

async function firstWords(child: ChildProcess): Promise<string> {
  const [data] = (await once(child.stdout as NodeJS.ReadableStream, "data")) as [Buffer];
  return data.toString().trim();
}

async function endNow(child: ChildProcess): Promise<void> {
  const exited = once(child, "exit");
  child.kill("SIGKILL");
  await exited;
}

function canUnshare(): boolean {
  try {
    execFileSync(IN_OWN_NAMESPACE[0] ?? "", [...IN_OWN_NAMESPACE.slice(1), "true"]);
    return true;
  } catch {
    return false;
  }
}

test("[D2] a second taker is refused and gets the holder's pid", async () => {
  const lockPath = newLockPath();
  const lock = await acquireDataLock(lockPath);
  await expect(acquireDataLock(lockPath)).rejects.toThrow(DataFolderHeldError);
  await expect(acquireDataLock(lockPath)).rejects.toThrow(`process ${process.pid} (`);
  lock.release();
  expect(existsSync(lockPath)).toBe(false);
  const next = await acquireDataLock(lockPath);
  next.release();
  const left = readdirSync(folder).filter((name) => name.startsWith(path.basename(lockPath)));
  expect(left).toEqual([]);
});

test("[D2] another process is refused while we hold the lock", async () => {
  const lockPath = newLockPath();
  const lock = await acquireDataLock(lockPath);
  const child = holdElsewhere(lockPath);
  expect(await firstWords(child)).toBe(`DataFolderHeldError ${process.pid}`);
  lock.release();
});

test.runIf(process.platform === "linux" && canUnshare())(
  "[D54] a process of another pid namespace is refused, and refuses",
  async () => {
    const lockPath = newLockPath();
    const lock = await acquireDataLock(lockPath);
    const inside = holdElsewhere(lockPath, IN_OWN_NAMESPACE);
    expect(await firstWords(inside)).toBe(`DataFolderHeldError ${process.pid}`);
    lock.release();
    const holder = holdElsewhere(lockPath, IN_OWN_NAMESPACE);
    expect(await firstWords(holder)).toBe("held");
    await expect(acquireDataLock(lockPath)).rejects.toThrow(DataFolderHeldError);
    // Its pid is 1 in its own namespace, and another process has that pid in ours.
    expect(JSON.parse(readFileSync(lockPath, "utf8"))).toMatchObject({ pid: 1 });
    await endNow(holder);
  },
);

test("[D54] a holder that another host names is told with its host", async () => {
  const lockPath = newLockPath();
  const lock = await acquireDataLock(lockPath);
  const holder = JSON.parse(readFileSync(lockPath, "utf8")) as object;
  writeFileSync(lockPath, JSON.stringify({ ...holder, pid: 7, host: "3f9c01" }));
  await expect(acquireDataLock(lockPath)).rejects.toThrow("in use by process 7 of 3f9c01 (");
  lock.release();
});

test("[D54] a stopped process holds its lock on", async () => {
  const lockPath = newLockPath();
  const child = holdElsewhere(lockPath);
  expect(await firstWords(child)).toBe("held");
  child.kill("SIGSTOP");
  await expect(acquireDataLock(lockPath)).rejects.toThrow(`process ${child.pid} (`);
});

test("[D54] the folder may have a path longer than a socket's", async () => {
  const deep = path.join(folder, "a".repeat(120), "b".repeat(120));
  mkdirSync(deep, { recursive: true });
  const lockPath = path.join(deep, "heartwire.lock");
  const lock = await acquireDataLock(lockPath);
  await expect(acquireDataLock(lockPath)).rejects.toThrow(DataFolderHeldError);
  lock.release();
  expect(readdirSync(deep)).toEqual([]);
});

test("[D3] the lock of a killed process is taken over", async () => {
  const lockPath = newLockPath();
  const child = holdElsewhere(lockPath);
  expect(await firstWords(child)).toBe("held");
  await expect(acquireDataLock(lockPath)).rejects.toThrow(`process ${child.pid} (`);
  await endNow(child);
  (await acquireDataLock(lockPath)).release();
});

test("[D3] a pid used again by somebody else does not keep the lock", async () => {
  const lockPath = newLockPath();
  const held = { pid: process.ppid, host: os.hostname(), startedAt: null, token: "dead" };
  writeFileSync(lockPath, JSON.stringify(held));
  (await acquireDataLock(lockPath)).release();
});

test("[D54] the lock of an older release holds while its process lives", async () => {
  const lockPath = newLockPath();
  const startedAt = startTimeOf(process.ppid);
  writeFileSync(lockPath, JSON.stringify({ pid: process.ppid, startedAt, token: "old" }));
  await expect(acquireDataLock(lockPath)).rejects.toThrow(`process ${process.ppid} (`);
  writeFileSync(lockPath, JSON.stringify({ pid: 2 ** 22 + 1, startedAt: "x/1", token: "old" }));
  (await acquireDataLock(lockPath)).release();
});

test("[D3] a damaged lock file does not keep anybody out", async () => {
  const lockPath = newLockPath();
  writeFileSync(lockPath, '{"pid":');
  (await acquireDataLock(lockPath)).release();
});

test("[D3] of eight processes that find one dead lock exactly one gets it", async () => {
  const lockPath = newLockPath();
  const dead = holdElsewhere(lockPath);
  expect(await firstWords(dead)).toBe("held");
  await endNow(dead);
  const takers = Array.from({ length: 8 }, () => holdElsewhere(lockPath));
  const words = await Promise.all(takers.map(firstWords));
  expect(words.filter((said) => said === "held")).toHaveLength(1);
  expect(words.filter((said) => said.startsWith("DataFolderHeldError"))).toHaveLength(7);
});

test("[D3] of many at once in one process exactly one gets it", async () => {
  const lockPath = newLockPath();
  const takers = Array.from({ length: 20 }, () => acquireDataLock(lockPath));
  const settled = await Promise.allSettled(takers);
  const locks = settled.filter((one) => one.status === "fulfilled");
  expect(locks).toHaveLength(1);
  locks[0]?.value.release();
});

test("[D54] what a dead claim left is removed, a young draft is not", async () => {
  const lockPath = newLockPath();
  const child = holdElsewhere(lockPath);
  expect(await firstWords(child)).toBe("held");
  await endNow(child);
  const entries = () =>
    readdirSync(folder).filter((one) => one.startsWith(path.basename(lockPath)));
  const socket = entries().find((one) => one.endsWith(".sock")) ?? "";
  renameSync(path.join(folder, socket), `${lockPath}.dead.sock`);
  writeFileSync(`${lockPath}.young.new`, "");
  writeFileSync(`${lockPath}.old.new`, "");
  utimesSync(`${lockPath}.old.new`, 1, 1);
  const lock = await acquireDataLock(lockPath);
  expect(entries()).not.toContain(`${path.basename(lockPath)}.dead.sock`);
  expect(entries()).not.toContain(`${path.basename(lockPath)}.old.new`);
  expect(entries()).toContain(`${path.basename(lockPath)}.young.new`);
  lock.release();
});

test("[D2] releasing a lock twice leaves the next holder's alone", async () => {
  const lockPath = newLockPath();
  const first = await acquireDataLock(lockPath);
  first.release();
  const held = await acquireDataLock(lockPath);
  first.release();
  await expect(acquireDataLock(lockPath)).rejects.toThrow(DataFolderHeldError);
  held.release();
});

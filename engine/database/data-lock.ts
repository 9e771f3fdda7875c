// The lock file beside the embedded database, since two processes on one data folder lose data silently. It
// is taken over only from a dead holder. It guards processes of one machine and one pid namespace.
import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";

/** Somebody alive holds the data folder. */
export class DataFolderHeldError extends Error {
  override readonly name = "DataFolderHeldError";
  constructor(
    readonly lockPath: string,
    readonly pid: number,
  ) {
    super(
      `The data folder is in use by process ${pid} (lock file ${lockPath}). Stop it first, or point HEARTWIRE_DATA_DIR at another folder.`,
    );
  }
}

export interface DataLock {
  /** Gives the lock back; harmless when it is no longer ours. */
  release(): void;
}

interface Holder {
  pid: number;
  /** Distinguishes a process from a later one with the same pid; null where the system does not say. */
  startedAt: string | null;
  token: string;
}

/** Takes the lock or throws DataFolderHeldError. Synchronous, so nothing of ours runs in between. */
export function acquireDataLock(lockPath: string): DataLock {
  const mine: Holder = {
    pid: process.pid,
    startedAt: startTimeOf(process.pid),
    token: randomUUID(),
  };
  for (let tries = 0; tries < 10; tries++) {
    if (createExclusively(lockPath, mine)) {
      return {
        release: () => {
          if (readHolder(lockPath)?.token === mine.token) rmSync(lockPath, { force: true });
        },
      };
    }
    const holder = readHolder(lockPath);
    if (holder && isAlive(holder)) throw new DataFolderHeldError(lockPath, holder.pid);
    if (holder) removeDead(lockPath, holder);
  }
  throw new Error(`The lock file ${lockPath} keeps changing hands.`);
}

/** Linked into place whole, so that no reader sees half a holder; link fails if the name exists. */
function createExclusively(lockPath: string, holder: Holder): boolean {
  const draft = `${lockPath}.${holder.token}`;
  writeFileSync(draft, `${JSON.stringify(holder)}\n`, { flag: "wx", mode: 0o600 });
  try {
    linkSync(draft, lockPath);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** @NOTE Two may find the same dead holder: the second must not remove the lock the first just made. */
function removeDead(lockPath: string, dead: Holder): void {
  const aside = `${lockPath}.${randomUUID()}`;
  try {
    renameSync(lockPath, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
    throw error;
  }
  try {
    if (readHolder(aside)?.token !== dead.token) linkSync(aside, lockPath);
  } finally {
    rmSync(aside, { force: true });
  }
}

/** Null when there is no lock; a file that does not parse as a lock is a dead one without an owner. */
function readHolder(lockPath: string): Holder | null {
  let text: string;
  try {
    text = readFileSync(lockPath, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
  try {
    const { pid, startedAt, token } = JSON.parse(text) as Partial<Holder>;
    if (Number.isInteger(pid) && token)
      return { pid: Number(pid), startedAt: startedAt ?? null, token };
  } catch {
    // Foreign or damaged: no living process wrote it, for it is linked into place whole.
  }
  return { pid: 0, startedAt: null, token: "" };
}

function isAlive(holder: Holder): boolean {
  if (holder.pid <= 0) return false;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    // EPERM: alive, but another user's.
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
  }
  const startedAt = startTimeOf(holder.pid);
  if (startedAt === "gone") return false;
  return holder.startedAt === null || startedAt === null || startedAt === holder.startedAt;
}

/** When the process began, in the system's own words; "gone" for a zombie or a pid just freed. */
function startTimeOf(pid: number): string | null {
  try {
    if (process.platform === "linux") {
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      // The name is in brackets and may hold spaces; the state and 19 fields on, the start, follow it.
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      if (fields[0] === "Z" || fields[0] === "X") return "gone";
      const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
      return `${boot}/${fields[19]}`;
    }
    if (process.platform === "win32") return null;
    return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).trim();
  } catch {
    return null;
  }
}

// The lock of the data folder: two processes on one folder lose data without a sign. Each claim is a Unix
// socket in the folder. A socket answers while its process lives, also across containers, so no pid is asked.
import { randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Claim, findLiving, makeClaim } from "./lock-socket";
import { isProcessAlive, startTimeOf } from "./process-identity";

/** Somebody alive holds the data folder. */
export class DataFolderHeldError extends Error {
  override readonly name = "DataFolderHeldError";
  constructor(
    readonly lockPath: string,
    readonly pid: number,
    /** Where the process runs: the machine's name, or the container's. */
    readonly host: string,
  ) {
    const place = host === os.hostname() ? "" : ` of ${host}`;
    super(
      `The data folder is in use by process ${pid}${place} (lock file ${lockPath}). Stop it first, or point HEARTWIRE_DATA_DIR at another folder.`,
    );
  }
}

export interface DataLock {
  /** Gives the lock back; harmless when called twice. */
  release(): void;
}

/** The text of the lock file. It informs people; whether the holder lives is asked at its socket. */
interface Holder {
  pid: number;
  /** Absent in files of releases that had no sockets. */
  host?: string;
  /** Distinguishes a process from a later one with the same pid; null where the system does not say. */
  startedAt: string | null;
  token: string;
}

const TRIES = 60;
const RETRY_WITHIN_MS = 200;

/** Takes the lock or throws DataFolderHeldError. */
export async function acquireDataLock(lockPath: string): Promise<DataLock> {
  mkdirSync(path.dirname(lockPath), { recursive: true, mode: 0o700 });
  for (let tries = 0; tries < TRIES; tries++) {
    refuseOlderRelease(lockPath);
    const claim = await makeClaim(lockPath, randomUUID());
    if (!claim) throw heldBy(readHolder(lockPath), lockPath);
    try {
      const living = await findLiving(lockPath, claim.token);
      if (living.length === 0) return holdWith(claim, lockPath);
      const holder = readHolder(lockPath);
      if (holder && living.includes(holder.token)) {
        throw heldBy(holder, lockPath);
      }
    } catch (error) {
      claim.withdraw();
      throw error;
    }
    // Others claim it at this moment. All withdraw, and each tries again at a time of its own.
    claim.withdraw();
    await sleep(Math.random() * RETRY_WITHIN_MS);
  }
  throw new Error(`The lock ${lockPath} is claimed by others again and again.`);
}

/** @NOTE The claim was visible before others were looked for, so of two at once each sees the other. */
function holdWith(claim: Claim, lockPath: string): DataLock {
  const { token } = claim;
  const startedAt = startTimeOf(process.pid);
  writeWhole(lockPath, { pid: process.pid, host: os.hostname(), startedAt, token });
  return {
    release() {
      if (readHolder(lockPath)?.token === token) rmSync(lockPath, { force: true });
      claim.withdraw();
    },
  };
}

/** Moved into place, so that no reader sees half a holder. */
function writeWhole(lockPath: string, holder: Holder): void {
  const draft = `${lockPath}.${holder.token}.draft`;
  writeFileSync(draft, `${JSON.stringify(holder)}\n`, { mode: 0o600 });
  renameSync(draft, lockPath);
}

/** A release before this one has no socket; its pid is all there is to ask, within one pid namespace. */
function refuseOlderRelease(lockPath: string): void {
  const holder = readHolder(lockPath);
  if (!holder || holder.host !== undefined || holder.pid === process.pid) return;
  if (isProcessAlive(holder)) throw heldBy(holder, lockPath);
}

function heldBy(holder: Holder | null, lockPath: string): DataFolderHeldError {
  return new DataFolderHeldError(lockPath, holder?.pid ?? 0, holder?.host ?? os.hostname());
}

/** Null when no file says who holds the lock. */
function readHolder(lockPath: string): Holder | null {
  try {
    const { pid, host, startedAt, token } = JSON.parse(
      readFileSync(lockPath, "utf8"),
    ) as Partial<Holder>;
    if (!Number.isInteger(pid) || !token) return null;
    return {
      pid: Number(pid),
      ...(typeof host === "string" ? { host } : {}),
      startedAt: startedAt ?? null,
      token,
    };
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

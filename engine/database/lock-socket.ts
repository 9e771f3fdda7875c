// The sockets behind the data folder's lock: one a claim, each with a name of its own. The kernel closes a
// socket with its process, so a connection that is accepted means a living claim.
import { createHash } from "node:crypto";
import { once } from "node:events";
import {
  mkdtempSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { connect, createServer } from "node:net";
import os from "node:os";
import path from "node:path";

export interface Claim {
  token: string;
  /** Others no longer see the claim; harmless when called twice. */
  withdraw(): void;
}

/** A socket's path may be 104 to 108 bytes long, depending on the system. */
const MAX_SOCKET_PATH_BYTES = 100;
const DRAFT_AGE_MS = 60_000;
/** No socket listens there: its process is gone, or was ended between making and listening. */
const DEAD = new Set(["ECONNREFUSED", "ENOENT"]);

/** Resolves when others see the claim. Null on Windows, where one claim at a time can be made, if it is made. */
export async function makeClaim(lockPath: string, token: string): Promise<Claim | null> {
  if (process.platform === "win32") return claimPipe(lockPath, token);
  const { folder, name, cleanUp } = shorten(lockPath);
  const draft = path.join(folder, `${name}.${token}.new`);
  const server = createServer((socket) => socket.destroy());
  try {
    server.listen(draft);
    await once(server, "listening");
    // @NOTE Seen only now: before it listens, a socket looks like one whose process is gone.
    renameSync(draft, path.join(folder, `${name}.${token}.sock`));
  } catch (error) {
    server.close();
    throw error;
  } finally {
    cleanUp();
  }
  server.unref();
  return {
    token,
    withdraw() {
      rmSync(`${lockPath}.${token}.sock`, { force: true });
      server.close();
    },
  };
}

/** The tokens of all living claims but one. Removes what dead processes left. */
export async function findLiving(lockPath: string, ownToken: string): Promise<string[]> {
  if (process.platform === "win32") return [];
  const { folder, name, cleanUp } = shorten(lockPath);
  try {
    const tokens = readdirSync(folder)
      .filter((entry) => entry.startsWith(`${name}.`) && entry.endsWith(".sock"))
      .map((entry) => entry.slice(name.length + 1, -".sock".length))
      .filter((token) => token !== ownToken);
    const living: string[] = [];
    for (const token of tokens) {
      const socketPath = path.join(folder, `${name}.${token}.sock`);
      if (await isAnswered(socketPath)) living.push(token);
      // The name is never used again, so nothing living can be removed here.
      else rmSync(socketPath, { force: true });
    }
    removeOldDrafts(folder, name);
    return living;
  } finally {
    cleanUp();
  }
}

/** Anything but a clear no counts as an answer: a stopped process still holds its claim. */
async function isAnswered(socketPath: string): Promise<boolean> {
  const socket = connect(socketPath);
  try {
    await once(socket, "connect");
    return true;
  } catch (error) {
    return !DEAD.has((error as NodeJS.ErrnoException).code ?? "");
  } finally {
    socket.destroy();
  }
}

/** Left by a process that ended while it made its claim. */
function removeOldDrafts(folder: string, name: string): void {
  for (const entry of readdirSync(folder)) {
    if (!entry.startsWith(`${name}.`) || !/\.(new|draft)$/.test(entry)) continue;
    const found = statSync(path.join(folder, entry), { throwIfNoEntry: false });
    if (found && Date.now() - found.mtimeMs > DRAFT_AGE_MS) {
      rmSync(path.join(folder, entry), { force: true });
    }
  }
}

/** The lock's folder by a path that is short enough; a long one is reached through a link. */
function shorten(lockPath: string): { folder: string; name: string; cleanUp(): void } {
  const folder = path.dirname(lockPath);
  const name = path.basename(lockPath);
  const longest = path.join(folder, `${name}.00000000-0000-0000-0000-000000000000.sock`);
  if (Buffer.byteLength(longest) <= MAX_SOCKET_PATH_BYTES) {
    return { folder, name, cleanUp: () => undefined };
  }
  const parent = os.tmpdir().length < 24 ? os.tmpdir() : "/tmp";
  const temporary = mkdtempSync(path.join(parent, "hw-"));
  const link = path.join(temporary, "d");
  symlinkSync(path.resolve(folder), link);
  return {
    folder: link,
    name,
    cleanUp: () => rmSync(temporary, { recursive: true, force: true }),
  };
}

/** A pipe's name belongs to one process at a time and ends with it. */
async function claimPipe(lockPath: string, token: string): Promise<Claim | null> {
  const place = path.join(realpathSync(path.dirname(lockPath)), path.basename(lockPath));
  const digest = createHash("sha256").update(place.toLowerCase()).digest("hex");
  const server = createServer((socket) => socket.destroy());
  try {
    server.listen(`\\\\.\\pipe\\heartwire-${digest}`);
    await once(server, "listening");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EADDRINUSE") return null;
    throw error;
  }
  server.unref();
  return { token, withdraw: () => void server.close() };
}

// Makes the data folder and keeps it private to its owner: it holds password hashes and the session secret.
// Foreign files in an existing folder are left as they are.
import {
  accessSync,
  chmodSync,
  constants,
  lstatSync,
  mkdirSync,
  readdirSync,
  statSync,
} from "node:fs";
import path from "node:path";

/** The folder cannot be used; the message is a sentence for the operator. */
export class DataFolderError extends Error {
  override readonly name = "DataFolderError";
  constructor(dataDir: string, why: string) {
    super(`HEARTWIRE_DATA_DIR (${dataDir}) cannot be used: ${why}.`);
  }
}

/** What we write there; an entry beginning so is ours. */
const OURS = /^(postgres|heartwire\.lock|auth-secret|uploads|\.s\.PGSQL)/;
const FOR_OTHERS = 0o077;
const STICKY = 0o1000;

const REASONS: Record<string, string> = {
  EACCES: "this user may not write there",
  EPERM: "this user may not write there",
  EROFS: "it is read-only",
  ENOTDIR: "a part of its path is a file",
  ENOENT: "no folder can be made there",
  ENOSPC: "the disk is full",
};

/** Makes the folder where it is missing and takes it and our files from everybody else. Throws DataFolderError. */
export function prepareDataFolder(dataDir: string): void {
  try {
    makeFolders(dataDir);
    const { mode, uid } = statSync(dataDir);
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
    if (process.platform === "win32") return;
    if (mode & STICKY)
      throw new DataFolderError(dataDir, "it is shared by everybody on this machine");
    const me = process.getuid?.() ?? uid;
    if (me !== 0 && uid !== me) throw new DataFolderError(dataDir, "it belongs to another user");
    const entries = readdirSync(dataDir);
    const isOurs = entries.every((name) => OURS.test(name));
    if (isOurs && mode & FOR_OTHERS) chmodSync(dataDir, 0o700);
    for (const name of entries) if (OURS.test(name)) keepForOwner(path.join(dataDir, name));
  } catch (error) {
    if (error instanceof DataFolderError) throw error;
    const { code = "", message } = error as NodeJS.ErrnoException;
    throw new DataFolderError(dataDir, REASONS[code] ?? message);
  }
}

/** One by one: asked to make all, Node tries without end where a file system takes none, as below /proc. */
function makeFolders(folder: string): void {
  const found = statSync(folder, { throwIfNoEntry: false });
  if (found) {
    if (!found.isDirectory()) throw new DataFolderError(folder, "it is a file, not a folder");
    return;
  }
  makeFolders(path.dirname(folder));
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    // Somebody else made it at the same moment.
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}

/** Takes a file, or a folder with all that is in it, from everybody but its owner. */
export function keepForOwner(entry: string): void {
  const found = lstatSync(entry, { throwIfNoEntry: false });
  if (!found || found.isSymbolicLink()) return;
  if (found.mode & FOR_OTHERS) chmodSync(entry, found.isDirectory() ? 0o700 : 0o600);
  if (!found.isDirectory()) return;
  for (const name of readdirSync(entry)) keepForOwner(path.join(entry, name));
}

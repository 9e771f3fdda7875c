// Requests to the process of the embedded database and its messages. Loaded by both sides, so it loads
// nothing.

/** What the parent asks for, as one JSON argument. */
export interface ChildRequest {
  /** Undefined: in memory, gone with the process. */
  databaseFolder?: string;
  /** A database to start from, as PGlite's dumpDataDir wrote it; in memory only. */
  templateFile?: string;
  listen: { socketPath: string } | { host: string; port: number };
  maxConnections: number;
  /** Another parent than this one means that this one is dead. */
  parentPid: number;
}

/** What the child says over the channel. */
export type ChildMessage =
  | { kind: "ready"; port: number | null }
  /** Answers "ping". */
  | { kind: "pong" }
  | { kind: "held"; pid: number; host: string; lockPath: string }
  | { kind: "failed"; message: string };

/** Until it is ready the child writes here how many milliseconds of processor time it has used, a line each. */
export const PROGRESS_FD = 4;

// What a test may ask of a server in a process of its own, and what that process tells by itself.
import type { StackPerson } from "@/test/servers/signed-in-person";
import type { FinalState } from "./history";

/** Where the process ends itself, as by kill -9: while a group is in flight, or committed and untold. */
export type DeathPoint = "mid-group" | "before-telling";

/** A part of the engine replaced by a wrong one; see planted-parts.ts. */
export type Plant =
  | "count by read-then-write"
  | "ack before commit"
  | "join without canSee"
  | "no dedupe of (deviceId, seq)"
  | "notification outside the transaction";

export interface ServerRequest {
  /** Unset: the embedded database in `dataDir`. */
  databaseUrl?: string;
  dataDir: string;
  /** How far this process's clock is ahead of everybody else's. */
  clockOffsetMs?: number;
  plant?: Plant;
}

export interface ServerStats {
  held: number;
  rssBytes: number;
  exceptions: number;
  rejections: number;
}

/** Each order with what it is answered. */
export interface Orders {
  people(count: number): StackPerson[];
  post(authorId: string, visibility: "public" | "followers"): string;
  final(): FinalState;
  /** What every auditor found; empty when all is well. */
  audit(): string[];
  stats(): ServerStats;
  /** Blocks the event loop; answered after. */
  stall(ms: number): null;
  /** Answered at once; the process ends when it comes to that point. */
  dieAt(point: DeathPoint): null;
}

export type OrderName = keyof Orders;

export interface Order<Name extends OrderName = OrderName> {
  id: number;
  name: Name;
  args: Parameters<Orders[Name]>;
}

export type Report =
  | { kind: "ready"; port: number; epoch: string }
  | { kind: "answer"; id: number; value: unknown }
  | { kind: "refusal"; id: number; message: string }
  | { kind: "fault"; fault: "exception" | "rejection"; message: string };

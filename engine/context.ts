// What every part of the engine needs, made once by createEngine and passed down; no part uses a global.
import type { Logger } from "pino";
import type { PrismaClient } from "@/generated/prisma/client";
import type { SignInGuard } from "./accounts/sign-in-guard";
import type { Changes } from "./changes";
import type { RunStatement } from "./database/statements";
import type { Limits } from "./limits";
import type { EngineMetrics } from "./metrics";

export interface EngineContext {
  prisma: PrismaClient;
  /** Null where the engine was given Prisma alone. */
  runStatement: RunStatement | null;
  log: Logger;
  changes: Changes;
  limits: Limits;
  signIns: SignInGuard;
  metrics: EngineMetrics;
  /** How long what is deleted, ended or used up is kept. */
  eraseAfterDays: number;
  /** Seeded people may be signed in as with one like. */
  isDemo: boolean;
  /** Work that the engine waits for when it closes. */
  beforeClose(work: () => Promise<void>): void;
}

/** A signed-in person's id, or null for a visitor without a session. */
export type ViewerId = string | null;

// The assembled domain: every noun made on one context. Routes, pages, sign-in and the gateway know this
// object and nothing behind it.
import type { Logger } from "pino";
import type { Registry } from "prom-client";
import type { PrismaClient } from "@/generated/prisma/client";
import { createAccounts } from "./accounts/accounts";
import { createSessionKeeper } from "./accounts/sessions";
import { createSignInGuard } from "./accounts/sign-in-guard";
import { createActivity } from "./activity/activity";
import { createLikedActivities } from "./activity/liked-activities";
import { createChanges } from "./changes";
import { createContents } from "./contents/contents";
import { createVisibilityRule } from "./contents/visibility";
import type { EngineContext } from "./context";
import { databaseUnavailable } from "./database/outage";
import type { RunStatement } from "./database/statements";
import { withDeadline } from "./deadline";
import { createEngagementReads } from "./engagement/engagement";
import { createLikes } from "./engagement/likes";
import { runHousekeeping } from "./integrity/housekeeping";
import { createLimitMaker, createLimits } from "./limits";
import { createEngineMetrics } from "./metrics";
import { createNotifications } from "./notifications/notifications";
import { createFollows } from "./people/follows";
import { createPeople } from "./people/people";
import { createPersonCache } from "./people/person-cache";
import { createSync } from "./sync";

export interface EngineOptions {
  prisma: PrismaClient;
  /** The driver, on the pool of that client. Unset, likes go through Prisma, at some three times its cost. */
  runStatement?: RunStatement | undefined;
  log: Logger;
  isDemo: boolean;
  /** Multiplies every limit. */
  limitScale: number;
  /** How long what is deleted, ended or used up is kept, in days; 30 by default. */
  eraseAfterDays?: number | undefined;
  /** The registry of the engine's metrics; unset, they are not read. */
  registry?: Registry | undefined;
}

const READY_WITHIN_MS = 1_000;
const ERASE_AFTER_DAYS = 30;
const HOUSEKEEPING_MS = 3_600_000;

export type Engine = Awaited<ReturnType<typeof createEngine>>;

/** Builds the engine on a migrated database. The caller owns the database and closes it after `close()`. */
export async function createEngine(options: EngineOptions) {
  const { prisma, log } = options;
  const metrics = createEngineMetrics(options.registry);
  const makeLimit = createLimitMaker(options.limitScale, metrics.countLimitHit);
  const closing: (() => Promise<void>)[] = [];
  const limits = createLimits(makeLimit);
  const context: EngineContext = {
    prisma,
    runStatement: options.runStatement ?? null,
    log,
    changes: createChanges(log),
    limits,
    signIns: createSignInGuard(limits, options.limitScale),
    metrics,
    isDemo: options.isDemo,
    beforeClose: (work) => closing.push(work),
    eraseAfterDays: options.eraseAfterDays ?? ERASE_AFTER_DAYS,
  };
  const { epoch } = await prisma.epoch.findUniqueOrThrow({ where: { id: 1 } });
  const sessions = createSessionKeeper(context);
  const visibility = createVisibilityRule(context);
  const people = createPeople(context);
  const persons = createPersonCache(context);
  const notifications = createNotifications(context);
  const engagement = createEngagementReads(context);

  const housekeeping = setInterval(() => {
    runHousekeeping(context).catch((error: unknown) => log.warn({ err: error }, "housekeeping"));
  }, HOUSEKEEPING_MS);
  housekeeping.unref();

  return {
    epoch,
    config: { isDemo: options.isDemo, limitScale: options.limitScale },
    changes: context.changes,
    /** Limits of HTTP and the socket, scaled and counted like the engine's own. */
    limits: {
      makeLimit,
      countHit: metrics.countLimitHit,
      callByPerson: context.limits.callByPerson,
      callByAddress: context.limits.callByAddress,
    },
    visibility,
    accounts: { ...createAccounts(context, sessions), readMe: people.readMe },
    sessions,
    people: { ...people, ...createFollows(context, people), ...persons },
    contents: createContents(context, visibility),
    likes: { ...createLikes(context, notifications), ...engagement },
    notifications,
    activity: { ...createActivity(context), ...createLikedActivities(context, persons) },
    sync: createSync(epoch, { ...engagement, ...notifications }),
    /** Throws UNAVAILABLE when the database does not answer within a second. */
    async readiness(): Promise<void> {
      try {
        await withDeadline(prisma.$queryRaw`SELECT 1`, READY_WITHIN_MS);
      } catch (error) {
        throw databaseUnavailable(error);
      }
    },
    /** Waits for what is in flight. */
    async close(): Promise<void> {
      clearInterval(housekeeping);
      await Promise.all(closing.map((work) => work()));
    },
  };
}

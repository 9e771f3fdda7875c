// The domain, assembled: every capability bound to one context. Routes, pages, sign-in and the gateway
// know this object and nothing behind it.
import type { Logger } from "pino";
import type { Registry } from "prom-client";
import type { PrismaClient } from "@/generated/prisma/client";
import { HeartwireError } from "@/protocol/errors";
import * as accounts from "./accounts/accounts";
import { createSessionKeeper } from "./accounts/sessions";
import * as activity from "./activity/activity";
import { createChanges } from "./changes";
import * as contents from "./contents/contents";
import { createVisibilityRule } from "./contents/visibility";
import type { EngineContext } from "./context";
import * as engagement from "./engagement/engagement";
import * as likes from "./engagement/likes";
import { runHousekeeping } from "./integrity/housekeeping";
import { createLimitMaker, createLimits } from "./limits";
import { createEngineMetrics } from "./metrics";
import * as notifications from "./notifications/notifications";
import * as people from "./people/people";
import { createPersonCache } from "./people/person-cache";
import { sync } from "./sync";

export interface EngineOptions {
  prisma: PrismaClient;
  log: Logger;
  isDemo: boolean;
  /** Multiplies every limit. */
  limitScale: number;
  /** Where the engine's metrics are read; unset, nobody reads them. */
  registry?: Registry | undefined;
}

type Bound<Fn> = Fn extends (context: EngineContext, ...rest: infer Rest) => infer Result
  ? (...rest: Rest) => Result
  : never;

const READY_WITHIN_MS = 1_000;
const HOUSEKEEPING_MS = 3_600_000;

export type Engine = Awaited<ReturnType<typeof createEngine>>;

/** Builds the engine on a migrated database. The caller owns the database and closes it after `close()`. */
export async function createEngine(options: EngineOptions) {
  const { prisma, log } = options;
  const metrics = createEngineMetrics(options.registry);
  const makeLimit = createLimitMaker(options.limitScale, metrics.countLimitHit);
  const context: EngineContext = {
    prisma,
    log,
    changes: createChanges(log),
    limits: createLimits(makeLimit),
    metrics,
    isDemo: options.isDemo,
  };
  const { epoch } = await prisma.epoch.findUniqueOrThrow({ where: { id: 1 } });
  const sessions = createSessionKeeper(context);
  const visibility = createVisibilityRule(context);
  const personCache = createPersonCache(context);
  const queue = likes.createLikeQueue(context);
  metrics.watchQueue(() => queue.waiting);
  const bind = <Fn extends (context: EngineContext, ...rest: never[]) => unknown>(fn: Fn) =>
    ((...rest: never[]) => fn(context, ...rest)) as Bound<Fn>;

  const housekeeping = setInterval(() => {
    runHousekeeping(context).catch((error: unknown) => log.warn({ err: error }, "housekeeping"));
  }, HOUSEKEEPING_MS);
  housekeeping.unref();

  return {
    epoch,
    config: { isDemo: options.isDemo, limitScale: options.limitScale },
    changes: context.changes,
    /** Limits of doors, scaled and counted like the engine's own. */
    limits: {
      makeLimit,
      countHit: metrics.countLimitHit,
      callByPerson: context.limits.callByPerson,
      callByAddress: context.limits.callByAddress,
    },
    visibility,
    accounts: {
      register: bind(accounts.register),
      signIn: (credentials: Parameters<typeof accounts.signIn>[2], from: Origin) =>
        accounts.signIn(context, sessions, credentials, from),
      signInDemo: (username: string, from: Origin) =>
        accounts.signInDemo(context, sessions, username, from),
      signInOAuth: (profile: accounts.OAuthProfile, from: Origin) =>
        accounts.signInOAuth(context, sessions, profile, from),
      listDemoPeople: bind(accounts.listDemoPeople),
      readMe: bind(people.readMe),
    },
    sessions,
    people: {
      readProfile: bind(people.readProfile),
      readPerson: bind(people.readPerson),
      readPersons: personCache.readPersons,
      setFollow: bind(people.setFollow),
      listFollowsAmong: bind(people.listFollowsAmong),
      listSuggestions: bind(people.listSuggestions),
    },
    contents: {
      createPost: bind(contents.createPost),
      readContent: bind(contents.readContent),
      deleteContent: (viewerId: string, contentId: string) =>
        contents.deleteContent(context, visibility, viewerId, contentId),
      listFeed: bind(contents.listFeed),
      listByAuthor: bind(contents.listByAuthor),
    },
    likes: {
      setLike: (viewerId: string, intent: likes.LikeIntent) =>
        likes.setLike(context, queue, viewerId, intent),
      toggleLike: (
        viewerId: string,
        body: Parameters<typeof likes.toggleLike>[3],
        idempotencyKey?: string,
      ) => likes.toggleLike(context, queue, viewerId, body, idempotencyKey),
      readEngagement: bind(engagement.readEngagement),
      readEngagements: bind(engagement.readEngagements),
      listRecentLikers: bind(engagement.listRecentLikers),
      listLikers: bind(engagement.listLikers),
      listLikedBy: bind(engagement.listLikedBy),
    },
    notifications: {
      listNotifications: bind(notifications.listNotifications),
      markRead: bind(notifications.markRead),
      readInbox: bind(notifications.readInbox),
      readNotificationEvent: bind(notifications.readNotificationEvent),
    },
    activity: {
      listTimeline: bind(activity.listTimeline),
      readActivity: bind(activity.readActivity),
    },
    sync: (viewerId: string | null, body: Parameters<typeof sync>[3]) =>
      sync(context, epoch, viewerId, body),
    /** Throws UNAVAILABLE when the database does not answer within a second. */
    async readiness(): Promise<void> {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new Error("no answer in time")), READY_WITHIN_MS);
      });
      try {
        await Promise.race([prisma.$queryRaw`SELECT 1`, late]);
      } catch (cause) {
        throw new HeartwireError("UNAVAILABLE", "The database does not answer.", { cause });
      } finally {
        clearTimeout(timer);
      }
    },
    /** Waits for presses in flight. */
    async close(): Promise<void> {
      clearInterval(housekeeping);
      await queue.drain();
    },
  };
}

type Origin = Parameters<typeof accounts.signInDemo>[3];

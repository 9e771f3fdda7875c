// Sign-ins as rows. A token only names its row; the row says whether it is valid. Verified rows are cached so
// that a like costs no query, and dropped the instant one ends.
import { LRUCache } from "lru-cache";
import { v7 as newId } from "uuid";
import { PAGE_LIMIT_MAX } from "@/protocol/bounds";
import { HeartwireError } from "@/protocol/errors";
import type { Page, SessionView } from "@/protocol/views";
import { createBatchedReader } from "../batching/batched-reader";
import type { SessionEndReason } from "../changes";
import type { EngineContext } from "../context";
import { readCursor, toPage } from "../cursors";
import { watchSessionEndings } from "./session-endings";
import type { KnownDevice } from "./sign-in-guard";

export interface SessionIdentity {
  userId: string;
  sessionId: string;
  expiresAt: Date;
}

export interface SignInOrigin {
  kind: "browser" | "token";
  /** Network address of the caller; only limits look at it. */
  address: string;
  userAgent: string;
  /** Aborted when the caller was answered meanwhile: what was begun for them ends. */
  signal?: AbortSignal | undefined;
  /** The browser, where it signed in with a name before. */
  knownDevice?: KnownDevice | null | undefined;
}

export interface SessionKeeper {
  /** Opens a session; it lives thirty days. */
  open(userId: string, origin: SignInOrigin): Promise<SessionIdentity>;
  /** The session if it still counts, else null. */
  verifySession(sessionId: string): Promise<SessionIdentity | null>;
  /** Drops what other servers ended since the last time; a timer calls it too. */
  lookForEndings(): Promise<void>;
  /** Ends it, anyone who owns it; ending an ended one changes nothing. */
  endSession(sessionId: string, reason: SessionEndReason): Promise<void>;
  /** Ends one of one's own; NOT_FOUND for anybody else's. */
  endMySession(userId: string, sessionId: string): Promise<void>;
  /** Ends all but one; answers how many. */
  endOtherSessions(userId: string, keepSessionId: string): Promise<number>;
  /** Those that still count, the latest used first; one used between two pages is on the first again. */
  listSessions(
    userId: string,
    currentSessionId: string,
    query?: { cursor?: string | undefined; limit?: number },
  ): Promise<Page<SessionView>>;
}

interface Remembered {
  identity: SessionIdentity;
  /** When its row was asked for. */
  readAt: number;
}

const LIFETIME_MS = 30 * 24 * 3600 * 1000;
const REMEMBERED = 20_000;
/** Bounds how long a session ended by another server is still believed, whatever fails. */
const BELIEVE_MS = 20_000;
/** Then a row is read again, also where it never ended: it may have been erased. */
const REMEMBER_MS = 5 * 60_000;
/** `lastSeenAt` moves at most this often. */
const SEEN_EVERY_MS = 5 * 60_000;
const USER_AGENT_MAX = 300;

/** A keeper that remembers nothing yet. */
export function createSessionKeeper({
  prisma,
  changes,
  log,
  metrics,
  beforeClose,
}: EngineContext): SessionKeeper {
  const remembered = new LRUCache<string, Remembered>({ max: REMEMBERED });
  const rows = createBatchedReader((ids) =>
    prisma.session.findMany({ where: { id: { in: ids } } }),
  );
  /** Rises with every ending, so that a read begun before one does not remember what it ended. */
  let endings = 0;

  function forget(sessionId: string) {
    endings++;
    remembered.delete(sessionId);
  }

  const ended = watchSessionEndings({
    prisma,
    log,
    isNeeded: () => remembered.size > 0,
    onEnded: forget,
  });
  beforeClose(ended.stop);

  /** As it was read within the last minutes, unless endings could not be looked for since. */
  function recall(sessionId: string): SessionIdentity | null {
    const known = remembered.get(sessionId);
    if (!known) return null;
    const now = Date.now();
    const isBelieved = now - Math.max(known.readAt, ended.lookedAt) < BELIEVE_MS;
    return isBelieved && now - known.readAt < REMEMBER_MS ? known.identity : null;
  }

  function publishEnded(sessionId: string, userId: string, reason: SessionEndReason) {
    forget(sessionId);
    changes.publish({ kind: "session-ended", sessionId, userId, reason });
  }

  async function endWhere(
    where: { id?: string | { not: string }; userId?: string },
    reason: SessionEndReason,
  ): Promise<number> {
    const rows = await prisma.session.updateManyAndReturn({
      where: { ...where, endedAt: null },
      data: { endedAt: new Date() },
      select: { id: true, userId: true },
    });
    for (const session of rows) publishEnded(session.id, session.userId, reason);
    return rows.length;
  }

  async function noteSeen(sessionId: string, lastSeenAt: Date) {
    const now = new Date();
    if (now.getTime() - lastSeenAt.getTime() < SEEN_EVERY_MS) return;
    await prisma.session
      .updateMany({ where: { id: sessionId }, data: { lastSeenAt: now } })
      .catch((error: unknown) => log.warn({ err: error }, "could not note a session as seen"));
  }

  return {
    async open(userId, origin) {
      const session = await prisma.session.create({
        data: {
          id: newId(),
          userId,
          kind: origin.kind,
          userAgent: origin.userAgent.slice(0, USER_AGENT_MAX),
          expiresAt: new Date(Date.now() + LIFETIME_MS),
        },
      });
      return { userId, sessionId: session.id, expiresAt: session.expiresAt };
    },
    async verifySession(sessionId) {
      const known = recall(sessionId);
      metrics.countLookups("sessions", known ? 1 : 0, known ? 0 : 1);
      if (known) return known.expiresAt.getTime() > Date.now() ? known : null;
      const before = endings;
      const readAt = Date.now();
      const row = await rows.read(sessionId);
      if (!row || row.endedAt || row.expiresAt.getTime() <= Date.now()) return null;
      const identity = { userId: row.userId, sessionId, expiresAt: row.expiresAt };
      if (before === endings) remembered.set(sessionId, { identity, readAt });
      void noteSeen(sessionId, row.lastSeenAt);
      return identity;
    },
    lookForEndings: ended.look,
    async endSession(sessionId, reason) {
      await endWhere({ id: sessionId }, reason);
    },
    async endMySession(userId, sessionId) {
      const count = await endWhere({ id: sessionId, userId }, "revoked");
      if (count === 0) throw new HeartwireError("NOT_FOUND", "You have no such session.");
    },
    endOtherSessions(userId, keepSessionId) {
      return endWhere({ userId, id: { not: keepSessionId } }, "revoked");
    },
    async listSessions(userId, currentSessionId, { cursor, limit = PAGE_LIMIT_MAX } = {}) {
      const after = readCursor(cursor);
      const rows = await prisma.session.findMany({
        where: {
          userId,
          endedAt: null,
          expiresAt: { gt: new Date() },
          ...(after
            ? {
                OR: [
                  { lastSeenAt: { lt: after.at } },
                  { lastSeenAt: after.at, id: { lt: after.id } },
                ],
              }
            : {}),
        },
        orderBy: [{ lastSeenAt: "desc" }, { id: "desc" }],
        take: limit + 1,
      });
      return toPage(
        rows,
        limit,
        (row) => ({ at: row.lastSeenAt, id: row.id }),
        (row) => ({
          sessionId: row.id,
          kind: row.kind === "token" ? "token" : "browser",
          userAgent: row.userAgent,
          createdAt: row.createdAt.toISOString(),
          lastSeenAt: row.lastSeenAt.toISOString(),
          expiresAt: row.expiresAt.toISOString(),
          isCurrent: row.id === currentSessionId,
        }),
      );
    },
  };
}

// Learns which sessions ended, on whatever server, by one small query every few seconds. As long as that
// works, a remembered session need not be read again. While it fails, nothing is believed for longer than it.
import type { Logger } from "pino";
import type { PrismaClient } from "@/generated/prisma/client";

const LOOK_EVERY_MS = 5_000;
/** Clocks of servers differ, and an ending commits a while after its time was written. */
const OVERLAP_MS = 60_000;

export interface SessionEndings {
  /** When the last look began that succeeded, or when there was nothing to look for yet. */
  readonly lookedAt: number;
  /** Reports what ended since the last look; never rejects. Called by a timer. */
  look(): Promise<void>;
  /** Looks no more; resolves once none is under way. */
  stop(): Promise<void>;
}

/** Begins to look while `isNeeded`. Endings within the overlap are reported more than once. */
export function watchSessionEndings(deps: {
  prisma: Pick<PrismaClient, "$queryRaw">;
  log: Logger;
  isNeeded(): boolean;
  onEnded(sessionId: string): void;
}): SessionEndings {
  let lookedAt = Date.now();
  let underWay: Promise<void> | undefined;

  async function look(): Promise<void> {
    const beganAt = Date.now();
    const since = new Date(lookedAt - OVERLAP_MS);
    try {
      const rows = await deps.prisma.$queryRaw<{ id: string }[]>`
        SELECT id FROM sessions WHERE ended_at > ${since}`;
      for (const { id } of rows) deps.onEnded(id);
      lookedAt = beganAt;
    } catch (error) {
      deps.log.warn({ err: error }, "could not look for ended sessions; reading each again");
    }
  }

  function lookOnce(): Promise<void> {
    underWay ??= look().finally(() => {
      underWay = undefined;
    });
    return underWay;
  }

  const timer = setInterval(() => {
    if (deps.isNeeded()) void lookOnce();
  }, LOOK_EVERY_MS);
  timer.unref();
  return {
    get lookedAt() {
      return lookedAt;
    },
    look: lookOnce,
    async stop() {
      clearInterval(timer);
      await underWay;
    },
  };
}

// Paces what is said aloud: the first thing at once, then at most one every five seconds, always the
// latest. Pure; the clock comes in with each call.

export const ANNOUNCEMENT_GAP_MS = 5_000;

export interface AnnouncementThrottle {
  /** What to say now, if anything. */
  offer(text: string, nowMs: number): string | null;
  /** When the waiting text may be said, or null when nothing waits. */
  dueAtMs(): number | null;
  /** The waiting text once it is due. */
  take(nowMs: number): string | null;
}

/** A fresh pace that has said nothing yet. */
export function createAnnouncementThrottle(gapMs = ANNOUNCEMENT_GAP_MS): AnnouncementThrottle {
  let saidAtMs = Number.NEGATIVE_INFINITY;
  let waiting: string | null = null;
  const say = (text: string, nowMs: number) => {
    saidAtMs = nowMs;
    waiting = null;
    return text;
  };
  return {
    offer(text, nowMs) {
      if (nowMs - saidAtMs >= gapMs) return say(text, nowMs);
      waiting = text;
      return null;
    },
    dueAtMs: () => (waiting === null ? null : saidAtMs + gapMs),
    take(nowMs) {
      if (waiting === null || nowMs - saidAtMs < gapMs) return null;
      return say(waiting, nowMs);
    },
  };
}

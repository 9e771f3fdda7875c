// Merges many changes of one content into few events. Pure state, no timers: the first change in a quiet room
// is due at once, later ones leave together after the window. Kept are the newest engagement, a count, and
// the latest fifty people.
import type { LikeChange } from "@/engine/changes";
import { LIKERS_PER_BATCH_MAX } from "@/protocol/bounds";
import type { Engagement } from "@/protocol/views";

/** What one commit did to one content. */
export interface CommittedLikes {
  engagement: Engagement;
  authorId: string;
  /** At this commit everybody might see the content. */
  isPublic: boolean;
  changes: LikeChange[];
  occurredAt: string;
}

/** Changes waiting to be sent, already merged. */
export interface MergedLikes {
  engagement: Engagement;
  authorId: string;
  occurredAt: string;
  changeCount: number;
  /** The last state of the latest people, the latest last. */
  likers: LikeChange[];
  /** False when every change was the author's own. */
  hasOthers: boolean;
  /** When the first change merged was committed, as the clock of the window says. */
  firstAt: number;
  /** From the first change merged to this moment. */
  windowMs: number;
}

interface Pending {
  firstAt: number;
  authorId: string;
  occurredAt: string;
  changeCount: number;
  likers: Map<string, LikeChange>;
  hasOthers: boolean;
}

export interface MergeWindow {
  /** The highest version received; older news never overwrites it. */
  newest: Engagement;
  /** As of the newest commit; where false, who may see it is asked. */
  isPublic: boolean;
  pending: Pending | null;
  /** From when the next event may leave. */
  opensAt: number;
  /** Changes of about the last second. */
  changesPerSecond: number;
  measuredAt: number;
}

export const WINDOW_MIN_MS = 50;
export const WINDOW_MAX_MS = 1_000;
/** Deliveries a second one room may cause before its window grows. */
const DELIVERIES_PER_SECOND = 100_000;
const EVENTS_PER_SECOND_MAX = 1_000 / WINDOW_MIN_MS;

/** A window that is open: nothing was sent for this content lately. */
export function openWindow(engagement: Engagement, now: number): MergeWindow {
  return {
    newest: engagement,
    isPublic: false,
    pending: null,
    opensAt: now,
    changesPerSecond: 0,
    measuredAt: now,
  };
}

/** Takes note of a commit. */
export function noteLikes(window: MergeWindow, likes: CommittedLikes, now: number): void {
  if (likes.engagement.version >= window.newest.version) {
    window.newest = likes.engagement;
    window.isPublic = likes.isPublic;
  }
  const fade = Math.exp((window.measuredAt - now) / 1_000);
  window.changesPerSecond = window.changesPerSecond * fade + likes.changes.length;
  window.measuredAt = now;
  window.pending ??= {
    firstAt: now,
    authorId: likes.authorId,
    occurredAt: likes.occurredAt,
    changeCount: 0,
    likers: new Map(),
    hasOthers: false,
  };
  const { pending } = window;
  pending.occurredAt = likes.occurredAt;
  pending.changeCount += likes.changes.length;
  for (const change of likes.changes) {
    pending.hasOthers ||= change.userId !== likes.authorId;
    nameLatest(pending.likers, change.userId, change);
  }
}

/** True when something waits and the window is open. */
export function isDue(window: MergeWindow, now: number): boolean {
  return window.pending !== null && now >= window.opensAt;
}

/** Hands out what waits and closes the window for as long as this audience can bear. */
export function takeMerged(
  window: MergeWindow,
  audienceSize: number,
  now: number,
): MergedLikes | null {
  const { pending } = window;
  if (!pending) return null;
  window.pending = null;
  window.opensAt = now + windowMsFor(audienceSize, window.changesPerSecond);
  return {
    engagement: window.newest,
    authorId: pending.authorId,
    occurredAt: pending.occurredAt,
    changeCount: pending.changeCount,
    likers: [...pending.likers.values()],
    hasOthers: pending.hasOthers,
    firstAt: pending.firstAt,
    windowMs: now - pending.firstAt,
  };
}

/** Puts back what was taken and could not be sent, in front of what came meanwhile. */
export function putBackMerged(window: MergeWindow, merged: MergedLikes): void {
  const later = window.pending;
  const likers = new Map(merged.likers.map((change) => [change.userId, change]));
  for (const [userId, change] of later?.likers ?? []) nameLatest(likers, userId, change);
  window.pending = {
    firstAt: merged.firstAt,
    authorId: merged.authorId,
    occurredAt: later?.occurredAt ?? merged.occurredAt,
    changeCount: merged.changeCount + (later?.changeCount ?? 0),
    likers,
    hasOthers: merged.hasOthers || (later?.hasOthers ?? false),
  };
}

function nameLatest(likers: Map<string, LikeChange>, userId: string, change: LikeChange): void {
  likers.delete(userId);
  likers.set(userId, change);
  const [oldest] = likers.keys();
  if (likers.size > LIKERS_PER_BATCH_MAX && oldest) likers.delete(oldest);
}

/** 50 ms while the deliveries it causes are affordable, then longer, up to a second. */
export function windowMsFor(audienceSize: number, changesPerSecond: number): number {
  const deliveriesPerSecond = audienceSize * Math.min(changesPerSecond, EVENTS_PER_SECOND_MAX);
  const grown = WINDOW_MIN_MS * (deliveriesPerSecond / DELIVERIES_PER_SECOND);
  return Math.min(WINDOW_MAX_MS, Math.max(WINDOW_MIN_MS, Math.ceil(grown)));
}

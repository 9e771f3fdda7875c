// How many changes of one content become few events. Pure state, no timers: the first change in a quiet
// room is due at once, later ones wait for the window and leave together. What is kept is bounded: the
// newest engagement, a count, and the last state of the latest fifty people.
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

/** Changes waiting to be told, already merged. */
export interface MergedLikes {
  engagement: Engagement;
  authorId: string;
  occurredAt: string;
  changeCount: number;
  /** The last state of the latest people, the latest last. */
  likers: LikeChange[];
  /** False when every change was the author's own. */
  hasOthers: boolean;
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
  /** The highest version heard of; older news never overwrites it. */
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
    pending.likers.delete(change.userId);
    pending.likers.set(change.userId, change);
    const [oldest] = pending.likers.keys();
    if (pending.likers.size > LIKERS_PER_BATCH_MAX && oldest) pending.likers.delete(oldest);
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
    windowMs: now - pending.firstAt,
  };
}

/** 50 ms while the deliveries it causes are affordable, then longer, up to a second. */
export function windowMsFor(audienceSize: number, changesPerSecond: number): number {
  const deliveriesPerSecond = audienceSize * Math.min(changesPerSecond, EVENTS_PER_SECOND_MAX);
  const grown = WINDOW_MIN_MS * (deliveriesPerSecond / DELIVERIES_PER_SECOND);
  return Math.min(WINDOW_MAX_MS, Math.max(WINDOW_MIN_MS, Math.ceil(grown)));
}

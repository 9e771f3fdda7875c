// Who liked a content last, as the events tell it, and how often its heart should pulse: at most once
// every 300 ms however many hearts come. One person counts by their newest version, so a doubled or
// late event changes nothing.
import type { LikerChange } from "@/protocol/events";
import type { Engagement, Person } from "@/protocol/views";
import type { Clock } from "./clock";
import { KeyedStore } from "./keyed-store";

/** What was last heard of one person. */
export interface Mark {
  person: Person;
  isLiked: boolean;
  version: number;
}

export interface RecentLikesView {
  marks: readonly Mark[];
  pulse: number;
}

export const RECENT_PEOPLE_MAX = 3;
const MARKS_MAX = 50;
export const PULSE_EVERY_MS = 300;
const NOBODY: RecentLikesView = { marks: [], pulse: 0 };

export class RecentLikes {
  readonly #views = new KeyedStore<RecentLikesView>();
  readonly #pulsedAt = new Map<string, number>();
  readonly #coming = new Map<string, () => void>();
  readonly #clock: Clock;
  readonly #viewerId: string | null;

  constructor(clock: Clock, viewerId: string | null) {
    this.#clock = clock;
    this.#viewerId = viewerId;
  }

  read(contentId: string): RecentLikesView {
    return this.#views.read(contentId) ?? NOBODY;
  }

  subscribe(contentId: string, listener: () => void): () => void {
    return this.#views.subscribe(contentId, listener);
  }

  hear(engagement: Engagement, likers: readonly LikerChange[]): void {
    const { contentId, version } = engagement;
    const others = likers.filter((each) => each.userId !== this.#viewerId);
    const before = this.read(contentId);
    const marks = others.reduce((all, each) => this.#mark(all, each, version), before.marks);
    if (marks === before.marks) return;
    this.#views.write(contentId, { ...before, marks });
    if (others.some((each) => each.isLiked)) this.#pulseSoon(contentId);
  }

  stop(): void {
    for (const cancel of this.#coming.values()) cancel();
    this.#coming.clear();
  }

  #mark(marks: readonly Mark[], change: LikerChange, version: number): readonly Mark[] {
    const before = marks.find((each) => each.person.userId === change.userId);
    if (before && before.version >= version) return marks;
    const others = marks.filter((each) => each !== before);
    const { userId, username, displayName, avatarUrl, isLiked } = change;
    const mark = { person: { userId, username, displayName, avatarUrl }, isLiked, version };
    return [mark, ...others]
      .sort((left, right) => right.version - left.version)
      .slice(0, MARKS_MAX);
  }

  #pulseSoon(contentId: string): void {
    if (this.#coming.has(contentId)) return;
    const sinceMs = this.#clock.now() - (this.#pulsedAt.get(contentId) ?? Number.NEGATIVE_INFINITY);
    if (sinceMs >= PULSE_EVERY_MS) {
      this.#pulse(contentId);
      return;
    }
    const cancel = this.#clock.after(PULSE_EVERY_MS - sinceMs, () => {
      this.#coming.delete(contentId);
      this.#pulse(contentId);
    });
    this.#coming.set(contentId, cancel);
  }

  #pulse(contentId: string): void {
    this.#pulsedAt.set(contentId, this.#clock.now());
    const before = this.read(contentId);
    this.#views.write(contentId, { ...before, pulse: before.pulse + 1 });
  }
}

/** At most three, newest first: those heard of since, then those of the page who still like it. */
export function recentPeople(initial: readonly Person[], view: RecentLikesView): Person[] {
  const heardOf = new Set(view.marks.map((each) => each.person.userId));
  const since = view.marks.filter((each) => each.isLiked).map((each) => each.person);
  const before = initial.filter((each) => !heardOf.has(each.userId));
  return [...since, ...before].slice(0, RECENT_PEOPLE_MAX);
}

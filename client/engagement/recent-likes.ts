// Who liked a content last, as events and answers tell it, and how often its heart should pulse: at most once
// every 300 ms however many hearts come. One person counts by their newest version, so a doubled or
// late event changes nothing; where events were missed, the next answer names everybody again.
import type { LikerChange } from "@/protocol/events/like-events";
import type { Engagement, Person } from "@/protocol/views";
import type { Clock } from "../clock";
import { KeyedStore } from "../keyed-store";

/** The last known state of one person. */
export interface LikerState {
  person: Person;
  isLiked: boolean;
  version: number;
}

/** Who liked a content last as the server named them, and the version of that. */
export interface LikerSnapshot {
  people: readonly Person[];
  version: number;
}

export interface RecentLikesView {
  known: LikerSnapshot | null;
  likerStates: readonly LikerState[];
  pulse: number;
}

export const RECENT_PEOPLE_MAX = 3;
const LIKERS_MAX = 50;
export const PULSE_EVERY_MS = 300;
const NOBODY: RecentLikesView = { known: null, likerStates: [], pulse: 0 };

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

  /** Everybody is named again, as of that version. */
  deliver(contentId: string, known: LikerSnapshot): void {
    const before = this.read(contentId);
    if (before.known && before.known.version > known.version) return;
    this.#views.write(contentId, { ...before, known });
  }

  /** Another epoch: versions say nothing any more. */
  forget(): void {
    for (const contentId of this.#views.keys()) this.#views.write(contentId, NOBODY);
  }

  receive(engagement: Engagement, likers: readonly LikerChange[]): void {
    const { contentId, version } = engagement;
    const others = likers.filter((each) => each.userId !== this.#viewerId);
    const before = this.read(contentId);
    const likerStates = others.reduce(
      (all, each) => this.#noteLiker(all, each, version),
      before.likerStates,
    );
    if (likerStates === before.likerStates) return;
    this.#views.write(contentId, { ...before, likerStates });
    if (others.some((each) => each.isLiked)) this.#pulseSoon(contentId);
  }

  stop(): void {
    for (const cancel of this.#coming.values()) cancel();
    this.#coming.clear();
  }

  #noteLiker(
    likerStates: readonly LikerState[],
    change: LikerChange,
    version: number,
  ): readonly LikerState[] {
    const before = likerStates.find((each) => each.person.userId === change.userId);
    if (before && before.version >= version) return likerStates;
    const others = likerStates.filter((each) => each !== before);
    const { userId, username, displayName, avatarUrl, isLiked } = change;
    const likerState = { person: { userId, username, displayName, avatarUrl }, isLiked, version };
    return [likerState, ...others]
      .sort((left, right) => right.version - left.version)
      .slice(0, LIKERS_MAX);
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

/** At most three, newest first: those known since the server named some, then those of them who still like it. */
export function recentPeople(rendered: LikerSnapshot, view: RecentLikesView): Person[] {
  const known = view.known && view.known.version >= rendered.version ? view.known : rendered;
  const likerStates = view.likerStates.filter((each) => each.version > known.version);
  const receivedOf = new Set(likerStates.map((each) => each.person.userId));
  const since = likerStates.filter((each) => each.isLiked).map((each) => each.person);
  const before = known.people.filter((each) => !receivedOf.has(each.userId));
  return [...since, ...before].slice(0, RECENT_PEOPLE_MAX);
}

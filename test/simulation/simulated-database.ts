// The one truth behind simulated servers: set-not-toggle with (deviceId, seq), versions, an epoch. It
// tells every commit to all servers in the order of commits, and remembers every state that was ever
// true, so that a simulation can say whether what a client shows was.
import type { JoinAnswer } from "@/protocol/events/room-events";
import type { SyncAnswer } from "@/protocol/events/sync-answer";
import type { SyncBody } from "@/protocol/http-requests";
import type { Engagement, Person, ViewerEngagement } from "@/protocol/views";
import type { LikeIntent } from "../../client/intents/intent-storage";
import { sampleId } from "../../client/testing/sample-views";

interface Moment {
  likedBy: ReadonlySet<string>;
}

export interface Change {
  epoch: string;
  person: Person;
  isLiked: boolean;
  /** As it stood after this change. */
  engagement: Engagement;
}

export class SimulatedDatabase {
  epochNumber = 1;
  readonly contentIds: readonly string[];
  readonly #listeners = new Set<(change: Change) => void>();
  readonly #moments = new Map<string, Moment>();
  readonly #versions = new Map<string, number>();
  readonly #intents = new Map<string, { deviceId: string; seq: number }>();

  constructor(contentIds: readonly string[]) {
    this.contentIds = contentIds;
    this.#begin(10);
  }

  get epoch(): string {
    return sampleId(900_000 + this.epochNumber);
  }

  onChange(listener: (change: Change) => void): void {
    this.#listeners.add(listener);
  }

  /** Another database takes over: other versions, other likes. */
  changeEpoch(): void {
    this.epochNumber += 1;
    this.#intents.clear();
    this.#begin(2);
  }

  momentAt(contentId: string, version: number): Moment | undefined {
    return this.#moments.get(`${this.epochNumber} ${contentId} ${version}`);
  }

  read(person: Person, contentId: string): ViewerEngagement {
    const liked = this.#likedBy(contentId).has(person.userId);
    return { ...this.#readCounts(contentId), liked, reposted: false };
  }

  setLike(person: Person, intent: LikeIntent): ViewerEngagement {
    const { contentId, deviceId, seq, liked } = intent;
    const key = `${person.userId} ${contentId}`;
    const before = this.#intents.get(key);
    const isOld = before?.deviceId === deviceId && before.seq >= seq;
    if (!isOld) {
      this.#intents.set(key, { deviceId, seq });
      if (this.#likedBy(contentId).has(person.userId) !== liked) {
        this.#commit(person, contentId, liked);
      }
    }
    return this.read(person, contentId);
  }

  join(person: Person, contentIds: string[]): JoinAnswer {
    const contents = contentIds.map((each) => ({ ...this.read(person, each), viewerCount: 1 }));
    return { epoch: this.epoch, contents, missing: [] };
  }

  sync(person: Person, body: SyncBody): SyncAnswer {
    const asked = Object.entries(body.contents ?? {});
    const differing = asked.filter(
      ([contentId, version]) => body.epoch !== this.epoch || version !== this.#versionOf(contentId),
    );
    return {
      epoch: this.epoch,
      contents: differing.map(([contentId]) => this.read(person, contentId)),
      missing: [],
      inbox: null,
    };
  }

  #begin(version: number): void {
    for (const contentId of this.contentIds) {
      const strangers = Array.from({ length: 5 }, (_, index) => `stranger ${index}`);
      this.#remember(contentId, version, new Set(strangers));
    }
  }

  #versionOf(contentId: string): number {
    return this.#versions.get(contentId) ?? 0;
  }

  #likedBy(contentId: string): ReadonlySet<string> {
    return this.momentAt(contentId, this.#versionOf(contentId))?.likedBy ?? new Set();
  }

  #readCounts(contentId: string): Engagement {
    return {
      contentId,
      contentType: "post",
      likeCount: this.#likedBy(contentId).size,
      commentCount: 0,
      repostCount: 0,
      version: this.#versionOf(contentId),
    };
  }

  #remember(contentId: string, version: number, likedBy: ReadonlySet<string>): void {
    this.#versions.set(contentId, version);
    this.#moments.set(`${this.epochNumber} ${contentId} ${version}`, { likedBy });
  }

  #commit(person: Person, contentId: string, isLiked: boolean): void {
    const likedBy = new Set(this.#likedBy(contentId));
    if (isLiked) likedBy.add(person.userId);
    else likedBy.delete(person.userId);
    this.#remember(contentId, this.#versionOf(contentId) + 1, likedBy);
    const change = { epoch: this.epoch, person, isLiked, engagement: this.#readCounts(contentId) };
    for (const listener of this.#listeners) listener(change);
  }
}

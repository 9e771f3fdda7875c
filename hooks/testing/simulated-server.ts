// A server in memory that keeps the wire contract: set-not-toggle with (deviceId, seq), versions, the
// actor's own sockets told at commit, the room told later and merged. It remembers every state that
// was ever true, so that a simulation can say whether what a client shows was.
import type { JoinAnswer, LikeBatchEvent, LikeEvent, SyncAnswer } from "@/protocol/events";
import type { SyncBody } from "@/protocol/requests";
import type { Person, ViewerEngagement } from "@/protocol/views";
import type { Clock } from "../clock";
import type { Press } from "../kept-presses";
import type { ToldName } from "../link";
import { sampleId, sampleTime } from "./sample-views";

export interface ServerSocket {
  readonly person: Person;
  readonly rooms: Set<string>;
  tell(name: ToldName, payload: unknown): void;
}

interface Moment {
  likedBy: ReadonlySet<string>;
}

interface Changed {
  person: Person;
  isLiked: boolean;
}

const MERGE_WINDOW_MS = 60;
/** Fewer than the contract's fifty, so that batches which do not name everybody are common. */
const NAMED_MAX = 1;

export class SimulatedServer {
  epochNumber = 1;
  readonly sockets = new Set<ServerSocket>();
  readonly contentIds: readonly string[];
  readonly #clock: Clock;
  readonly #moments = new Map<string, Moment>();
  readonly #versions = new Map<string, number>();
  readonly #presses = new Map<string, { deviceId: string; seq: number }>();
  readonly #waiting = new Map<string, Changed[]>();

  constructor(clock: Clock, contentIds: readonly string[]) {
    this.#clock = clock;
    this.contentIds = contentIds;
    this.#begin(10);
  }

  get epoch(): string {
    return sampleId(900_000 + this.epochNumber);
  }

  /** Another database takes over: other versions, other likes. */
  changeEpoch(): void {
    this.epochNumber += 1;
    this.#presses.clear();
    this.#waiting.clear();
    this.#begin(2);
  }

  versionOf(contentId: string): number {
    return this.#versions.get(contentId) ?? 0;
  }

  momentAt(contentId: string, version: number): Moment | undefined {
    return this.#moments.get(`${this.epochNumber} ${contentId} ${version}`);
  }

  read(person: Person, contentId: string): ViewerEngagement {
    const version = this.versionOf(contentId);
    const likedBy = this.#likedBy(contentId);
    return {
      contentId,
      contentType: "post",
      likeCount: likedBy.size,
      commentCount: 0,
      repostCount: 0,
      version,
      liked: likedBy.has(person.userId),
      reposted: false,
    };
  }

  setLike(person: Person, press: Press): ViewerEngagement {
    const { contentId, deviceId, seq, liked } = press;
    const key = `${person.userId} ${contentId}`;
    const before = this.#presses.get(key);
    const isOld = before?.deviceId === deviceId && before.seq >= seq;
    if (!isOld) {
      this.#presses.set(key, { deviceId, seq });
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
      ([contentId, version]) => body.epoch !== this.epoch || version !== this.versionOf(contentId),
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

  #likedBy(contentId: string): ReadonlySet<string> {
    return this.momentAt(contentId, this.versionOf(contentId))?.likedBy ?? new Set();
  }

  #remember(contentId: string, version: number, likedBy: ReadonlySet<string>): void {
    this.#versions.set(contentId, version);
    this.#moments.set(`${this.epochNumber} ${contentId} ${version}`, { likedBy });
  }

  #commit(person: Person, contentId: string, isLiked: boolean): void {
    const likedBy = new Set(this.#likedBy(contentId));
    if (isLiked) likedBy.add(person.userId);
    else likedBy.delete(person.userId);
    this.#remember(contentId, this.versionOf(contentId) + 1, likedBy);
    for (const socket of this.sockets) {
      if (socket.person.userId !== person.userId) continue;
      socket.tell(isLiked ? "like:created" : "like:removed", this.read(person, contentId));
    }
    const waiting = this.#waiting.get(contentId);
    if (waiting) waiting.push({ person, isLiked });
    else this.#openWindow(contentId, { person, isLiked });
  }

  #openWindow(contentId: string, change: Changed): void {
    const epochNumber = this.epochNumber;
    const changes = [change];
    this.#waiting.set(contentId, changes);
    this.#clock.after(this.#clock.random() * MERGE_WINDOW_MS, () => {
      if (this.epochNumber !== epochNumber) return;
      this.#waiting.delete(contentId);
      this.#tellRoom(contentId, changes);
    });
  }

  #tellRoom(contentId: string, changes: Changed[]): void {
    const last = changes.at(-1);
    if (!last) return;
    const { liked: _liked, reposted: _reposted, ...engagement } = this.read(last.person, contentId);
    const common = {
      ...engagement,
      eventId: sampleId(engagement.version),
      totalLikes: engagement.likeCount,
      occurredAt: sampleTime(0),
    };
    const lastStates = new Map(changes.map(({ person, isLiked }) => [person, isLiked]));
    const isAlone = changes.length === 1;
    const payload: LikeEvent | LikeBatchEvent = isAlone
      ? { ...common, postId: contentId, ...last.person, isLiked: last.isLiked }
      : {
          ...common,
          authorId: sampleId(1),
          changeCount: changes.length,
          likers: [...lastStates]
            .map(([person, isLiked]) => ({ ...person, isLiked }))
            .slice(0, NAMED_MAX),
          windowMs: MERGE_WINDOW_MS,
        };
    const single = last.isLiked ? "post:liked" : "post:unliked";
    for (const socket of this.sockets) {
      if (socket.rooms.has(contentId))
        socket.tell(isAlone ? single : "like:count_updated", payload);
    }
  }
}

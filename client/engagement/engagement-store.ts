// Owns engagement by content id. Every source goes through the pure reducer; readers wake only when a shown
// value changed. Also owns the epoch: pages and answers asked in another one are refused.
import type { ContentType } from "@/protocol/ids";
import type { ViewerEngagement } from "@/protocol/views";
import { KeyedStore } from "../keyed-store";
import {
  type Applied,
  acknowledge,
  applyRoomEvent,
  applySnapshot,
  type ContentState,
  dropIntent,
  EMPTY_CONTENT,
  enterRoom,
  invalidate,
  type Message,
  markGone,
  markPresent,
  markSent,
  reject,
  type ShownEngagement,
  setIntent,
  shownOf,
} from "./engagement-reducer";

const UNKNOWN: ShownEngagement = shownOf(EMPTY_CONTENT);

export class EngagementStore {
  readonly #states = new Map<string, ContentState>();
  readonly #shown = new KeyedStore<ShownEngagement>();
  readonly #rendered = new Map<string, ShownEngagement>();
  #epoch: string | null;
  readonly #pastEpochs = new Set<string>();

  constructor(epoch: string | null) {
    this.#epoch = epoch;
  }

  get epoch(): string | null {
    return this.#epoch;
  }

  /** Stable between changes, so it can be a snapshot. */
  read(contentId: string): ShownEngagement {
    return this.#shown.read(contentId) ?? UNKNOWN;
  }

  /** What the server's markup was rendered with; only hydration reads it. */
  readRendered(contentId: string): ShownEngagement {
    return this.#rendered.get(contentId) ?? this.read(contentId);
  }

  readState(contentId: string): ContentState {
    return this.#states.get(contentId) ?? EMPTY_CONTENT;
  }

  /** The version to send in `join` and `sync`; undefined asks for the whole state. */
  readVersion(contentId: string): number | undefined {
    const version = this.readState(contentId).truth?.likedVersion ?? -1;
    return version < 0 ? undefined : version;
  }

  readContentType(contentId: string): ContentType | undefined {
    return this.readState(contentId).truth?.engagement.contentType;
  }

  subscribe(contentId: string, listener: () => void): () => void {
    return this.#shown.subscribe(contentId, listener);
  }

  /**
   * Applies a server-rendered page during render; readers are notified at `announceSeeds`. After the first
   * change of epoch a page may come from a cache of the old one. It then only fills what is empty.
   */
  seed(views: readonly ViewerEngagement[]): void {
    for (const view of views) {
      const before = this.readState(view.contentId);
      const received =
        this.#pastEpochs.size > 0 ? asHint(before, view) : applySnapshot(before, view).state;
      this.#put(view.contentId, received, true);
      this.#rendered.set(view.contentId, shownOf(applySnapshot(EMPTY_CONTENT, view).state));
    }
  }

  announceSeeds(): void {
    this.#shown.announce();
  }

  /** An answer over HTTP; dropped when it was asked in an epoch that is over. */
  applyAnswer(view: ViewerEngagement, askedInEpoch: string | null): Applied {
    if (askedInEpoch !== this.#epoch) {
      return { state: this.readState(view.contentId), verdict: "ignored", reason: "another epoch" };
    }
    return this.applySnapshot(view);
  }

  applySnapshot(view: ViewerEngagement): Applied {
    return this.#apply(view.contentId, applySnapshot(this.readState(view.contentId), view));
  }

  applyRoomEvent(message: Message, isRoomJoined: boolean): Applied {
    const { contentId } = message.engagement;
    return this.#apply(contentId, applyRoomEvent(this.readState(contentId), message, isRoomJoined));
  }

  enterRoom(contentId: string): void {
    const before = this.readState(contentId);
    const after = enterRoom(before);
    if (after !== before) this.#put(contentId, after);
  }

  setIntent(contentId: string, liked: boolean): void {
    this.#put(contentId, setIntent(this.readState(contentId), liked));
  }

  markSent(contentId: string): void {
    this.#put(contentId, markSent(this.readState(contentId)));
  }

  acknowledge(answer: ViewerEngagement, isLast: boolean): void {
    this.#put(answer.contentId, acknowledge(this.readState(answer.contentId), answer, isLast));
  }

  reject(contentId: string): void {
    this.#put(contentId, reject(this.readState(contentId)));
  }

  dropIntent(contentId: string): void {
    this.#put(contentId, dropIntent(this.readState(contentId)));
  }

  markGone(contentId: string): void {
    this.#put(contentId, markGone(this.readState(contentId)));
  }

  markPresent(contentId: string): void {
    this.#put(contentId, markPresent(this.readState(contentId)));
  }

  /** "entered": everything held is only a picture until the next word. "over": a late word of a past one. */
  enterEpoch(epoch: string): "same" | "entered" | "over" {
    if (this.#epoch === epoch) return "same";
    if (this.#pastEpochs.has(epoch)) return "over";
    const before = this.#epoch;
    this.#epoch = epoch;
    if (before === null) return "same";
    this.#pastEpochs.add(before);
    for (const [contentId, state] of this.#states) this.#put(contentId, invalidate(state));
    return "entered";
  }

  #apply(contentId: string, received: Applied): Applied {
    this.#put(contentId, received.state);
    return received;
  }

  #put(contentId: string, state: ContentState, isQuiet = false): void {
    this.#states.set(contentId, state);
    const shown = shownOf(state);
    const before = this.#shown.read(contentId);
    if (before !== undefined && isSameShown(before, shown)) return;
    if (isQuiet) this.#shown.writeQuietly(contentId, shown);
    else this.#shown.write(contentId, shown);
  }
}

/** Fills an empty place with numbers that anything later beats. */
function asHint(state: ContentState, view: ViewerEngagement): ContentState {
  return state.truth === null ? invalidate(applySnapshot(state, view).state) : state;
}

function isSameShown(left: ShownEngagement, right: ShownEngagement): boolean {
  return (Object.keys(left) as (keyof ShownEngagement)[]).every((key) => left[key] === right[key]);
}

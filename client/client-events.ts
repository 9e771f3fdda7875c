// Events that happen once and are not kept: a hook listens while it is mounted.
import type { ErrorView } from "@/protocol/errors";
import type { FeedNew } from "@/protocol/events/content-events";
import type { Notification } from "@/protocol/views";
import type { SyncKind } from "./connection/resync";
import type { LikeIntent } from "./intents/intent-storage";

export interface FailedLike {
  intent: LikeIntent;
  error: ErrorView;
}

export interface ClientEventMap {
  notificationArrived: Notification;
  likeFailed: FailedLike;
  feedMoved: FeedNew;
  synced: SyncKind;
  /** The inbox moved without every event of it having arrived. */
  inboxMissed: undefined;
  epochChanged: string;
}

type Listener<Name extends keyof ClientEventMap> = (payload: ClientEventMap[Name]) => void;

export class ClientEvents {
  readonly #listeners: { [Name in keyof ClientEventMap]: Set<Listener<Name>> } = {
    notificationArrived: new Set(),
    likeFailed: new Set(),
    feedMoved: new Set(),
    synced: new Set(),
    inboxMissed: new Set(),
    epochChanged: new Set(),
  };

  on<Name extends keyof ClientEventMap>(name: Name, listener: Listener<Name>): () => void {
    this.#listeners[name].add(listener);
    return () => {
      this.#listeners[name].delete(listener);
    };
  }

  send<Name extends keyof ClientEventMap>(name: Name, payload: ClientEventMap[Name]): void {
    for (const listener of [...this.#listeners[name]]) listener(payload);
  }
}

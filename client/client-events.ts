// Things that happen once and are not kept: a hook that wants to know listens while it is mounted.
import type { ErrorView } from "@/protocol/errors";
import type { FeedNew } from "@/protocol/events";
import type { Notification } from "@/protocol/views";
import type { SyncKind } from "./connection/resync";
import type { Press } from "./intents/intent-storage";

export interface DroppedPress {
  press: Press;
  error: ErrorView;
}

export interface SignalMap {
  notificationRang: Notification;
  pressDropped: DroppedPress;
  feedMoved: FeedNew;
  synced: SyncKind;
  epochChanged: string;
}

type Listener<Name extends keyof SignalMap> = (payload: SignalMap[Name]) => void;

export class Signals {
  readonly #listeners: { [Name in keyof SignalMap]: Set<Listener<Name>> } = {
    notificationRang: new Set(),
    pressDropped: new Set(),
    feedMoved: new Set(),
    synced: new Set(),
    epochChanged: new Set(),
  };

  on<Name extends keyof SignalMap>(name: Name, listener: Listener<Name>): () => void {
    this.#listeners[name].add(listener);
    return () => {
      this.#listeners[name].delete(listener);
    };
  }

  send<Name extends keyof SignalMap>(name: Name, payload: SignalMap[Name]): void {
    for (const listener of [...this.#listeners[name]]) listener(payload);
  }
}

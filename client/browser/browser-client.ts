// Gives the client the browser's real clock, page, socket, storage and locks.
import type { Inbox, Person } from "@/protocol/views";
import { systemClock } from "../clock";
import { openLazyTransport } from "../connection/lazy-transport";
import { HeartwireClient } from "../heartwire-client";
import { lazySchemas } from "../http/lazy-schemas";
import { Device, type TextShelf } from "../intents/device";
import { type IntentStorage, memoryIntentStorage } from "../intents/intent-storage";
import { randomId } from "../random-id";
import { indexedIntentStorage } from "./indexed-intent-storage";
import { browserPage } from "./page-lifecycle";

export interface ServerStart {
  viewer: Person | null;
  epoch: string;
  inbox: Inbox | null;
}

export function createBrowserClient(start: ServerStart): HeartwireClient {
  const schemas = lazySchemas(() => import("../http/schemas"));
  return new HeartwireClient({
    ...start,
    schemas,
    clock: systemClock,
    page: browserPage,
    createTransport: (listener) => openLazyTransport(listener, schemas),
    openDevice: () => new Device(openShelf(), systemClock, randomId),
    openStorage,
    locks: () => navigator.locks ?? null,
  });
}

/** Reading the property alone throws where storage is forbidden. */
function openShelf(): TextShelf | null {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}

function openStorage(): IntentStorage {
  try {
    return indexedIntentStorage(window.indexedDB);
  } catch {
    return memoryIntentStorage();
  }
}

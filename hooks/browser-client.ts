// Gives the client's mind the browser's real clock, page, socket, storage and locks.
import type { Inbox, Person } from "@/protocol/views";
import { systemClock } from "./clock";
import { Device, type TextShelf } from "./device";
import { HeartwireClient } from "./heartwire-client";
import { indexedPressBook, memoryPressBook, type PressBook } from "./kept-presses";
import { openLateLink } from "./late-link";
import { browserPage } from "./page-signals";
import { randomId } from "./random-id";

export interface ServerStart {
  viewer: Person | null;
  epoch: string;
  inbox: Inbox | null;
}

export function createBrowserClient(start: ServerStart): HeartwireClient {
  return new HeartwireClient({
    ...start,
    clock: systemClock,
    page: browserPage,
    makeLink: (listener) => openLateLink(listener),
    openDevice: () => new Device(openShelf(), systemClock, randomId),
    openBook,
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

function openBook(): PressBook {
  try {
    return indexedPressBook(window.indexedDB);
  } catch {
    return memoryPressBook();
  }
}

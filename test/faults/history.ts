// What an outside observer saw: requests, answers, shown values and events, in one order. Writers and viewers
// record; checkers read. This file does not know what is right.

/** `userId/device`: does one thing at a time, so that an answer belongs to the request before it. */
export type ProcessName = string;

interface At {
  /** Milliseconds of one monotone clock. */
  t: number;
  process: ProcessName;
  /** The content. */
  key: string;
}

export interface Seen {
  likeCount: number;
  version: number;
}

/**
 * `fail` surely did not happen. `info` is unknown and may happen until the same device is answered about a
 * later like. `resend` repeats an older like and wants nothing new.
 */
export type HistoryEvent = At &
  (
    | { op: "like"; type: "invoke"; value: { liked: boolean } }
    | { op: "like" | "resend"; type: "ok"; value: Seen & { liked: boolean } }
    | { op: "like" | "read" | "resend"; type: "fail" | "info"; value: { code: string } }
    | { op: "read" | "resend"; type: "invoke"; value: null }
    | { op: "read"; type: "ok"; value: Seen }
    | { op: "show"; type: "ok"; value: Seen }
    | { op: "tell"; type: "ok"; value: Seen & { eventId: string } }
    | { op: "ring"; type: "ok"; value: Ring }
  );

export interface Ring {
  notificationId: string;
  event: "new" | "updated" | "removed";
  actorCount: number;
}

/** What is in the database at the end. */
export interface FinalState {
  likes: { userId: string; contentId: string; liked: boolean }[];
  contents: { contentId: string; likeCount: number; version: number }[];
}

export interface History {
  readonly events: readonly HistoryEvent[];
  /** Records it at the current time. */
  record(event: Untimed<HistoryEvent>): void;
}

type Untimed<Event> = Event extends HistoryEvent ? Omit<Event, "t"> : never;

/** An empty page. */
export function createHistory(): History {
  const events: HistoryEvent[] = [];
  return {
    events,
    record: (event) => void events.push({ ...event, t: performance.now() } as HistoryEvent),
  };
}

/** Whose device it is. */
export function personOf(process: ProcessName): string {
  return process.split("/")[0] ?? "";
}

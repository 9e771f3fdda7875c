// The last two hundred messages received over the connection, and whether each was applied, held or ignored,
// and why. For the debug drawer and for tests; costs nothing without a reader.
import { createStore, type StoreApi } from "zustand/vanilla";
import type { Verdict } from "../engagement/engagement-reducer";

export interface MessageLogEntry {
  /** Counts the messages since the log was opened, from one. */
  number: number;
  at: number;
  source: string;
  contentId: string | null;
  version: number | null;
  verdict: Verdict;
  reason: string;
}

const ENTRIES_MAX = 200;

export interface MessageLog {
  count: number;
  entries: readonly MessageLogEntry[];
  isOpen: boolean;
}

export type MessageLogStore = StoreApi<MessageLog>;

export function createMessageLogStore(): MessageLogStore {
  return createStore<MessageLog>(() => ({ count: 0, entries: [], isOpen: false }));
}

export function note(store: MessageLogStore, entry: Omit<MessageLogEntry, "number">): void {
  const { isOpen, entries, count } = store.getState();
  if (!isOpen) return;
  const numbered = { ...entry, number: count + 1 };
  store.setState({ count: count + 1, entries: [...entries, numbered].slice(-ENTRIES_MAX) });
}

/** Writing begins when somebody wants to read; the returned function ends it. */
export function openMessageLog(store: MessageLogStore): () => void {
  store.setState({ isOpen: true });
  return () => store.setState({ isOpen: false, count: 0, entries: [] });
}

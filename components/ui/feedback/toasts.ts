// The messages for the toaster. Its code is fetched with the first message; messages before that wait here.

export interface ToastMessage {
  title: string;
  detail?: string | undefined;
  tone?: "plain" | "problem";
  action?: { label: string; press: () => void };
  /** A later message with the same key replaces the earlier one. */
  key?: string;
}

export const SHOWN_MS = 5_000;

const waiting: ToastMessage[] = [];
const listeners = new Set<() => void>();
let isWanted = false;
let showNow: ((message: ToastMessage) => void) | undefined;

/** Shows one message to the person, now or as soon as the toaster is mounted. */
export function sayToast(message: ToastMessage): void {
  if (showNow !== undefined) {
    showNow(message);
    return;
  }
  waiting.push(message);
  isWanted = true;
  for (const listener of listeners) listener();
}

/** The toaster reports for duty and takes what waited. */
export function takeToasts(show: (message: ToastMessage) => void): () => void {
  showNow = show;
  for (const message of waiting.splice(0)) show(message);
  return () => {
    showNow = undefined;
  };
}

/**
 * The toaster could not be fetched: the waiting messages are dropped, since they will be out of date. Returns
 * the latest, for a caller that can show it without the toaster.
 */
export function dropToasts(): ToastMessage | null {
  const latest = waiting.at(-1) ?? null;
  waiting.length = 0;
  isWanted = false;
  for (const listener of listeners) listener();
  return latest;
}

/** Called when the toaster is first needed. */
export function subscribeToWish(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Whether anything has been said on this page. */
export function isToasterWanted(): boolean {
  return isWanted;
}

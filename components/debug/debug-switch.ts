// Whether the debug drawer of this page is open. Off until a key or the address (`?debug`) says so.

const listeners = new Set<() => void>();
let isOpen = false;

/** Opens it when closed, closes it when open. */
export function toggleDebug(): void {
  setDebug(!isOpen);
}

/** Says it outright. */
export function setDebug(isWanted: boolean): void {
  isOpen = isWanted;
  for (const listener of listeners) listener();
}

/** Called when it is opened or closed. */
export function subscribeToDebug(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Stable between changes, so it can be a snapshot. */
export function isDebugOpen(): boolean {
  return isOpen;
}

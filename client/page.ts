// What the client asks of the page or program it runs in: is it visible, is it online. The browser's answer
// is browser/page-lifecycle.ts; a program without a window answers `alwaysOn`.

export interface PageLifecycle {
  isVisible(): boolean;
  isOnline(): boolean;
  subscribe(listener: PageListener): () => void;
}

export interface PageListener {
  shown?(): void;
  hidden?(): void;
  online?(): void;
  offline?(): void;
  /** The clock jumped while the page was in sight: the machine slept, for longer than a socket lives. */
  slept?(): void;
  /** Into the back/forward cache, or closing. */
  putAway?(): void;
  /** Out of the back/forward cache, with everything this page knew then. */
  broughtBack?(): void;
}

export const alwaysOn: PageLifecycle = {
  isVisible: () => true,
  isOnline: () => true,
  subscribe: () => () => undefined,
};

// What the browser says about this page: seen or hidden, network or none, put away or brought back.
// One object, so that a test can turn the lights off.

export interface PageSignals {
  isVisible(): boolean;
  isOnline(): boolean;
  subscribe(listener: PageListener): () => void;
}

export interface PageListener {
  shown?(): void;
  hidden?(): void;
  online?(): void;
  offline?(): void;
  /** Into the back/forward cache, or closing. */
  putAway?(): void;
  /** Out of the back/forward cache, with everything this page knew then. */
  broughtBack?(): void;
}

export const browserPage: PageSignals = {
  isVisible: () => document.visibilityState !== "hidden",
  isOnline: () => navigator.onLine !== false,
  subscribe(listener) {
    const stop = new AbortController();
    const options = { signal: stop.signal };
    document.addEventListener(
      "visibilitychange",
      () => (browserPage.isVisible() ? listener.shown?.() : listener.hidden?.()),
      options,
    );
    window.addEventListener("online", () => listener.online?.(), options);
    window.addEventListener("offline", () => listener.offline?.(), options);
    window.addEventListener("pagehide", () => listener.putAway?.(), options);
    window.addEventListener(
      "pageshow",
      (event) => event.persisted && listener.broughtBack?.(),
      options,
    );
    return () => stop.abort();
  },
};

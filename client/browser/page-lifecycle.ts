// What the browser says about this page: visible or hidden, online or offline, frozen or restored. It also
// detects that the machine slept, which no event says. One object, so that a test can replace it.
import type { PageLifecycle } from "../page";

export const browserPage: PageLifecycle = {
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
    if (listener.slept) watchForSleep(listener.slept, stop.signal);
    return () => stop.abort();
  },
};

const LOOK_EVERY_MS = 2_000;
/** The server gives up a socket that was silent for fifteen seconds. */
const SLEEP_MS = 20_000;

/** A hidden page is left alone: its timers are usually late, and it is notified when it is shown. */
function watchForSleep(slept: () => void, signal: AbortSignal): void {
  let lookedAt = Date.now();
  const timer = setInterval(() => {
    const now = Date.now();
    const wasAsleep = now - lookedAt > SLEEP_MS && browserPage.isVisible();
    lookedAt = now;
    if (wasAsleep) slept();
  }, LOOK_EVERY_MS);
  document.addEventListener(
    "visibilitychange",
    () => {
      lookedAt = Date.now();
    },
    { signal },
  );
  signal.addEventListener("abort", () => clearInterval(timer));
}

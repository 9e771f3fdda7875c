"use client";
// The age of a moment, updated while the page is open. One ticker serves every age on the page. The first
// text is the server's and may be a minute older than the browser's clock.
import { useSyncExternalStore } from "react";
import { OWN_PLACE, SERVER_PLACE, sayAge, writeAge, writeMoment } from "./format";

const TICK_MS = 30_000;
const listeners = new Set<() => void>();
let ticker: ReturnType<typeof setInterval> | undefined;

function notifyAll(): void {
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  ticker ??= setInterval(notifyAll, TICK_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(ticker);
    ticker = undefined;
  };
}

/** The clock in steps of one tick, so that every age in one render reads the same moment. */
function readNow(): number {
  return Math.floor(Date.now() / TICK_MS) * TICK_MS;
}

const subscribeToNothing = () => () => undefined;

/** `<time>` with the age in words; once the scripts run, in the reader's zone, with the full moment on hover. */
export function TimeAgo({ time, className }: { time: string; className?: string }) {
  const nowMs = useSyncExternalStore(subscribe, readNow, readNow);
  const place = useSyncExternalStore(
    subscribeToNothing,
    () => OWN_PLACE,
    () => SERVER_PLACE,
  );
  const shownMs = Math.max(nowMs, Date.parse(time));
  return (
    <time
      dateTime={time}
      title={place === OWN_PLACE ? writeMoment(time, place) : undefined}
      className={className}
    >
      <span aria-hidden="true" suppressHydrationWarning>
        {writeAge(time, shownMs, place)}
      </span>
      <span className="sr-only" suppressHydrationWarning>
        {sayAge(time, shownMs, place)}
      </span>
    </time>
  );
}

// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { browserPage } from "./page-lifecycle";

let isVisible: boolean;

beforeEach(() => {
  vi.useFakeTimers();
  isVisible = true;
  vi.spyOn(document, "visibilityState", "get").mockImplementation(() =>
    isVisible ? "visible" : "hidden",
  );
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** The clock goes on, the page does not. */
function sleepFor(durationMs: number): void {
  vi.setSystemTime(Date.now() + durationMs);
}

it("[C61] a clock that jumps while the page is in sight is a sleep, reported once", () => {
  const slept = vi.fn();
  const stop = browserPage.subscribe({ slept });
  vi.advanceTimersByTime(60_000);
  expect(slept).not.toHaveBeenCalled();
  sleepFor(600_000);
  vi.advanceTimersByTime(10_000);
  expect(slept).toHaveBeenCalledTimes(1);
  sleepFor(10_000);
  vi.advanceTimersByTime(10_000);
  expect(slept).toHaveBeenCalledTimes(1);
  stop();
  expect(vi.getTimerCount()).toBe(0);
});

it("[C61] a page that was hidden, with timers that come late, did not sleep", () => {
  const slept = vi.fn();
  const stop = browserPage.subscribe({ slept });
  isVisible = false;
  sleepFor(60_000);
  vi.advanceTimersByTime(2_000);
  sleepFor(60_000);
  isVisible = true;
  document.dispatchEvent(new Event("visibilitychange"));
  vi.advanceTimersByTime(10_000);
  expect(slept).not.toHaveBeenCalled();
  stop();
});

it("[C18] without a listener, no timer and no DOM listener is left", () => {
  const slept = vi.fn();
  const shown = vi.fn();
  browserPage.subscribe({ slept, shown })();
  expect(vi.getTimerCount()).toBe(0);
  document.dispatchEvent(new Event("visibilitychange"));
  expect(shown).not.toHaveBeenCalled();
});

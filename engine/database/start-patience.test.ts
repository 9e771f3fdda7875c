import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createStartPatience } from "./start-patience";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("[D52] a start that gets on is waited for, however slow the machine", () => {
  const giveUp = vi.fn();
  const patience = createStartPatience(giveUp);
  for (let minute = 1; minute <= 60; minute++) {
    vi.advanceTimersByTime(59_000);
    patience.note(minute * 100);
  }
  expect(giveUp).not.toHaveBeenCalled();
  patience.stop();
  vi.advanceTimersByTime(3_600_000);
  expect(giveUp).not.toHaveBeenCalled();
});

test("[D52] one that makes no progress is given up, and one that loops", () => {
  const still = vi.fn();
  const patience = createStartPatience(still);
  patience.note(2_000);
  vi.advanceTimersByTime(30_000);
  patience.note(2_010);
  vi.advanceTimersByTime(30_000);
  expect(still).toHaveBeenCalledExactlyOnceWith("it stood still for 60 s");

  const circles = vi.fn();
  const other = createStartPatience(circles);
  for (let minute = 1; minute <= 11; minute++) other.note(minute * 60_000);
  vi.advanceTimersByTime(3_600_000);
  expect(circles).toHaveBeenCalledExactlyOnceWith("it used 10 minutes and was not done");
});

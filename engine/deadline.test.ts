import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { withDeadline } from "./deadline";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it("[S14] what hangs is TIMEOUT at the deadline, and what answers or fails before it leaves no timer", async () => {
  const onLate = vi.fn();
  const late = withDeadline(new Promise(() => undefined), 5_000, { onLate }).catch(
    (error: unknown) => error,
  );
  await vi.advanceTimersByTimeAsync(4_999);
  expect(vi.getTimerCount()).toBe(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(onLate).toHaveBeenCalledOnce();
  expect(await late).toMatchObject({ code: "TIMEOUT" });

  expect(await withDeadline(Promise.resolve("in time"), 5_000)).toBe("in time");
  const failure = new Error("its own");
  await expect(withDeadline(Promise.reject(failure), 5_000)).rejects.toBe(failure);
  expect(vi.getTimerCount()).toBe(0);
});

it("[E77] a deadline that has passed still takes what is already there", async () => {
  expect(await withDeadline(Promise.resolve("there"), 0)).toBe("there");
});

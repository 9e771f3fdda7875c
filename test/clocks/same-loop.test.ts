// The order of a timer and the work beside it, also while the process is stopped.
import { expect, test } from "vitest";
import { settlesBefore } from "./same-loop";

const after = (ms: number, value = "done") =>
  new Promise<string>((resolve) => setTimeout(() => resolve(value), ms));

/** Nothing runs in this process meanwhile, as on a machine that does something else. */
function standStill(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

test("[D60] work that is due first comes first, however long the process stood still", async () => {
  const work = settlesBefore(60, "the work", () => after(30));
  standStill(150);
  await expect(work).resolves.toBe("done");
});

test("[D60] work that is due later is too late, and a failure stays itself", async () => {
  await expect(settlesBefore(20, "the work", () => new Promise(() => undefined))).rejects.toThrow(
    "the work: a timer of 20 ms came first",
  );
  const broken = settlesBefore(1_000, "the work", () => Promise.reject(new Error("broken")));
  await expect(broken).rejects.toThrow("broken");
});

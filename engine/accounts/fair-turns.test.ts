// The order in which sign-ins get their turn, and how those without one end.
import { expect, test } from "vitest";
import { createFairTurns } from "./fair-turns";

/** Turns whose works end when they are let, in the order in which they began. */
function setUp(bounds = {}) {
  const turns = createFairTurns({
    atOnce: 1,
    perName: 100,
    perAddress: 100,
    total: 100,
    ...bounds,
  });
  const began: string[] = [];
  const ends: (() => void)[] = [];
  const ask = (label: string, address: string, name = "ada", signal?: AbortSignal) =>
    turns
      .run({ address, name, signal }, () => {
        began.push(label);
        return new Promise<string>((resolve) => ends.push(() => resolve(label)));
      })
      .catch((error: { code: string }) => error.code);
  /** Ends what runs until nothing does. */
  const drain = async () => {
    while (ends.length > 0) {
      ends.shift()?.();
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  return { turns, began, ask, drain, ends };
}

test("[S122] one caller of many does not keep another waiting behind its own", async () => {
  const { began, ask, drain } = setUp();
  for (let n = 1; n <= 5; n++) void ask(`a${n}`, "a");
  void ask("b1", "b");
  void ask("a other", "a", "grace");
  await drain();
  expect(began).toEqual(["a1", "b1", "a2", "a other", "a3", "a4", "a5"]);
});

test("[S122] an address runs one at a time, other addresses beside it", async () => {
  const { began, ask, drain } = setUp({ atOnce: 2 });
  void ask("a1", "a");
  void ask("a2", "a");
  void ask("b1", "b");
  expect(began).toEqual(["a1", "b1"]);
  await drain();
  expect(began).toEqual(["a1", "b1", "a2"]);
});

test("[S122] beyond its bounds a name and an address are refused at once", async () => {
  const { ask, drain } = setUp({ perName: 2, perAddress: 3 });
  const answers = ["1", "2", "3", "4"].map((n) => ask(n, "a"));
  const others = ["5", "6"].map((n) => ask(n, "a", "grace"));
  await drain();
  expect(await Promise.all(answers)).toEqual(["1", "2", "3", "RATE_LIMITED"]);
  expect(await Promise.all(others)).toEqual(["5", "RATE_LIMITED"]);
});

test("[S122] a full queue makes room at the expense of who waits most", async () => {
  const { ask, drain } = setUp({ total: 3 });
  const crowd = ["1", "2", "3", "4"].map((n) => ask(n, "a"));
  const one = ask("b1", "b");
  const more = ask("5", "a");
  await drain();
  expect(await one).toBe("b1");
  expect(await Promise.all(crowd)).toEqual(["1", "2", "3", "UNAVAILABLE"]);
  expect(await more).toBe("RATE_LIMITED");
});

test("[S123] who was answered meanwhile gets no turn any more", async () => {
  const { turns, began, ask, drain } = setUp();
  const caller = new AbortController();
  void ask("first", "a");
  const late = ask("late", "a", "ada", caller.signal);
  expect(turns.waiting).toBe(1);
  caller.abort();
  expect(await late).toBe("TIMEOUT");
  expect(turns.waiting).toBe(0);
  expect(await ask("gone before", "a", "ada", caller.signal)).toBe("TIMEOUT");
  await drain();
  expect(began).toEqual(["first"]);
});

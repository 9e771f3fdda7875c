// The throttle under a clock moved by hand.
import fc from "fast-check";
import { beforeEach, expect, test } from "vitest";
import { VirtualClock } from "@/client/testing/virtual-clock";
import { createKeyedThrottle, type KeyedThrottle } from "./keyed-throttle";

let clock: VirtualClock;
let sent: string[];
let failures: number;
let quiet: string[];
let throttle: KeyedThrottle<string>;

function make(options: { keepMs?: number; sendMs?: number } = {}) {
  const work = async () => {
    if (options.sendMs) await new Promise<void>((done) => clock.after(options.sendMs ?? 0, done));
    if (failures-- > 0) throw new Error("the database is away");
  };
  return createKeyedThrottle<string>({
    clock,
    pauseMs: () => 100,
    retryMs: 500,
    ...(options.keepMs ? { keepMs: options.keepMs } : {}),
    merge: (earlier, later) => `${earlier}+${later}`,
    async send(key, value) {
      await work();
      sent.push(`${key} ${value}`);
    },
    async sendUrgent(key) {
      await work();
      sent.push(`${key} urgent`);
    },
    onFailure: () => undefined,
    onQuiet: (key) => quiet.push(key),
  });
}

beforeEach(() => {
  clock = new VirtualClock();
  sent = [];
  quiet = [];
  failures = 0;
  throttle = make();
});

test("[R66] the first value of a key leaves at once, later ones together when the pause ends", async () => {
  throttle.note("a", "1");
  await clock.advance(0);
  expect(sent).toEqual(["a 1"]);
  throttle.note("a", "2");
  throttle.note("a", "3");
  await clock.advance(99);
  expect(sent).toEqual(["a 1"]);
  await clock.advance(1);
  expect(sent).toEqual(["a 1", "a 2+3"]);
});

test("[R66] without a merge the last value wins", async () => {
  const latest: number[] = [];
  const plain = createKeyedThrottle<number>({
    clock,
    pauseMs: () => 100,
    retryMs: 100,
    send: async (_key, value) => void latest.push(value),
    onFailure: () => undefined,
  });
  for (const value of [1, 2, 3]) plain.note("a", value);
  await clock.advance(200);
  expect(latest).toEqual([1, 3]);
});

test("[R66] keys do not wait for one another, and sends of one key never overlap", async () => {
  throttle = make({ sendMs: 40 });
  throttle.note("a", "1");
  throttle.note("b", "1");
  await clock.advance(10);
  throttle.note("a", "2");
  await clock.advance(30);
  expect(sent).toEqual(["a 1", "b 1"]);
  expect(throttle.isWaiting("a")).toBe(true);
  expect(throttle.isWaiting("b")).toBe(false);
  await clock.advance(99);
  expect(sent).toHaveLength(2);
  await clock.advance(41);
  expect(sent).toEqual(["a 1", "b 1", "a 2"]);
});

test("[R66] what is urgent passes the pause and comes before the value, one after the other", async () => {
  throttle = make({ sendMs: 10 });
  throttle.noteUrgent("a");
  throttle.note("a", "1");
  await clock.advance(20);
  expect(sent).toEqual(["a urgent", "a 1"]);
  throttle.note("a", "2");
  throttle.noteUrgent("a");
  await clock.advance(10);
  expect(sent).toEqual(["a urgent", "a 1", "a urgent"]);
  await clock.advance(200);
  expect(sent.slice(3)).toEqual(["a 2"]);
});

test("[R66] a value that could not be sent is merged with what came meanwhile and sent again", async () => {
  failures = 1;
  throttle.note("a", "1");
  await clock.advance(100);
  throttle.note("a", "2");
  await clock.advance(399);
  expect(sent).toEqual([]);
  await clock.advance(1);
  expect(sent).toEqual(["a 1+2"]);

  failures = 1;
  throttle.noteUrgent("b");
  await clock.advance(499);
  expect(sent).toHaveLength(1);
  await clock.advance(1);
  expect(sent).toEqual(["a 1+2", "b urgent"]);
});

test("[R66] a quiet key is held for its pause and the time it is kept, then no longer", async () => {
  throttle = make({ keepMs: 1_000 });
  throttle.note("a", "1");
  await clock.advance(1_099);
  expect([throttle.openCount, throttle.isOpen("a"), throttle.isWaiting("a")]).toEqual([
    1,
    true,
    false,
  ]);
  throttle.note("a", "2");
  await clock.advance(0);
  expect(sent).toEqual(["a 1", "a 2"]);
  await clock.advance(1_100);
  expect([throttle.openCount, clock.pendingTimers, quiet]).toEqual([0, 0, ["a"]]);
});

test("[R66] a key forgotten in the middle of a send is not taken up again, nor is any after closing", async () => {
  throttle = make({ sendMs: 40 });
  failures = 1;
  throttle.note("a", "1");
  await clock.advance(10);
  throttle.note("a", "2");
  throttle.forget("a");
  await clock.advance(1_000);
  expect([sent, throttle.openCount]).toEqual([[], 0]);
  throttle.note("b", "1");
  await clock.advance(10);
  throttle.close();
  await clock.advance(1_000);
  expect([sent, throttle.openCount, clock.pendingTimers]).toEqual([["b 1"], 0, 0]);
});

test("[R66] a timer that ends before its clock says so sends nothing early and loses nothing", async () => {
  let early = 1;
  throttle = createKeyedThrottle<string>({
    clock: { now: () => clock.now(), after: (ms, run) => clock.after(ms - early, run) },
    pauseMs: () => 100,
    retryMs: 100,
    send: async (key, value) => void sent.push(`${key} ${value}`),
    onFailure: () => undefined,
  });
  throttle.note("a", "1");
  throttle.note("a", "2");
  await clock.advance(0);
  early = 0;
  await clock.advance(99);
  expect(sent).toEqual(["a 1"]);
  await clock.advance(1);
  expect(sent).toEqual(["a 1", "a 2"]);
});

test("[R66] whatever is noted when, all arrives in order, at most once a pause, and nothing stays", async () => {
  const step = fc.record({ key: fc.constantFrom("a", "b"), waitMs: fc.nat(150) });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), fc.nat(60), async (steps, sendMs) => {
      clock = new VirtualClock();
      const at: Record<string, number[]> = { a: [], b: [] };
      const values: Record<string, number[]> = { a: [], b: [] };
      const noted: Record<string, number[]> = { a: [], b: [] };
      const each = createKeyedThrottle<number[]>({
        clock,
        pauseMs: () => 100,
        retryMs: 100,
        merge: (earlier, later) => [...earlier, ...later],
        async send(key, value) {
          at[key]?.push(clock.now());
          values[key]?.push(...value);
          if (sendMs > 0) await new Promise<void>((done) => clock.after(sendMs, done));
        },
        onFailure: () => undefined,
      });
      for (const [index, { key, waitMs }] of steps.entries()) {
        noted[key]?.push(index);
        each.note(key, [index]);
        await clock.advance(waitMs);
      }
      await clock.advance(1_000);
      expect(values).toEqual(noted);
      for (const times of Object.values(at)) {
        for (const [index, time] of times.entries()) {
          if (index > 0)
            expect(time - (times[index - 1] ?? 0)).toBeGreaterThanOrEqual(100 + sendMs);
        }
      }
      expect([each.openCount, clock.pendingTimers]).toEqual([0, 0]);
    }),
  );
});

import { describe, expect, it, vi } from "vitest";
import { HeartwireError } from "@/protocol/errors";
import type { Verdict } from "../database/database-errors";
import { createGroupCommit } from "./group-commit";

/** A commit whose answers are given by hand. */
function handDriven(
  options: {
    maxWaiting?: number;
    maxGroup?: number;
    onRepeated?: (answers: string[]) => void;
  } = {},
) {
  const groups: { entries: string[]; answer(): void; fail(error: unknown): void }[] = [];
  const queue = createGroupCommit<string, string>({
    keyOf: (entry) => entry.split(":")[0] ?? entry,
    judge: (error) => (error instanceof Error ? (error.message as Verdict) : "refused"),
    canRepeat: (entry) => !entry.includes("toggle"),
    wait: () => Promise.resolve(),
    commit: (entries) =>
      new Promise((resolve, reject) => {
        groups.push({
          entries,
          answer: () => resolve(entries.map((entry) => `${entry}!`)),
          fail: reject,
        });
      }),
    ...options,
  });
  return { queue, groups };
}

describe("group commit", () => {
  it("[L20] a lone entry leaves at once; what comes meanwhile leaves together", async () => {
    const { queue, groups } = handDriven();
    const first = queue.submit("a");
    await vi.waitFor(() => expect(groups).toHaveLength(1));
    const rest = [queue.submit("b"), queue.submit("c")];
    expect(groups).toHaveLength(1);
    groups[0]?.answer();
    expect(await first).toBe("a!");
    await vi.waitFor(() => expect(groups).toHaveLength(2));
    expect(groups[1]?.entries).toEqual(["b", "c"]);
    groups[1]?.answer();
    expect(await Promise.all(rest)).toEqual(["b!", "c!"]);
    await queue.drain();
    expect(queue.waiting).toBe(0);
  });

  it("[L21] entries of one key never share a group and keep their order", async () => {
    const { queue, groups } = handDriven();
    const answers = ["a:1", "a:2", "b:1", "a:3"].map((entry) => queue.submit(entry));
    const expected = [["a:1", "b:1"], ["a:2"], ["a:3"]];
    for (const [index, entries] of expected.entries()) {
      await vi.waitFor(() => expect(groups).toHaveLength(index + 1));
      expect(groups[index]?.entries).toEqual(entries);
      groups[index]?.answer();
    }
    expect(await Promise.all(answers)).toEqual(["a:1!", "a:2!", "b:1!", "a:3!"]);
  });

  it("[L22] one bad entry fails alone", async () => {
    const queue = createGroupCommit<string, string>({
      keyOf: (entry) => entry,
      judge: () => "refused",
      canRepeat: () => true,
      commit: async (entries) => {
        if (entries.includes("bad")) throw new Error("bad one");
        return entries.map((entry) => `${entry}!`);
      },
    });
    const answers = await Promise.allSettled(
      ["a", "b", "bad", "c", "d"].map((entry) => queue.submit(entry)),
    );
    expect(answers.map((answer) => answer.status)).toEqual([
      "fulfilled",
      "fulfilled",
      "rejected",
      "fulfilled",
      "fulfilled",
    ]);
  });

  it("[L23] a passing error is retried three times, then everybody hears UNAVAILABLE", async () => {
    let tries = 0;
    let failures = 2;
    const queue = createGroupCommit<string, string>({
      keyOf: (entry) => entry,
      judge: () => "conflict",
      canRepeat: () => true,
      wait: () => Promise.resolve(),
      commit: async (entries) => {
        tries++;
        if (failures-- > 0) throw new Error("passing");
        return entries;
      },
    });
    expect(await queue.submit("a")).toBe("a");
    expect(tries).toBe(3);

    tries = 0;
    failures = Number.POSITIVE_INFINITY;
    const answers = await Promise.allSettled([queue.submit("b"), queue.submit("c")]);
    expect(tries).toBe(4);
    for (const answer of answers) {
      expect(answer).toMatchObject({ status: "rejected", reason: { code: "UNAVAILABLE" } });
    }
  });

  it("[L40] after a lost connection only what may be applied twice is tried again", async () => {
    const repeated: string[][] = [];
    const { queue, groups } = handDriven({ onRepeated: (answers) => repeated.push(answers) });
    const answers = Promise.allSettled(["a", "b:toggle"].map((entry) => queue.submit(entry)));
    await vi.waitFor(() => expect(groups).toHaveLength(1));
    groups[0]?.fail(new Error("lost"));
    await vi.waitFor(() => expect(groups).toHaveLength(2));
    expect(groups[1]?.entries).toEqual(["a"]);
    groups[1]?.answer();
    expect(await answers).toMatchObject([
      { status: "fulfilled", value: "a!" },
      { status: "rejected", reason: { code: "UNAVAILABLE" } },
    ]);
    expect(repeated).toEqual([["a!"]]);

    // Rolled back for certain, so nothing can happen twice.
    const toggle = queue.submit("c:toggle");
    await vi.waitFor(() => expect(groups).toHaveLength(3));
    groups[2]?.fail(new Error("conflict"));
    await vi.waitFor(() => expect(groups).toHaveLength(4));
    groups[3]?.answer();
    expect(await toggle).toBe("c:toggle!");
    expect(repeated).toHaveLength(1);
  });

  it("[L41] a database without time or room is not asked again, by no half of the group", async () => {
    const { queue, groups } = handDriven();
    const answers = Promise.allSettled(["a", "b", "c"].map((entry) => queue.submit(entry)));
    await vi.waitFor(() => expect(groups).toHaveLength(1));
    groups[0]?.fail(new Error("spent"));
    for (const answer of await answers) {
      expect(answer).toMatchObject({ status: "rejected", reason: { code: "UNAVAILABLE" } });
    }
    expect(groups).toHaveLength(1);
  });

  it("[L43] work of its own has its turn among the entries of its key, and keeps no other waiting", async () => {
    const { queue, groups } = handDriven();
    const order: string[] = [];
    const note = (what: string) => () => order.push(what);
    let end = () => {};
    const before = queue.submit("a:1").then(note("before"));
    const work = queue.runAlone("a", async () => {
      order.push("begun");
      await new Promise<void>((resolve) => {
        end = resolve;
      });
      order.push("ended");
    });
    const after = queue.submit("a:2").then(note("after"));
    const other = queue.submit("b").then(note("other"));
    await vi.waitFor(() => expect(groups).toHaveLength(1));
    expect(groups[0]?.entries).toEqual(["a:1", "b"]);
    expect(order).toEqual([]);
    groups[0]?.answer();
    await Promise.all([before, other]);
    await vi.waitFor(() => expect(order).toContain("begun"));
    const later = queue.submit("c").then(note("later"));
    await vi.waitFor(() => expect(groups).toHaveLength(2));
    groups[1]?.answer();
    await later;
    expect(groups[1]?.entries).toEqual(["c"]);
    let isDrained = false;
    const drained = queue.drain().then(() => {
      isDrained = true;
    });
    expect(isDrained).toBe(false);
    end();
    await work;
    await vi.waitFor(() => expect(groups).toHaveLength(3));
    expect(groups[2]?.entries).toEqual(["a:2"]);
    groups[2]?.answer();
    await Promise.all([after, drained]);
    const ofWork = order.filter((what) => what !== "before" && what !== "other");
    expect(ofWork).toEqual(["begun", "later", "ended", "after"]);
    expect(queue.waiting).toBe(0);
  });

  it("[L43] work that fails lets the next of its key go on", async () => {
    const { queue, groups } = handDriven();
    const work = queue.runAlone("a", () => Promise.reject(new Error("no")));
    const after = queue.submit("a:1");
    await expect(work).rejects.toThrow("no");
    await vi.waitFor(() => expect(groups).toHaveLength(1));
    groups[0]?.answer();
    expect(await after).toBe("a:1!");
  });

  it("[L24] beyond its bound the queue answers UNAVAILABLE with a time to wait", async () => {
    const { queue, groups } = handDriven({ maxWaiting: 2, maxGroup: 1 });
    const kept = [queue.submit("a"), queue.submit("b")];
    const refused = await queue.submit("c").catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(HeartwireError);
    expect(refused).toMatchObject({ code: "UNAVAILABLE", retryAfterMs: 1_000 });
    for (const index of [0, 1]) {
      await vi.waitFor(() => expect(groups.length).toBeGreaterThan(index));
      groups[index]?.answer();
    }
    expect(await Promise.all(kept)).toEqual(["a!", "b!"]);
  });
});

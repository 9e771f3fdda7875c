import { describe, expect, it, vi } from "vitest";
import { HeartwireError } from "@/protocol/errors";
import type { Verdict } from "../database/database-errors";
import { createGroupCommit } from "./group-commit";

/** A commit whose answers are given by hand. */
function handDriven(options: { maxWaiting?: number; maxGroup?: number } = {}) {
  const groups: {
    entries: string[];
    isAfterLoss: boolean;
    answer(): void;
    fail(error: unknown): void;
  }[] = [];
  const queue = createGroupCommit<string, string>({
    keyOf: (entry) => entry.split(":")[0] ?? entry,
    judge(error, entry) {
      const verdict = error instanceof Error ? (error.message as Verdict) : "refused";
      return verdict === "lost" && entry.includes("once") ? "spent" : verdict;
    },
    wait: () => Promise.resolve(),
    commit: (entries, isAfterLoss) =>
      new Promise((resolve, reject) => {
        groups.push({
          entries,
          isAfterLoss,
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

  it("[L23] a passing error is retried three times, then every caller gets UNAVAILABLE", async () => {
    let tries = 0;
    let failures = 2;
    const queue = createGroupCommit<string, string>({
      keyOf: (entry) => entry,
      judge: () => "conflict",
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

  it("[L40] after a loss only what may be applied twice is tried again, and the commit knows", async () => {
    const { queue, groups } = handDriven();
    const answers = Promise.allSettled(["a", "b:once"].map((entry) => queue.submit(entry)));
    await vi.waitFor(() => expect(groups).toHaveLength(1));
    groups[0]?.fail(new Error("lost"));
    await vi.waitFor(() => expect(groups).toHaveLength(2));
    expect(groups[1]).toMatchObject({ entries: ["a"], isAfterLoss: true });
    groups[1]?.answer();
    expect(await answers).toMatchObject([
      { status: "fulfilled", value: "a!" },
      { status: "rejected", reason: { code: "UNAVAILABLE" } },
    ]);

    // Rolled back for certain, so nothing can happen twice.
    const once = queue.submit("c:once");
    await vi.waitFor(() => expect(groups).toHaveLength(3));
    groups[2]?.fail(new Error("conflict"));
    await vi.waitFor(() => expect(groups).toHaveLength(4));
    expect(groups[3]).toMatchObject({ entries: ["c:once"], isAfterLoss: false });
    groups[3]?.answer();
    expect(await once).toBe("c:once!");
  });

  it("[L42] the halves of a group that was lost know of the loss", async () => {
    const { queue, groups } = handDriven();
    const answers = Promise.allSettled(["a", "b"].map((entry) => queue.submit(entry)));
    const ends = ["lost", "refused", "refused", null];
    for (const [nth, end] of ends.entries()) {
      await vi.waitFor(() => expect(groups).toHaveLength(nth + 1));
      if (end === null) groups[nth]?.answer();
      else groups[nth]?.fail(new Error(end));
    }
    expect(groups.map(({ entries, isAfterLoss }) => [...entries, isAfterLoss])).toEqual([
      ["a", "b", false],
      ["a", "b", true],
      ["a", true],
      ["b", true],
    ]);
    expect(await answers).toMatchObject([{ status: "rejected" }, { status: "fulfilled" }]);
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

  it("[L43] a key is settled when none of its entries waits or is in flight", async () => {
    const { queue, groups } = handDriven();
    const order: string[] = [];
    const answers = ["a:1", "a:2", "b"].map((entry) =>
      queue.submit(entry).then(() => order.push(entry)),
    );
    const settled = queue.settled("a").then(() => order.push("settled"));
    await queue.settled("c");
    for (const nth of [0, 1]) {
      await vi.waitFor(() => expect(groups).toHaveLength(nth + 1));
      expect(order).not.toContain("settled");
      groups[nth]?.answer();
    }
    await Promise.all([...answers, settled]);
    expect(order).toEqual(["a:1", "b", "a:2", "settled"]);
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

import { describe, expect, it, vi } from "vitest";
import type { Verdict } from "../database/database-errors";
import type { LikeCommand, LikeResult } from "./like-group";
import { createLikeQueue } from "./like-queue";

/** A like of the person's heart on one content; `liked` null toggles. */
function command(userId: string, liked: boolean | null = true): LikeCommand {
  return { userId, contentId: "content", contentType: null, liked, deviceId: null, seq: null };
}

/** A queue whose commits are answered by hand. */
function handDriven(options: { maxWaiting?: number } = {}) {
  const groups: { who: string[]; answer(): void; fail(error: unknown): void }[] = [];
  const queue = createLikeQueue({
    ...options,
    judge: (error) => (error as Error).message as Verdict,
    wait: () => Promise.resolve(),
    commit: (commands) =>
      new Promise<LikeResult[]>((resolve, reject) => {
        groups.push({
          who: commands.map(({ userId }) => userId),
          answer: () => resolve(commands.map(() => ({ found: false }))),
          fail: reject,
        });
      }),
  });
  return { queue, groups };
}

describe("the queue of likes", () => {
  it("[L40] after a lost connection a toggle answers UNAVAILABLE and a set is tried again", async () => {
    const { queue, groups } = handDriven();
    const answers = Promise.allSettled([
      queue.submit(command("ada")),
      queue.submit(command("bob", null)),
    ]);
    await vi.waitFor(() => expect(groups).toHaveLength(1));
    groups[0]?.fail(new Error("lost"));
    await vi.waitFor(() => expect(groups).toHaveLength(2));
    expect(groups[1]?.who).toEqual(["ada"]);
    groups[1]?.answer();
    expect(await answers).toMatchObject([
      { status: "fulfilled" },
      { status: "rejected", reason: { code: "UNAVAILABLE" } },
    ]);
  });

  it("[L43] work of its own has its turn among the likes of its heart, and keeps no other waiting", async () => {
    const { queue, groups } = handDriven();
    const order: string[] = [];
    const note = (what: string) => () => order.push(what);
    let end = () => {};
    const before = queue.submit(command("ada")).then(note("before"));
    const work = queue.runAlone(command("ada", null), async () => {
      order.push("begun");
      await new Promise<void>((resolve) => {
        end = resolve;
      });
      order.push("ended");
    });
    const after = queue.submit(command("ada")).then(note("after"));
    const last = queue.runAlone(command("ada", null), async () => order.push("last"));
    const other = queue.submit(command("bob")).then(note("other"));
    await vi.waitFor(() => expect(groups).toHaveLength(1));
    expect(groups[0]?.who).toEqual(["ada", "bob"]);
    expect(order).toEqual([]);
    groups[0]?.answer();
    await Promise.all([before, other]);
    await vi.waitFor(() => expect(order).toContain("begun"));
    const later = queue.submit(command("eve")).then(note("later"));
    await vi.waitFor(() => expect(groups).toHaveLength(2));
    groups[1]?.answer();
    await later;
    expect(groups[1]?.who).toEqual(["eve"]);
    expect(queue.waiting).toBe(2);
    let isDrained = false;
    const drained = queue.drain().then(() => {
      isDrained = true;
    });
    expect(isDrained).toBe(false);
    end();
    await work;
    await vi.waitFor(() => expect(groups).toHaveLength(3));
    expect(groups[2]?.who).toEqual(["ada"]);
    groups[2]?.answer();
    await Promise.all([after, last, drained]);
    const ofWork = order.filter((what) => what !== "before" && what !== "other");
    expect(ofWork).toEqual(["begun", "later", "ended", "after", "last"]);
    expect(queue.waiting).toBe(0);
  });

  it("[L43] work that fails lets the next of its heart go on", async () => {
    const { queue, groups } = handDriven();
    const work = queue.runAlone(command("ada", null), () => Promise.reject(new Error("no")));
    const after = queue.submit(command("ada"));
    await expect(work).rejects.toThrow("no");
    await vi.waitFor(() => expect(groups).toHaveLength(1));
    groups[0]?.answer();
    expect(await after).toEqual({ found: false });
  });

  it("[L24] what waits for its turn counts against the bound", async () => {
    const { queue, groups } = handDriven({ maxWaiting: 1 });
    const first = queue.submit(command("ada"));
    await vi.waitFor(() => expect(groups).toHaveLength(1));
    let end = () => {};
    const work = queue.runAlone(
      command("bob", null),
      () =>
        new Promise<void>((resolve) => {
          end = resolve;
        }),
    );
    await vi.waitFor(() => expect(queue.waiting).toBe(0));
    const behind = queue.submit(command("bob"));
    const refused = [
      queue.submit(command("bob")),
      queue.runAlone(command("eve", null), async () => {}),
    ];
    for (const answer of await Promise.allSettled(refused)) {
      expect(answer).toMatchObject({ status: "rejected", reason: { code: "UNAVAILABLE" } });
    }
    end();
    groups[0]?.answer();
    await Promise.all([first, work]);
    await vi.waitFor(() => expect(groups).toHaveLength(2));
    groups[1]?.answer();
    expect(await behind).toEqual({ found: false });
  });
});

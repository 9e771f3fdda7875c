import { beforeEach, describe, expect, it } from "vitest";
import type { ViewerEngagement } from "@/protocol/views";
import { roomMessage } from "../engagement/engagement-reducer";
import { IntentQueueFixture } from "../testing/intent-queue-fixture";
import { likeEvent, POST, sampleEngagement } from "../testing/sample-views";
import { settle } from "../testing/virtual-clock";
import type { IntentOutcome } from "./intent-outcomes";
import type { LikeIntent } from "./intent-storage";

const { contentId } = POST;
let bench: IntentQueueFixture;

beforeEach(() => {
  bench = new IntentQueueFixture();
});

function likedAt(version: number, likeCount: number, liked = true): ViewerEngagement {
  return sampleEngagement({ version, likeCount, liked });
}

async function kinds(outcomes: Promise<IntentOutcome>[]): Promise<string[]> {
  return (await Promise.all(outcomes)).map((each) => each.kind);
}

describe("intent queue", () => {
  it("[C12] a like intent shows before the call returns, and is persisted before it is sent", async () => {
    const outcome = bench.queue.submit(POST, true);
    expect(bench.shown()).toEqual({ liked: true, likeCount: 42, isPending: true });
    expect(bench.sent).toHaveLength(0);
    await settle();
    expect(bench.kept.get(contentId)).toEqual(bench.at(0).intent);
    bench.at(0).answer(likedAt(11, 42));
    expect(await outcome).toEqual({ kind: "settled" });
    expect(bench.shown()).toEqual({ liked: true, likeCount: 42, isPending: false });
    expect(bench.kept.size).toBe(0);
    expect(bench.counts).toEqual([1, 0]);
  });

  it("[C12] while it is being persisted it is not sent, not even when the connection comes back", async () => {
    let written: () => void = () => undefined;
    bench.paper = new Promise((resolve) => {
      written = resolve;
    });
    void bench.queue.submit(POST, true);
    await settle();
    bench.queue.wake();
    await settle();
    expect(bench.sent).toHaveLength(0);
    written();
    await settle();
    expect(bench.sent).toHaveLength(1);
  });

  it("[C13] three quick like intents: one request under way, one waiting, every promise settles", async () => {
    const outcomes = [
      bench.queue.submit(POST, true),
      bench.queue.submit(POST, false),
      bench.queue.submit(POST, true),
    ];
    await settle();
    expect(bench.sent.map((each) => each.intent.seq)).toEqual([3]);
    bench.at(0).answer(likedAt(11, 42));
    expect(await kinds(outcomes)).toEqual(["superseded", "superseded", "settled"]);
    expect(bench.shown()).toEqual({ liked: true, likeCount: 42, isPending: false });
  });

  it("[C13] like intents during a request become one request after it, with no flash of an older state", async () => {
    const seen: boolean[] = [];
    bench.store.subscribe(contentId, () => seen.push(bench.store.read(contentId).liked));
    const outcomes = [bench.queue.submit(POST, true)];
    await settle();
    outcomes.push(
      bench.queue.submit(POST, false),
      bench.queue.submit(POST, true),
      bench.queue.submit(POST, false),
    );
    await settle();
    expect(bench.sent).toHaveLength(1);
    bench.at(0).answer(likedAt(11, 42));
    await settle();
    expect(bench.shown()).toEqual({ liked: false, likeCount: 41, isPending: true });
    expect(bench.sent.map((each) => each.intent.seq)).toEqual([1, 4]);
    bench.at(1).answer(likedAt(12, 41, false));
    expect(await kinds(outcomes)).toEqual(["settled", "superseded", "superseded", "settled"]);
    expect(bench.shown()).toEqual({ liked: false, likeCount: 41, isPending: false });
    expect(seen.slice(0, 4)).toEqual([true, false, true, false]);
    expect(seen.slice(4).every((each) => each === false)).toBe(true);
  });

  it("[C13] set back to what the server said, with nothing under way: nothing is sent", async () => {
    const outcomes = [bench.queue.submit(POST, true), bench.queue.submit(POST, false)];
    await settle();
    expect(bench.sent).toHaveLength(0);
    expect(await kinds(outcomes)).toEqual(["superseded", "settled"]);
    expect(bench.shown()).toEqual({ liked: false, likeCount: 41, isPending: false });
    expect(await bench.queue.submit(POST, false)).toEqual({ kind: "settled" });
    expect(bench.counts).toEqual([1, 1, 0]);
  });

  it("[C14] an unknown outcome is asked again with the same number", async () => {
    const outcome = bench.queue.submit(POST, true);
    await settle();
    bench.at(0).fail("TIMEOUT");
    await bench.clock.advance(500);
    expect(bench.sent).toHaveLength(2);
    expect(bench.at(1).intent).toEqual(bench.at(0).intent);
    bench.at(1).answer(likedAt(11, 42));
    expect(await outcome).toEqual({ kind: "settled" });
  });

  it("[C14] set back after an unknown outcome: it is sent all the same, for the first may have landed", async () => {
    void bench.queue.submit(POST, true);
    await settle();
    bench.at(0).fail("UNAVAILABLE");
    await settle();
    void bench.queue.submit(POST, false);
    await settle();
    expect(bench.sent.map((each) => [each.intent.seq, each.intent.liked])).toEqual([
      [1, true],
      [2, false],
    ]);
  });

  it("[C14] retryAfterMs is never undercut, not even when the connection comes back", async () => {
    void bench.queue.submit(POST, true);
    await settle();
    bench.at(0).fail("RATE_LIMITED", 5_000);
    await settle();
    bench.queue.wake();
    await bench.clock.advance(4_999);
    expect(bench.sent).toHaveLength(1);
    await bench.clock.advance(300);
    expect(bench.sent).toHaveLength(2);
  });

  it("[C5] a rate limit says that nothing landed, so others' likes are shown while waiting", async () => {
    void bench.queue.submit(POST, true);
    await settle();
    bench.store.applyRoomEvent(
      roomMessage(likeEvent({ version: 12, likeCount: 45 }), undefined),
      true,
    );
    expect(bench.shown().likeCount).toBe(42);
    bench.at(0).fail("RATE_LIMITED", 5_000);
    await settle();
    expect(bench.shown()).toEqual({ liked: true, likeCount: 46, isPending: true });
  });

  it("[C5] a rate limit says nothing of what was asked before it: events still wait", async () => {
    void bench.queue.submit(POST, true);
    await settle();
    bench.at(0).fail("TIMEOUT");
    await bench.clock.advance(500);
    bench.store.applyRoomEvent(
      roomMessage(likeEvent({ version: 12, likeCount: 42 }), undefined),
      true,
    );
    bench.at(1).fail("RATE_LIMITED", 5_000);
    await settle();
    expect(bench.shown()).toEqual({ liked: true, likeCount: 42, isPending: true });
  });

  it("[C14] another like intent does not undercut the server's time either", async () => {
    void bench.queue.submit(POST, true);
    await settle();
    bench.at(0).fail("RATE_LIMITED", 5_000);
    await settle();
    void bench.queue.submit(POST, false);
    void bench.queue.submit(POST, true);
    await bench.clock.advance(4_999);
    expect(bench.sent).toHaveLength(1);
    await bench.clock.advance(300);
    expect(bench.at(1).intent.seq).toBe(3);
  });

  it("[C14] a back-off ends when the connection is back", async () => {
    void bench.queue.submit(POST, true);
    await settle();
    for (let attempt = 0; attempt < 6; attempt += 1) {
      bench.at(attempt).fail("UNAVAILABLE");
      await settle();
      bench.queue.wake();
      await settle();
    }
    expect(bench.sent).toHaveLength(7);
  });

  it("[C15] offline a like intent waits in storage and goes out when the connection is back", async () => {
    bench.isOnline = false;
    void bench.queue.submit(POST, true);
    await bench.clock.advance(60_000);
    expect(bench.sent).toHaveLength(0);
    expect(bench.shown()).toEqual({ liked: true, likeCount: 42, isPending: true });
    bench.isOnline = true;
    bench.queue.wake();
    await settle();
    expect(bench.sent).toHaveLength(1);
  });

  it("[C6] a final refusal drops the like intent, shows the current truth and says why", async () => {
    const outcomes = [bench.queue.submit(POST, true)];
    await settle();
    outcomes.push(bench.queue.submit(POST, false), bench.queue.submit(POST, true));
    bench.store.applyRoomEvent(
      roomMessage(likeEvent({ version: 15, likeCount: 50 }), undefined),
      true,
    );
    bench.at(0).fail("FORBIDDEN");
    expect(await kinds(outcomes)).toEqual(["failed", "failed", "failed"]);
    expect(bench.shown()).toEqual({ liked: false, likeCount: 50, isPending: false });
    expect(bench.onDropped.mock.calls[0]?.[1].code).toBe("FORBIDDEN");
    expect(bench.kept.size).toBe(0);
  });

  it("[C6] a server that breaks on a like intent three times will break again: it is given up", async () => {
    const outcome = bench.queue.submit(POST, true);
    await settle();
    for (let attempt = 0; attempt < 3; attempt += 1) {
      bench.at(attempt).fail("INTERNAL");
      await bench.clock.advance(10_000);
    }
    expect(bench.sent).toHaveLength(3);
    expect(await outcome).toMatchObject({ kind: "failed", error: { code: "INTERNAL" } });
  });

  it("[C16] one stuck like intent blocks no other content", async () => {
    const other = { ...POST, contentId: "other" };
    void bench.queue.submit(POST, true);
    const outcome = bench.queue.submit(other, true);
    await settle();
    bench.at(1).answer(sampleEngagement({ contentId: "other", liked: true }));
    expect(await outcome).toEqual({ kind: "settled" });
    expect(bench.queue.isPending(contentId)).toBe(true);
    expect(bench.queue.size).toBe(1);
  });

  it("[C17] a like intent found in storage is shown and sent, a newer like intent of this page wins over it", async () => {
    const left: LikeIntent = { ...POST, liked: true, deviceId: "device", seq: 0 };
    bench.queue.adopt(left);
    expect(bench.shown()).toEqual({ liked: true, likeCount: 42, isPending: true });
    await settle();
    expect(bench.at(0).intent).toEqual(left);
    void bench.queue.submit(POST, false);
    bench.queue.adopt(left);
    bench.at(0).answer(likedAt(11, 42));
    await settle();
    expect(bench.at(1).intent).toMatchObject({ liked: false, seq: 1 });
  });

  it("[C17] it may have landed before: events wait for its answer, also offline", async () => {
    bench.isOnline = false;
    bench.queue.adopt({ ...POST, liked: true, deviceId: "device", seq: 0 });
    await settle();
    bench.store.applyRoomEvent(
      roomMessage(likeEvent({ version: 12, likeCount: 42 }), undefined),
      true,
    );
    expect(bench.shown()).toEqual({ liked: true, likeCount: 42, isPending: true });
  });

  it("[C17] a like intent found in storage is sent even when the truth already agrees", async () => {
    bench.queue.adopt({ ...POST, liked: false, deviceId: "device", seq: 0 });
    await settle();
    expect(bench.sent).toHaveLength(1);
  });

  it("[C11] when a content is gone its like intent is dropped with a reason; a late answer is still applied", async () => {
    const outcome = bench.queue.submit(POST, true);
    await settle();
    bench.queue.drop(contentId, { code: "NOT_FOUND", message: "", retryable: false, errorId: "x" });
    bench.queue.drop("never liked", {
      code: "NOT_FOUND",
      message: "",
      retryable: false,
      errorId: "x",
    });
    expect(await outcome).toMatchObject({ kind: "failed" });
    bench.at(0).answer(likedAt(11, 42));
    await settle();
    expect(bench.shown()).toEqual({ liked: true, likeCount: 42, isPending: false });
    expect(bench.onDropped).toHaveBeenCalledTimes(1);
  });

  it("[C11] a late failure of a dropped like intent reports nothing again", async () => {
    void bench.queue.submit(POST, true);
    await settle();
    bench.queue.dropAll({ code: "UNAUTHENTICATED", message: "", retryable: false, errorId: "x" });
    bench.at(0).fail("FORBIDDEN");
    await settle();
    expect(bench.onDropped).toHaveBeenCalledTimes(1);
  });

  it("[C18] stopped, it leaves no timer and sends nothing; woken, it goes on", async () => {
    void bench.queue.submit(POST, true);
    await settle();
    bench.at(0).fail("UNAVAILABLE");
    await settle();
    expect(bench.clock.pendingTimers).toBe(1);
    bench.queue.stop();
    expect(bench.clock.pendingTimers).toBe(0);
    void bench.queue.submit(POST, false);
    await settle();
    expect(bench.sent).toHaveLength(1);
    bench.queue.wake();
    await settle();
    expect(bench.sent).toHaveLength(2);
    bench.queue.stop();
    bench.at(1).fail("UNAVAILABLE");
    await settle();
    expect(bench.clock.pendingTimers).toBe(0);
  });
});

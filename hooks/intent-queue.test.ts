import { beforeEach, describe, expect, it, vi } from "vitest";
import { type ErrorCode, HeartwireError } from "@/protocol/errors";
import type { ViewerEngagement } from "@/protocol/views";
import { roomMessage } from "./engagement-reducer";
import { EngagementStore } from "./engagement-store";
import { IntentQueue, type PressOutcome } from "./intent-queue";
import type { Press } from "./kept-presses";
import { EPOCH, likeEvent, POST, sampleEngagement } from "./testing/sample-views";
import { settle, VirtualClock } from "./testing/virtual-clock";

const { contentId } = POST;

interface Sent {
  press: Press;
  answer(view: ViewerEngagement): void;
  fail(code: ErrorCode, retryAfterMs?: number): void;
}

let clock: VirtualClock;
let store: EngagementStore;
let queue: IntentQueue;
let sent: Sent[];
let kept: Map<string, Press>;
let isOnline: boolean;
let onDropped: ReturnType<typeof vi.fn<(press: Press, error: { code: string }) => void>>;
let counts: number[];

beforeEach(() => {
  clock = new VirtualClock();
  store = new EngagementStore(EPOCH);
  store.seed([sampleEngagement()]);
  sent = [];
  kept = new Map();
  counts = [];
  isOnline = true;
  onDropped = vi.fn();
  let seq = 0;
  queue = new IntentQueue({
    store,
    clock,
    nextStamp: () => {
      seq += 1;
      return { deviceId: "device", seq };
    },
    deliver: (press) =>
      new Promise((resolve, reject) => {
        sent.push({
          press,
          answer: resolve,
          fail: (code, retryAfterMs) =>
            reject(new HeartwireError(code, code, retryAfterMs ? { retryAfterMs } : {})),
        });
      }),
    canDeliver: () => isOnline,
    keep: async (press) => {
      kept.set(press.contentId, press);
    },
    crossOut: (press) => {
      kept.delete(press.contentId);
    },
    onDropped,
    onPresses: (presses) => counts.push(presses.length),
  });
});

function likedAt(version: number, likeCount: number, liked = true): ViewerEngagement {
  return sampleEngagement({ version, likeCount, liked });
}

function shown() {
  const { liked, likeCount, isPending } = store.read(contentId);
  return { liked, likeCount, isPending };
}

function at(index: number): Sent {
  const found = sent[index];
  if (!found) throw new Error(`only ${sent.length} presses were sent`);
  return found;
}

async function kinds(outcomes: Promise<PressOutcome>[]): Promise<string[]> {
  return (await Promise.all(outcomes)).map((each) => each.kind);
}

describe("intent queue", () => {
  it("[C12] a press shows before the call returns, and is on paper before it is sent", async () => {
    const outcome = queue.press(POST, true);
    expect(shown()).toEqual({ liked: true, likeCount: 42, isPending: true });
    expect(sent).toHaveLength(0);
    await settle();
    expect(kept.get(contentId)).toEqual(at(0).press);
    at(0).answer(likedAt(11, 42));
    expect(await outcome).toEqual({ kind: "settled" });
    expect(shown()).toEqual({ liked: true, likeCount: 42, isPending: false });
    expect(kept.size).toBe(0);
    expect(counts).toEqual([1, 0]);
  });

  it("[C13] three quick presses: one request under way, one waiting, every promise settles", async () => {
    const outcomes = [queue.press(POST, true), queue.press(POST, false), queue.press(POST, true)];
    await settle();
    expect(sent.map((each) => each.press.seq)).toEqual([3]);
    at(0).answer(likedAt(11, 42));
    expect(await kinds(outcomes)).toEqual(["superseded", "superseded", "settled"]);
    expect(shown()).toEqual({ liked: true, likeCount: 42, isPending: false });
  });

  it("[C13] presses during a request become one request after it, with no flash of an older state", async () => {
    const seen: boolean[] = [];
    store.subscribe(contentId, () => seen.push(store.read(contentId).liked));
    const outcomes = [queue.press(POST, true)];
    await settle();
    outcomes.push(queue.press(POST, false), queue.press(POST, true), queue.press(POST, false));
    await settle();
    expect(sent).toHaveLength(1);
    at(0).answer(likedAt(11, 42));
    await settle();
    expect(shown()).toEqual({ liked: false, likeCount: 41, isPending: true });
    expect(sent.map((each) => each.press.seq)).toEqual([1, 4]);
    at(1).answer(likedAt(12, 41, false));
    expect(await kinds(outcomes)).toEqual(["settled", "superseded", "superseded", "settled"]);
    expect(shown()).toEqual({ liked: false, likeCount: 41, isPending: false });
    expect(seen.slice(0, 4)).toEqual([true, false, true, false]);
    expect(seen.slice(4).every((each) => each === false)).toBe(true);
  });

  it("[C13] pressed back to what the server said, with nothing under way: nothing is sent", async () => {
    const outcomes = [queue.press(POST, true), queue.press(POST, false)];
    await settle();
    expect(sent).toHaveLength(0);
    expect(await kinds(outcomes)).toEqual(["superseded", "settled"]);
    expect(shown()).toEqual({ liked: false, likeCount: 41, isPending: false });
    expect(await queue.press(POST, false)).toEqual({ kind: "settled" });
  });

  it("[C14] an unknown outcome is asked again with the same number", async () => {
    const outcome = queue.press(POST, true);
    await settle();
    at(0).fail("TIMEOUT");
    await clock.advance(500);
    expect(sent).toHaveLength(2);
    expect(at(1).press).toEqual(at(0).press);
    at(1).answer(likedAt(11, 42));
    expect(await outcome).toEqual({ kind: "settled" });
  });

  it("[C14] pressed back after an unknown outcome: it is sent all the same, for the first may have landed", async () => {
    void queue.press(POST, true);
    await settle();
    at(0).fail("UNAVAILABLE");
    await settle();
    void queue.press(POST, false);
    await settle();
    expect(sent.map((each) => [each.press.seq, each.press.liked])).toEqual([
      [1, true],
      [2, false],
    ]);
  });

  it("[C14] retryAfterMs is never undercut, not even when the line comes back", async () => {
    void queue.press(POST, true);
    await settle();
    at(0).fail("RATE_LIMITED", 5_000);
    await settle();
    queue.wake();
    await clock.advance(4_999);
    expect(sent).toHaveLength(1);
    await clock.advance(300);
    expect(sent).toHaveLength(2);
  });

  it("[C5] a rate limit says that nothing landed, so others' likes are shown while waiting", async () => {
    void queue.press(POST, true);
    await settle();
    store.hearRoom(roomMessage(likeEvent({ version: 12, likeCount: 45 }), undefined), true);
    expect(shown().likeCount).toBe(42);
    at(0).fail("RATE_LIMITED", 5_000);
    await settle();
    expect(shown()).toEqual({ liked: true, likeCount: 46, isPending: true });
  });

  it("[C14] a back-off ends when the line is back", async () => {
    void queue.press(POST, true);
    await settle();
    for (let attempt = 0; attempt < 6; attempt += 1) {
      at(attempt).fail("UNAVAILABLE");
      await settle();
      queue.wake();
      await settle();
    }
    expect(sent).toHaveLength(7);
  });

  it("[C15] offline a press waits on paper and goes out when the line is back", async () => {
    isOnline = false;
    void queue.press(POST, true);
    await clock.advance(60_000);
    expect(sent).toHaveLength(0);
    expect(shown()).toEqual({ liked: true, likeCount: 42, isPending: true });
    isOnline = true;
    queue.wake();
    await settle();
    expect(sent).toHaveLength(1);
  });

  it("[C6] a final refusal drops the press, shows the truth of now and says why", async () => {
    const outcomes = [queue.press(POST, true)];
    await settle();
    outcomes.push(queue.press(POST, false), queue.press(POST, true));
    store.hearRoom(roomMessage(likeEvent({ version: 15, likeCount: 50 }), undefined), true);
    at(0).fail("FORBIDDEN");
    expect(await kinds(outcomes)).toEqual(["failed", "failed", "failed"]);
    expect(shown()).toEqual({ liked: false, likeCount: 50, isPending: false });
    expect(onDropped.mock.calls[0]?.[1].code).toBe("FORBIDDEN");
    expect(kept.size).toBe(0);
  });

  it("[C6] a server that breaks on a press three times will break again: it is given up", async () => {
    const outcome = queue.press(POST, true);
    await settle();
    for (let attempt = 0; attempt < 3; attempt += 1) {
      at(attempt).fail("INTERNAL");
      await clock.advance(10_000);
    }
    expect(sent).toHaveLength(3);
    expect(await outcome).toMatchObject({ kind: "failed", error: { code: "INTERNAL" } });
  });

  it("[C16] one stuck press blocks nobody else", async () => {
    const other = { ...POST, contentId: "other" };
    void queue.press(POST, true);
    const outcome = queue.press(other, true);
    await settle();
    at(1).answer(sampleEngagement({ contentId: "other", liked: true }));
    expect(await outcome).toEqual({ kind: "settled" });
    expect(queue.isPending(contentId)).toBe(true);
    expect(queue.size).toBe(1);
  });

  it("[C17] a press found on paper is shown and sent, a newer press of this page wins over it", async () => {
    const left: Press = { ...POST, liked: true, deviceId: "device", seq: 0 };
    queue.adopt(left);
    expect(shown()).toEqual({ liked: true, likeCount: 42, isPending: true });
    await settle();
    expect(at(0).press).toEqual(left);
    void queue.press(POST, false);
    queue.adopt(left);
    at(0).answer(likedAt(11, 42));
    await settle();
    expect(at(1).press).toMatchObject({ liked: false, seq: 1 });
  });

  it("[C17] a press found on paper is sent even when the truth already agrees", async () => {
    queue.adopt({ ...POST, liked: false, deviceId: "device", seq: 0 });
    await settle();
    expect(sent).toHaveLength(1);
  });

  it("[C11] when a content is gone its press is dropped with a word; a late answer is still believed", async () => {
    const outcome = queue.press(POST, true);
    await settle();
    queue.drop(contentId, { code: "NOT_FOUND", message: "", retryable: false, errorId: "x" });
    queue.drop("never pressed", { code: "NOT_FOUND", message: "", retryable: false, errorId: "x" });
    expect(await outcome).toMatchObject({ kind: "failed" });
    at(0).answer(likedAt(11, 42));
    await settle();
    expect(shown()).toEqual({ liked: true, likeCount: 42, isPending: false });
    expect(onDropped).toHaveBeenCalledTimes(1);
  });

  it("[C11] a late failure of a dropped press says nothing again", async () => {
    void queue.press(POST, true);
    await settle();
    queue.dropAll({ code: "UNAUTHENTICATED", message: "", retryable: false, errorId: "x" });
    at(0).fail("FORBIDDEN");
    await settle();
    expect(onDropped).toHaveBeenCalledTimes(1);
  });

  it("[C18] stopped, it leaves no timer and sends nothing; woken, it goes on", async () => {
    void queue.press(POST, true);
    await settle();
    at(0).fail("UNAVAILABLE");
    await settle();
    expect(clock.pendingTimers).toBe(1);
    queue.stop();
    expect(clock.pendingTimers).toBe(0);
    void queue.press(POST, false);
    await settle();
    expect(sent).toHaveLength(1);
    queue.wake();
    await settle();
    expect(sent).toHaveLength(2);
    queue.stop();
    at(1).fail("UNAVAILABLE");
    await settle();
    expect(clock.pendingTimers).toBe(0);
  });
});

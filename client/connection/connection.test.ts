import { beforeEach, describe, expect, it } from "vitest";
import { HeartwireError } from "@/protocol/errors";
import { unanswered, unreachable } from "../errors";
import { ANSWER, LineBench, UNAUTHENTICATED } from "../testing/connection-fixture";
import { likeEvent, sampleEngagement } from "../testing/sample-views";
import { settle } from "../testing/virtual-clock";

const SYNC_EVERY_MS = 30_000;

let bench: LineBench;

beforeEach(() => {
  bench = new LineBench();
});

describe("opening", () => {
  it("[C19] start, stop, start in one turn opens one socket", async () => {
    bench.line.start();
    bench.line.stop();
    bench.line.start();
    bench.line.start();
    await bench.clock.advance(0);
    expect(bench.hand.openCount).toBe(1);
    expect(bench.page.listenerCount).toBe(1);
  });

  it("[C20] live is said only once sync is answered; rooms are joined before it is asked", async () => {
    let joined: () => void = () => undefined;
    bench.rejoin = () =>
      new Promise((resolve) => {
        joined = resolve;
      });
    bench.line.start();
    await bench.clock.advance(0);
    bench.hand.accept();
    await settle();
    expect(bench.hand.names()).toEqual([]);
    joined();
    await settle();
    expect(bench.hand.names()).toEqual(["sync"]);
    expect(bench.line.isLive).toBe(false);
    bench.hand.take("sync").answer(ANSWER);
    await settle();
    expect(bench.line.isLive).toBe(true);
    expect(bench.states).toEqual(["live"]);
  });

  it("[C59] rooms that could not be joined are no line: it is opened anew", async () => {
    bench.rejoin = async () => {
      throw unanswered();
    };
    bench.line.start();
    await bench.clock.advance(0);
    bench.hand.accept();
    await settle();
    expect(bench.hand.names()).toEqual([]);
    expect([bench.line.isLive, bench.hand.isOpen]).toEqual([false, false]);
    bench.rejoin = async () => undefined;
    await bench.clock.advance(500);
    bench.hand.accept();
    await settle();
    bench.hand.take("sync").answer(ANSWER);
    await settle();
    expect(bench.states).toEqual(["live"]);
  });

  it("[C59] told when to join again, it keeps the socket, waits, and asks for no sync before", async () => {
    bench.rejoin = async () => {
      throw new HeartwireError("RATE_LIMITED", "slow down", { retryAfterMs: 900 });
    };
    bench.line.start();
    await bench.clock.advance(0);
    bench.hand.accept();
    await settle();
    bench.rejoin = async () => undefined;
    bench.page.show();
    await bench.clock.advance(899);
    expect(bench.hand.names()).toEqual([]);
    await bench.clock.advance(1);
    bench.hand.take("sync").answer(ANSWER);
    await settle();
    expect([bench.line.isLive, bench.hand.openCount]).toEqual([true, 1]);
  });

  it("[C21] events after an opening are held until the answer to sync is applied", async () => {
    bench.line.start();
    await bench.clock.advance(0);
    bench.hand.accept();
    bench.hand.tell("session:ready", {});
    bench.hand.tell("post:liked", likeEvent());
    await settle();
    expect(bench.told).toEqual(["session:ready"]);
    bench.hand.take("sync").answer({ ...ANSWER, contents: [sampleEngagement()] });
    await settle();
    bench.hand.tell("post:unliked", likeEvent());
    expect(bench.told).toEqual(["session:ready", "sync", "post:liked", "first", "post:unliked"]);
  });

  it("[C18] stopped, it leaves no socket, timer or listener", async () => {
    await bench.goLive();
    bench.line.stop();
    expect(bench.hand.isOpen).toBe(false);
    expect(bench.clock.pendingTimers).toBe(0);
    expect(bench.page.listenerCount).toBe(0);
    bench.line.syncNow();
    expect(bench.hand.names()).toEqual([]);
    expect(bench.clock.pendingTimers).toBe(0);
  });

  it("[C18] stopped while it opens, or comes back, nothing is to come", async () => {
    bench.line.start();
    bench.line.stop();
    expect(bench.clock.pendingTimers).toBe(0);
    await bench.goLive();
    bench.hand.cut();
    bench.line.stop();
    expect(bench.clock.pendingTimers).toBe(0);
  });
});

describe("staying right", () => {
  it("[C22] syncs every 30 s, when shown and when online again, one at a time", async () => {
    await bench.goLive();
    await bench.clock.advance(SYNC_EVERY_MS);
    expect(bench.hand.names()).toEqual(["sync"]);
    bench.page.show();
    bench.page.goOnline();
    expect(bench.hand.names()).toEqual(["sync"]);
    bench.hand.take("sync").answer(ANSWER);
    await settle();
    expect(bench.hand.names()).toEqual(["sync"]);
    bench.hand.take("sync").answer(ANSWER);
    await settle();
    expect(bench.hand.names()).toEqual([]);
    expect(bench.told.filter((each) => each === "periodic")).toHaveLength(2);
  });

  it("[C22] a hidden page does not sync by the clock, and does at once when shown", async () => {
    await bench.goLive();
    bench.page.hide();
    await bench.clock.advance(SYNC_EVERY_MS * 3);
    expect(bench.hand.names()).toEqual([]);
    bench.page.show();
    expect(bench.hand.names()).toEqual(["sync"]);
  });

  it("[C23] a socket that does not answer sync is dropped and opened anew", async () => {
    await bench.goLive();
    bench.page.show();
    bench.hand.take("sync").timeOut();
    await settle();
    expect([bench.line.state, bench.hand.isOpen]).toEqual(["reconnecting", false]);
    await bench.clock.advance(1_000);
    expect(bench.hand.openCount).toBe(2);
  });

  it("[C61] woken after a sleep, it trusts no socket and opens a new one at once", async () => {
    await bench.goLive();
    bench.page.sleep();
    expect([bench.line.state, bench.hand.isOpen]).toEqual(["reconnecting", false]);
    await bench.clock.advance(0);
    expect(bench.hand.openCount).toBe(2);
    bench.hand.accept();
    await settle();
    bench.hand.take("sync").answer(ANSWER);
    await settle();
    expect([bench.line.state, bench.told.at(-1)]).toEqual(["live", "again"]);
  });

  it("[C23] told when to sync again, it keeps the socket and waits", async () => {
    bench.line.start();
    await bench.clock.advance(0);
    bench.hand.accept();
    await settle();
    bench.hand.take("sync").refuse({ code: "UNAVAILABLE", retryAfterMs: 700 });
    await bench.clock.advance(699);
    expect(bench.hand.names()).toEqual([]);
    await bench.clock.advance(1);
    bench.hand.take("sync").answer(ANSWER);
    await settle();
    expect(bench.line.isLive).toBe(true);
  });

  it("[C23] a lost line comes back by itself, with jitter, and says it was away", async () => {
    await bench.goLive();
    bench.hand.cut();
    expect(bench.states).toEqual(["live", "reconnecting"]);
    await bench.clock.advance(500);
    expect(bench.hand.openCount).toBe(2);
    bench.hand.accept();
    await settle();
    bench.hand.take("sync").answer(ANSWER);
    await settle();
    expect(bench.line.state).toBe("live");
    expect(bench.told.at(-1)).toBe("again");
  });

  it("[C23] the wait between tries grows to five seconds and obeys the server's word", async () => {
    bench.postSync.mockRejectedValue(unreachable());
    bench.line.start();
    await bench.clock.advance(0);
    let longestMs = 0;
    for (let tries = 1; tries < 12; tries += 1) {
      longestMs = Math.max(longestMs, await bench.refuseOpening());
      expect(bench.hand.openCount).toBe(tries + 1);
    }
    expect(longestMs).toBeGreaterThan(2_000);
    expect(longestMs).toBeLessThanOrEqual(5_000);
    bench.hand.refuse({ ...UNAUTHENTICATED, code: "RATE_LIMITED", retryAfterMs: 20_000 });
    await bench.clock.advance(19_999);
    expect(bench.hand.openCount).toBe(12);
    await bench.clock.advance(300);
    expect(bench.hand.openCount).toBe(13);
  });

  it("[C69] a page that is shown does not undercut the server's word", async () => {
    bench.line.start();
    await bench.clock.advance(0);
    bench.hand.refuse({ ...UNAUTHENTICATED, code: "RATE_LIMITED", retryAfterMs: 20_000 });
    bench.page.show();
    await bench.clock.advance(19_999);
    expect(bench.hand.openCount).toBe(1);
    await bench.clock.advance(300);
    expect(bench.hand.openCount).toBe(2);
  });

  it("[C69] told when to sync again, it waits whoever asks", async () => {
    await bench.goLive();
    bench.page.show();
    bench.hand.take("sync").refuse({ code: "UNAVAILABLE", retryAfterMs: 700 });
    await settle();
    bench.page.show();
    await bench.clock.advance(699);
    expect(bench.hand.names()).toEqual([]);
    await bench.clock.advance(1);
    expect(bench.hand.names()).toEqual(["sync"]);
    bench.hand.take("sync").answer(ANSWER);
    await settle();
    bench.page.show();
    expect(bench.hand.names()).toEqual(["sync"]);
  });

  it("[C24] put away it is not live, and brought back it says so until it is", async () => {
    bench.postSync.mockRejectedValue(unreachable());
    await bench.goLive();
    bench.line.stop();
    expect(bench.states).toEqual(["live", "reconnecting"]);
    bench.line.start();
    await bench.clock.advance(3_000);
    expect(bench.line.state).toBe(bench.states.at(-1));
  });

  it("[C23] a good opening begins the waits anew", async () => {
    bench.postSync.mockRejectedValue(unreachable());
    bench.line.start();
    await bench.clock.advance(0);
    for (let tries = 0; tries < 12; tries += 1) await bench.refuseOpening();
    for (let openings = 0; openings < 5; openings += 1) {
      bench.hand.accept();
      await settle();
      bench.hand.take("sync").answer(ANSWER);
      await settle();
      expect(await bench.refuseOpening()).toBeLessThanOrEqual(500);
    }
  });

  it("[C23] a failure that belongs to an earlier opening does not end this one", async () => {
    await bench.goLive();
    bench.page.show();
    const late = bench.hand.take("sync");
    bench.hand.cut();
    await bench.clock.advance(500);
    bench.hand.accept();
    late.timeOut();
    await settle();
    expect(bench.hand.isOpen).toBe(true);
  });

  it("[C23] an answer that belongs to an earlier opening is not applied", async () => {
    await bench.goLive();
    bench.page.show();
    const late = bench.hand.take("sync");
    bench.hand.cut();
    bench.told = [];
    late.answer(ANSWER);
    await settle();
    expect(bench.told).toEqual([]);
  });
});

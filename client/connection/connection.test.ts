import { beforeEach, describe, expect, it } from "vitest";
import { HeartwireError } from "@/protocol/errors";
import { unanswered, unreachable } from "../errors";
import { ANSWER, ConnectionFixture, UNAUTHENTICATED } from "../testing/connection-fixture";
import { likeEvent, sampleEngagement } from "../testing/sample-views";
import { settle } from "../testing/virtual-clock";

const SYNC_EVERY_MS = 30_000;

let bench: ConnectionFixture;

beforeEach(() => {
  bench = new ConnectionFixture();
});

describe("opening", () => {
  it("[C19] start, stop, start in one turn opens one socket", async () => {
    bench.connection.start();
    bench.connection.stop();
    bench.connection.start();
    bench.connection.start();
    await bench.clock.advance(0);
    expect(bench.transport.openCount).toBe(1);
    expect(bench.page.listenerCount).toBe(1);
  });

  it("[C20] live is said only once sync is answered; rooms are joined before it is asked", async () => {
    let joined: () => void = () => undefined;
    bench.rejoin = () =>
      new Promise((resolve) => {
        joined = resolve;
      });
    bench.connection.start();
    await bench.clock.advance(0);
    bench.transport.accept();
    await settle();
    expect(bench.transport.names()).toEqual([]);
    joined();
    await settle();
    expect(bench.transport.names()).toEqual(["sync"]);
    expect(bench.connection.isLive).toBe(false);
    bench.transport.take("sync").answer(ANSWER);
    await settle();
    expect(bench.connection.isLive).toBe(true);
    expect(bench.states).toEqual(["live"]);
  });

  it("[C59] rooms that could not be joined are no connection: it is opened again", async () => {
    bench.rejoin = async () => {
      throw unanswered();
    };
    bench.connection.start();
    await bench.clock.advance(0);
    bench.transport.accept();
    await settle();
    expect(bench.transport.names()).toEqual([]);
    expect([bench.connection.isLive, bench.transport.isOpen]).toEqual([false, false]);
    bench.rejoin = async () => undefined;
    await bench.clock.advance(500);
    bench.transport.accept();
    await settle();
    bench.transport.take("sync").answer(ANSWER);
    await settle();
    expect(bench.states).toEqual(["live"]);
  });

  it("[C59] asked to join again later, it keeps the socket, waits, and asks for no sync before", async () => {
    bench.rejoin = async () => {
      throw new HeartwireError("RATE_LIMITED", "slow down", { retryAfterMs: 900 });
    };
    bench.connection.start();
    await bench.clock.advance(0);
    bench.transport.accept();
    await settle();
    bench.rejoin = async () => undefined;
    bench.page.show();
    await bench.clock.advance(899);
    expect(bench.transport.names()).toEqual([]);
    await bench.clock.advance(1);
    bench.transport.take("sync").answer(ANSWER);
    await settle();
    expect([bench.connection.isLive, bench.transport.openCount]).toEqual([true, 1]);
  });

  it("[C21] events after an opening are held until the answer to sync is applied", async () => {
    bench.connection.start();
    await bench.clock.advance(0);
    bench.transport.accept();
    bench.transport.deliver("session:ready", {});
    bench.transport.deliver("post:liked", likeEvent());
    await settle();
    expect(bench.received).toEqual(["session:ready"]);
    bench.transport.take("sync").answer({ ...ANSWER, contents: [sampleEngagement()] });
    await settle();
    bench.transport.deliver("post:unliked", likeEvent());
    expect(bench.received).toEqual([
      "session:ready",
      "sync",
      "post:liked",
      "first",
      "post:unliked",
    ]);
  });

  it("[C18] stopped, it leaves no socket, timer or listener", async () => {
    await bench.goLive();
    bench.connection.stop();
    expect(bench.transport.isOpen).toBe(false);
    expect(bench.clock.pendingTimers).toBe(0);
    expect(bench.page.listenerCount).toBe(0);
    bench.connection.syncNow();
    expect(bench.transport.names()).toEqual([]);
    expect(bench.clock.pendingTimers).toBe(0);
  });

  it("[C18] stopped while it opens, or comes back, nothing is to come", async () => {
    bench.connection.start();
    bench.connection.stop();
    expect(bench.clock.pendingTimers).toBe(0);
    await bench.goLive();
    bench.transport.cut();
    bench.connection.stop();
    expect(bench.clock.pendingTimers).toBe(0);
  });
});

describe("staying right", () => {
  it("[C22] syncs every 30 s, when shown and when online again, one at a time", async () => {
    await bench.goLive();
    await bench.clock.advance(SYNC_EVERY_MS);
    expect(bench.transport.names()).toEqual(["sync"]);
    bench.page.show();
    bench.page.goOnline();
    expect(bench.transport.names()).toEqual(["sync"]);
    bench.transport.take("sync").answer(ANSWER);
    await settle();
    expect(bench.transport.names()).toEqual(["sync"]);
    bench.transport.take("sync").answer(ANSWER);
    await settle();
    expect(bench.transport.names()).toEqual([]);
    expect(bench.received.filter((each) => each === "periodic")).toHaveLength(2);
  });

  it("[C22] a hidden page does not sync by the clock, and does at once when shown", async () => {
    await bench.goLive();
    bench.page.hide();
    await bench.clock.advance(SYNC_EVERY_MS * 3);
    expect(bench.transport.names()).toEqual([]);
    bench.page.show();
    expect(bench.transport.names()).toEqual(["sync"]);
  });

  it("[C23] a socket that does not answer sync is dropped and opened again", async () => {
    await bench.goLive();
    bench.page.show();
    bench.transport.take("sync").timeOut();
    await settle();
    expect([bench.connection.state, bench.transport.isOpen]).toEqual(["reconnecting", false]);
    await bench.clock.advance(1_000);
    expect(bench.transport.openCount).toBe(2);
  });

  it("[C61] woken after a sleep, it trusts no socket and opens a new one at once", async () => {
    await bench.goLive();
    bench.page.sleep();
    expect([bench.connection.state, bench.transport.isOpen]).toEqual(["reconnecting", false]);
    await bench.clock.advance(0);
    expect(bench.transport.openCount).toBe(2);
    bench.transport.accept();
    await settle();
    bench.transport.take("sync").answer(ANSWER);
    await settle();
    expect([bench.connection.state, bench.received.at(-1)]).toEqual(["live", "again"]);
  });

  it("[C23] asked to sync again later, it keeps the socket and waits", async () => {
    bench.connection.start();
    await bench.clock.advance(0);
    bench.transport.accept();
    await settle();
    bench.transport.take("sync").refuse({ code: "UNAVAILABLE", retryAfterMs: 700 });
    await bench.clock.advance(699);
    expect(bench.transport.names()).toEqual([]);
    await bench.clock.advance(1);
    bench.transport.take("sync").answer(ANSWER);
    await settle();
    expect(bench.connection.isLive).toBe(true);
  });

  it("[C23] a lost connection comes back by itself, with jitter, and says it was away", async () => {
    await bench.goLive();
    bench.transport.cut();
    expect(bench.states).toEqual(["live", "reconnecting"]);
    await bench.clock.advance(500);
    expect(bench.transport.openCount).toBe(2);
    bench.transport.accept();
    await settle();
    bench.transport.take("sync").answer(ANSWER);
    await settle();
    expect(bench.connection.state).toBe("live");
    expect(bench.received.at(-1)).toBe("again");
  });

  it("[C23] the wait between tries grows to five seconds and obeys the server's word", async () => {
    bench.postSync.mockRejectedValue(unreachable());
    bench.connection.start();
    await bench.clock.advance(0);
    let longestMs = 0;
    for (let tries = 1; tries < 12; tries += 1) {
      longestMs = Math.max(longestMs, await bench.refuseOpening());
      expect(bench.transport.openCount).toBe(tries + 1);
    }
    expect(longestMs).toBeGreaterThan(2_000);
    expect(longestMs).toBeLessThanOrEqual(5_000);
    bench.transport.refuse({ ...UNAUTHENTICATED, code: "RATE_LIMITED", retryAfterMs: 20_000 });
    await bench.clock.advance(19_999);
    expect(bench.transport.openCount).toBe(12);
    await bench.clock.advance(300);
    expect(bench.transport.openCount).toBe(13);
  });

  it("[C69] a page that is shown does not undercut the server's word", async () => {
    bench.connection.start();
    await bench.clock.advance(0);
    bench.transport.refuse({ ...UNAUTHENTICATED, code: "RATE_LIMITED", retryAfterMs: 20_000 });
    bench.page.show();
    await bench.clock.advance(19_999);
    expect(bench.transport.openCount).toBe(1);
    await bench.clock.advance(300);
    expect(bench.transport.openCount).toBe(2);
  });

  it("[C69] asked to sync again later, it waits whatever else asks", async () => {
    await bench.goLive();
    bench.page.show();
    bench.transport.take("sync").refuse({ code: "UNAVAILABLE", retryAfterMs: 700 });
    await settle();
    bench.page.show();
    await bench.clock.advance(699);
    expect(bench.transport.names()).toEqual([]);
    await bench.clock.advance(1);
    expect(bench.transport.names()).toEqual(["sync"]);
    bench.transport.take("sync").answer(ANSWER);
    await settle();
    bench.page.show();
    expect(bench.transport.names()).toEqual(["sync"]);
  });

  it("[C24] put away it is not live, and brought back it says so until it is", async () => {
    bench.postSync.mockRejectedValue(unreachable());
    await bench.goLive();
    bench.connection.stop();
    expect(bench.states).toEqual(["live", "reconnecting"]);
    bench.connection.start();
    await bench.clock.advance(3_000);
    expect(bench.connection.state).toBe(bench.states.at(-1));
  });

  it("[C23] a good opening begins the waits again", async () => {
    bench.postSync.mockRejectedValue(unreachable());
    bench.connection.start();
    await bench.clock.advance(0);
    for (let tries = 0; tries < 12; tries += 1) await bench.refuseOpening();
    for (let openings = 0; openings < 5; openings += 1) {
      bench.transport.accept();
      await settle();
      bench.transport.take("sync").answer(ANSWER);
      await settle();
      expect(await bench.refuseOpening()).toBeLessThanOrEqual(500);
    }
  });

  it("[C23] a failure that belongs to an earlier opening does not end this one", async () => {
    await bench.goLive();
    bench.page.show();
    const late = bench.transport.take("sync");
    bench.transport.cut();
    await bench.clock.advance(500);
    bench.transport.accept();
    late.timeOut();
    await settle();
    expect(bench.transport.isOpen).toBe(true);
  });

  it("[C23] an answer that belongs to an earlier opening is not applied", async () => {
    await bench.goLive();
    bench.page.show();
    const late = bench.transport.take("sync");
    bench.transport.cut();
    bench.received = [];
    late.answer(ANSWER);
    await settle();
    expect(bench.received).toEqual([]);
  });
});

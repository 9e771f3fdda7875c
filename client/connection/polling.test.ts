import { beforeEach, describe, expect, it } from "vitest";
import { HeartwireError } from "@/protocol/errors";
import { fromView, unreachable } from "../errors";
import { ANSWER, ConnectionFixture } from "../testing/connection-fixture";
import { likeEvent } from "../testing/sample-views";
import { settle } from "../testing/virtual-clock";

let bench: ConnectionFixture;

beforeEach(() => {
  bench = new ConnectionFixture();
});

describe("polling", () => {
  it("[C26] where no socket opens, what is on screen is polled every 3 to 5 s", async () => {
    bench.connection.start();
    await bench.clock.advance(0);
    bench.transport.refuse();
    await bench.clock.advance(2_000);
    expect(bench.connection.state).toBe("polling");
    const before = bench.postSync.mock.calls.length;
    await bench.clock.advance(30_000);
    const polls = bench.postSync.mock.calls.length - before;
    expect(polls).toBeGreaterThanOrEqual(6);
    expect(polls).toBeLessThanOrEqual(10);
  });

  it("[C26] a visitor without a session is polled for from the start, and not while hidden", async () => {
    bench = new ConnectionFixture(false);
    expect(bench.connection.state).toBe("polling");
    bench.connection.start();
    await bench.clock.advance(0);
    expect(bench.postSync).toHaveBeenCalledTimes(1);
    bench.page.hide();
    await bench.clock.advance(60_000);
    expect(bench.postSync).toHaveBeenCalledTimes(1);
    bench.page.show();
    await bench.clock.advance(0);
    expect(bench.postSync).toHaveBeenCalledTimes(2);
    bench.connection.watchedChanged();
    await bench.clock.advance(500);
    expect(bench.postSync).toHaveBeenCalledTimes(3);
    await expect(bench.connection.ask("sync", { contents: {} })).rejects.toThrow("no socket");
    bench.page.goOnline();
    expect(bench.connection.state).toBe("polling");
    bench.connection.stop();
    expect(bench.connection.state).toBe("polling");
  });

  it("[C26] polling ends when the socket is live, and says reconnecting when nothing answers", async () => {
    bench.postSync.mockRejectedValue(unreachable());
    bench.connection.start();
    await bench.clock.advance(0);
    bench.transport.refuse();
    await bench.clock.advance(2_000);
    expect(bench.connection.state).toBe("reconnecting");
    await bench.clock.advance(10_000);
    expect(bench.postSync.mock.calls.length).toBeGreaterThan(1);
    bench.transport.accept();
    await settle();
    bench.transport.take("sync").answer(ANSWER);
    await bench.clock.advance(0);
    const before = bench.postSync.mock.calls.length;
    await bench.clock.advance(20_000);
    expect(bench.postSync.mock.calls.length).toBe(before);
    expect(bench.connection.state).toBe("live");
  });

  it("[C69] something new on screen, or a page that is shown, does not undercut the server's word", async () => {
    bench = new ConnectionFixture(false);
    const notNow = { code: "RATE_LIMITED", message: "", retryable: true, errorId: "x" } as const;
    bench.postSync.mockRejectedValue(fromView({ ...notNow, retryAfterMs: 9_000 }));
    bench.connection.start();
    await bench.clock.advance(0);
    bench.connection.watchedChanged();
    await bench.clock.advance(1_000);
    bench.page.hide();
    bench.page.show();
    await bench.clock.advance(7_999);
    expect(bench.postSync).toHaveBeenCalledTimes(1);
    await bench.clock.advance(1);
    expect(bench.postSync).toHaveBeenCalledTimes(2);
  });

  it("[C26] an opening that hangs is polled for too", async () => {
    bench.connection.start();
    await bench.clock.advance(2_000);
    expect([bench.connection.state, bench.transport.openCount]).toEqual(["polling", 1]);
  });

  it("[C26] not all poll at the same moment, and none before the server's word", async () => {
    bench = new ConnectionFixture(false);
    const askedAt: number[] = [];
    bench.postSync.mockImplementation(async () => {
      askedAt.push(bench.clock.now());
      return ANSWER;
    });
    bench.connection.start();
    await bench.clock.advance(120_000);
    const gaps = askedAt.slice(1).map((at, index) => at - (askedAt[index] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(3_000);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(5_000);
    expect(Math.max(...gaps) - Math.min(...gaps)).toBeGreaterThan(1_000);
    bench.postSync.mockRejectedValue(
      new HeartwireError("RATE_LIMITED", "slow down", { retryAfterMs: 20_000 }),
    );
    await bench.clock.advance(5_000);
    const before = bench.postSync.mock.calls.length;
    await bench.clock.advance(14_000);
    expect(bench.postSync).toHaveBeenCalledTimes(before);
    await bench.clock.advance(10_000);
    expect(bench.postSync).toHaveBeenCalledTimes(before + 1);
  });

  it.each(["hidden", "live"])(
    "[C26] an answer that comes when the page is %s counts for nothing",
    async (way) => {
      const answerPoll = bench.holdPolls();
      bench.connection.start();
      await bench.clock.advance(2_000);
      if (way === "hidden") bench.page.hide();
      else {
        bench.transport.accept();
        await settle();
        bench.transport.take("sync").answer(ANSWER);
        await settle();
      }
      bench.received = [];
      answerPoll();
      await bench.clock.advance(20_000);
      expect(bench.received).toEqual([]);
      expect(bench.postSync).toHaveBeenCalledTimes(1);
    },
  );

  it("[C26] a poll answered while a new socket settles in does not let its events loose", async () => {
    const answerPoll = bench.holdPolls();
    bench.connection.start();
    await bench.clock.advance(2_000);
    bench.transport.accept();
    bench.transport.deliver("post:liked", likeEvent());
    answerPoll();
    await settle();
    expect(bench.received).toEqual([]);
  });
});

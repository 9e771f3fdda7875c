import { beforeEach, describe, expect, it } from "vitest";
import { HeartwireError } from "@/protocol/errors";
import { fromView, unreachable } from "../errors";
import { ANSWER, LineBench } from "../testing/connection-fixture";
import { likeEvent } from "../testing/sample-views";
import { settle } from "../testing/virtual-clock";

let bench: LineBench;

beforeEach(() => {
  bench = new LineBench();
});

describe("polling", () => {
  it("[C26] where no socket opens, what is on screen is polled every 3 to 5 s", async () => {
    bench.line.start();
    await bench.clock.advance(0);
    bench.hand.refuse();
    await bench.clock.advance(2_000);
    expect(bench.line.state).toBe("polling");
    const before = bench.postSync.mock.calls.length;
    await bench.clock.advance(30_000);
    const polls = bench.postSync.mock.calls.length - before;
    expect(polls).toBeGreaterThanOrEqual(6);
    expect(polls).toBeLessThanOrEqual(10);
  });

  it("[C26] a visitor without a session is polled for from the start, and not while hidden", async () => {
    bench = new LineBench(false);
    expect(bench.line.state).toBe("polling");
    bench.line.start();
    await bench.clock.advance(0);
    expect(bench.postSync).toHaveBeenCalledTimes(1);
    bench.page.hide();
    await bench.clock.advance(60_000);
    expect(bench.postSync).toHaveBeenCalledTimes(1);
    bench.page.show();
    await bench.clock.advance(0);
    expect(bench.postSync).toHaveBeenCalledTimes(2);
    bench.line.watchedChanged();
    await bench.clock.advance(500);
    expect(bench.postSync).toHaveBeenCalledTimes(3);
    await expect(bench.line.ask("sync", { contents: {} })).rejects.toThrow("no socket");
    bench.page.goOnline();
    expect(bench.line.state).toBe("polling");
    bench.line.stop();
    expect(bench.line.state).toBe("polling");
  });

  it("[C26] polling ends when the socket is live, and says reconnecting when nothing answers", async () => {
    bench.postSync.mockRejectedValue(unreachable());
    bench.line.start();
    await bench.clock.advance(0);
    bench.hand.refuse();
    await bench.clock.advance(2_000);
    expect(bench.line.state).toBe("reconnecting");
    await bench.clock.advance(10_000);
    expect(bench.postSync.mock.calls.length).toBeGreaterThan(1);
    bench.hand.accept();
    await settle();
    bench.hand.take("sync").answer(ANSWER);
    await bench.clock.advance(0);
    const before = bench.postSync.mock.calls.length;
    await bench.clock.advance(20_000);
    expect(bench.postSync.mock.calls.length).toBe(before);
    expect(bench.line.state).toBe("live");
  });

  it("[C69] something new on screen, or a page that is shown, does not undercut the server's word", async () => {
    bench = new LineBench(false);
    const notNow = { code: "RATE_LIMITED", message: "", retryable: true, errorId: "x" } as const;
    bench.postSync.mockRejectedValue(fromView({ ...notNow, retryAfterMs: 9_000 }));
    bench.line.start();
    await bench.clock.advance(0);
    bench.line.watchedChanged();
    await bench.clock.advance(1_000);
    bench.page.hide();
    bench.page.show();
    await bench.clock.advance(7_999);
    expect(bench.postSync).toHaveBeenCalledTimes(1);
    await bench.clock.advance(1);
    expect(bench.postSync).toHaveBeenCalledTimes(2);
  });

  it("[C26] an opening that hangs is polled for too", async () => {
    bench.line.start();
    await bench.clock.advance(2_000);
    expect([bench.line.state, bench.hand.openCount]).toEqual(["polling", 1]);
  });

  it("[C26] not all poll at the same moment, and none before the server's word", async () => {
    bench = new LineBench(false);
    const askedAt: number[] = [];
    bench.postSync.mockImplementation(async () => {
      askedAt.push(bench.clock.now());
      return ANSWER;
    });
    bench.line.start();
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
      bench.line.start();
      await bench.clock.advance(2_000);
      if (way === "hidden") bench.page.hide();
      else {
        bench.hand.accept();
        await settle();
        bench.hand.take("sync").answer(ANSWER);
        await settle();
      }
      bench.told = [];
      answerPoll();
      await bench.clock.advance(20_000);
      expect(bench.told).toEqual([]);
      expect(bench.postSync).toHaveBeenCalledTimes(1);
    },
  );

  it("[C26] a poll answered while a new socket settles in does not let its events loose", async () => {
    const answerPoll = bench.holdPolls();
    bench.line.start();
    await bench.clock.advance(2_000);
    bench.hand.accept();
    bench.hand.tell("post:liked", likeEvent());
    answerPoll();
    await settle();
    expect(bench.told).toEqual([]);
  });
});

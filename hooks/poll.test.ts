import { beforeEach, describe, expect, it } from "vitest";
import type { SyncAnswer } from "@/protocol/events";
import { unreachable } from "./error-view";
import { ANSWER, LineBench } from "./testing/line-bench";
import { likeEvent } from "./testing/sample-views";
import { settle } from "./testing/virtual-clock";

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
    bench.hand.accept();
    await settle();
    bench.hand.take("sync").answer(ANSWER);
    await bench.clock.advance(0);
    const before = bench.postSync.mock.calls.length;
    await bench.clock.advance(20_000);
    expect(bench.postSync.mock.calls.length).toBe(before);
    expect(bench.line.state).toBe("live");
  });

  it("[C26] a poll answered while a new socket settles in does not let its events loose", async () => {
    let answerPoll: (answer: SyncAnswer) => void = () => undefined;
    bench.postSync.mockImplementation(
      () =>
        new Promise((resolve) => {
          answerPoll = resolve;
        }),
    );
    bench.line.start();
    await bench.clock.advance(2_000);
    bench.hand.accept();
    bench.hand.tell("post:liked", likeEvent());
    answerPoll(ANSWER);
    await settle();
    expect(bench.told).toEqual([]);
  });
});

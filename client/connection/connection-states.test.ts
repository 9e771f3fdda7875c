import { beforeEach, describe, expect, it } from "vitest";
import { LineBench, UNAUTHENTICATED } from "../testing/connection-fixture";

let bench: LineBench;

beforeEach(() => {
  bench = new LineBench();
});

describe("states", () => {
  it("[C24] says offline while the browser is, and reconnects at once when it is not", async () => {
    await bench.goLive();
    bench.page.goOffline();
    expect(bench.line.state).toBe("offline");
    bench.hand.cut();
    await bench.clock.advance(500);
    for (let tries = 0; tries < 12; tries += 1) await bench.refuseOpening();
    bench.hand.refuse({ ...UNAUTHENTICATED, code: "UNAVAILABLE", retryAfterMs: 60_000 });
    const { openCount } = bench.hand;
    bench.page.goOnline();
    expect(bench.line.state).toBe("reconnecting");
    await bench.clock.advance(300);
    expect(bench.hand.openCount).toBe(openCount + 1);
  });

  it("[C24] lost while the browser is online, it says reconnecting", async () => {
    await bench.goLive();
    bench.hand.cut();
    expect(bench.line.state).toBe("reconnecting");
  });

  it("[C24] lost while offline, it says offline", async () => {
    await bench.goLive();
    bench.page.online = false;
    bench.hand.cut();
    expect(bench.line.state).toBe("offline");
    bench.hand.refuse();
    expect(bench.line.state).toBe("offline");
  });

  it.each(["handshake", "sync", "event", "poll"])(
    "[C25] a session that is over ends the line: %s",
    async (way) => {
      if (way === "handshake") {
        bench.line.start();
        await bench.clock.advance(0);
        bench.hand.refuse(UNAUTHENTICATED);
      } else if (way === "poll") {
        bench.postSync.mockRejectedValue(
          Object.assign(new Error(), { name: "HeartwireError", code: "UNAUTHENTICATED" }),
        );
        bench.line.start();
        await bench.clock.advance(2_000);
      } else {
        await bench.goLive();
        if (way === "event") bench.hand.tell("session:ended", { reason: "revoked" });
        else {
          bench.line.syncNow();
          bench.hand.take("sync").refuse(UNAUTHENTICATED);
        }
      }
      await bench.clock.advance(120_000);
      expect(bench.line.state).toBe("ended");
      expect(bench.hand.isOpen).toBe(false);
      expect(bench.clock.pendingTimers).toBe(0);
      bench.line.start();
      bench.line.end();
      expect(bench.clock.pendingTimers).toBe(0);
    },
  );
});

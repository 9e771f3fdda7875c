import { beforeEach, describe, expect, it } from "vitest";
import { ConnectionFixture, UNAUTHENTICATED } from "../testing/connection-fixture";

let bench: ConnectionFixture;

beforeEach(() => {
  bench = new ConnectionFixture();
});

describe("states", () => {
  it("[C24] says offline while the browser is, and reconnects at once when it is not", async () => {
    await bench.goLive();
    bench.page.goOffline();
    expect(bench.connection.state).toBe("offline");
    bench.transport.cut();
    await bench.clock.advance(500);
    for (let tries = 0; tries < 12; tries += 1) await bench.refuseOpening();
    bench.transport.refuse({ ...UNAUTHENTICATED, code: "UNAVAILABLE", retryAfterMs: 60_000 });
    const { openCount } = bench.transport;
    bench.page.goOnline();
    expect(bench.connection.state).toBe("reconnecting");
    await bench.clock.advance(300);
    expect(bench.transport.openCount).toBe(openCount + 1);
  });

  it("[C24] lost while the browser is online, it says reconnecting", async () => {
    await bench.goLive();
    bench.transport.cut();
    expect(bench.connection.state).toBe("reconnecting");
  });

  it("[C24] lost while offline, it says offline", async () => {
    await bench.goLive();
    bench.page.online = false;
    bench.transport.cut();
    expect(bench.connection.state).toBe("offline");
    bench.transport.refuse();
    expect(bench.connection.state).toBe("offline");
  });

  it.each(["handshake", "sync", "event", "poll"])(
    "[C25] a session that is over ends the connection: %s",
    async (way) => {
      if (way === "handshake") {
        bench.connection.start();
        await bench.clock.advance(0);
        bench.transport.refuse(UNAUTHENTICATED);
      } else if (way === "poll") {
        bench.postSync.mockRejectedValue(
          Object.assign(new Error(), { name: "HeartwireError", code: "UNAUTHENTICATED" }),
        );
        bench.connection.start();
        await bench.clock.advance(2_000);
      } else {
        await bench.goLive();
        if (way === "event") bench.transport.deliver("session:ended", { reason: "revoked" });
        else {
          bench.connection.syncNow();
          bench.transport.take("sync").refuse(UNAUTHENTICATED);
        }
      }
      await bench.clock.advance(120_000);
      expect(bench.connection.state).toBe("ended");
      expect(bench.transport.isOpen).toBe(false);
      expect(bench.clock.pendingTimers).toBe(0);
      bench.connection.start();
      bench.connection.end();
      expect(bench.clock.pendingTimers).toBe(0);
    },
  );
});

// The sweep of sockets under a clock moved by hand: who is cut, and when.
import { expect, test } from "vitest";
import { VirtualClock } from "@/client/testing/virtual-clock";
import { testLog } from "@/test/database/test-database";
import { createRealtimeMetrics } from "../server/metrics";
import type { GatewayServer } from "./gateway-socket";
import { startSocketSweep } from "./socket-sweep";

function setUp() {
  const clock = new VirtualClock();
  const sockets = new Map<string, object>();
  const expired: string[] = [];
  const hungUp: string[] = [];
  const io = { of: () => ({ sockets }) } as unknown as GatewayServer;
  const metrics = createRealtimeMetrics();
  function addSocket(
    id: string,
    options: { unsent?: number; unsentBytes?: number; expiresInMs?: number } = {},
  ) {
    const writeBuffer = Array.from({ length: options.unsent ?? 0 });
    const connection = {
      readyState: 1,
      bufferedAmount: options.unsentBytes ?? 0,
      terminate: () => hungUp.push(`${id} terminated`),
      _sender: { sendFrame: () => undefined, _socket: { cork() {}, uncork() {} } },
    };
    sockets.set(id, {
      id,
      data: { expiresAt: new Date(clock.now() + (options.expiresInMs ?? 1e9)) },
      conn: {
        writeBuffer,
        transport: { name: "websocket", socket: connection },
        close: (discard: boolean) => {
          hungUp.push(`${id} closed ${discard}`);
          sockets.delete(id);
        },
      },
    });
    return writeBuffer;
  }
  const stop = startSocketSweep({
    io,
    clock,
    metrics,
    log: testLog,
    onExpired: (socket) => expired.push(socket.id),
  });
  return { clock, addSocket, expired, hungUp, metrics, stop };
}

test("[R32] a socket with more than 500 unsent packets for five seconds is cut, at 500 it is not", async () => {
  const { clock, addSocket, hungUp, metrics, stop } = setUp();
  addSocket("slow", { unsent: 501 });
  addSocket("busy", { unsent: 500 });
  await clock.advance(6_000);
  expect(hungUp).toEqual([]);
  await clock.advance(2_000);
  expect(hungUp).toEqual(["slow closed true", "slow terminated"]);
  expect((await metrics.slowSocketsCut.get()).values).toMatchObject([{ value: 1 }]);
  stop();
});

test("[R32] what five hundred packets weigh counts like five hundred packets", async () => {
  const { clock, addSocket, hungUp, stop } = setUp();
  addSocket("heavy", { unsentBytes: 500 * 1_024 + 1 });
  addSocket("full", { unsentBytes: 500 * 1_024 });
  await clock.advance(8_000);
  expect(hungUp).toEqual(["heavy closed true", "heavy terminated"]);
  stop();
});

test("[R32] a socket that catches up in between starts again", async () => {
  const { clock, addSocket, hungUp, stop } = setUp();
  const unsent = addSocket("bursty", { unsent: 900 });
  await clock.advance(5_000);
  unsent.length = 0;
  await clock.advance(2_000);
  unsent.length = 900;
  await clock.advance(5_000);
  expect(hungUp).toEqual([]);
  stop();
});

test("[R22] a socket is cut within two seconds of its session's expiry, not before", async () => {
  const { clock, addSocket, expired, stop } = setUp();
  addSocket("guest", { expiresInMs: 3_000 });
  await clock.advance(2_999);
  expect(expired).toEqual([]);
  await clock.advance(2_001);
  expect(expired).toContain("guest");
  stop();
  expect(clock.pendingTimers).toBe(0);
});

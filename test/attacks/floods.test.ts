// Floods at full speed against the server with its default limits: others go on, and the flooder is cut.
import { io, type Socket } from "socket.io-client";
import { afterAll, beforeAll, expect, type TestContext, test } from "vitest";
import type { Report } from "./attacked-server";
import { type AttackedServer, flood, startAttacked } from "./processes";
import type { LikeTimes } from "./scoreboard";

const MB = 1_048_576;
let server: AttackedServer;
const others: Socket[] = [];

beforeAll(async () => {
  server = await startAttacked();
  for (const token of server.tokens.slice(2)) {
    const socket = io(server.url, { transports: ["websocket"], forceNew: true, auth: { token } });
    others.push(socket);
    await new Promise<void>((resolve) => socket.once("connect", () => resolve()));
  }
});
afterAll(async () => {
  for (const socket of others) socket.disconnect();
  await server.stop();
});

let seq = 0;
/** Others like one after the other until it is over; returns how long each like took, sorted. */
async function pressUntil(isOver: () => boolean): Promise<number[]> {
  const took: number[] = [];
  while (!isOver()) {
    const socket = others[seq % others.length] as Socket;
    const intent = {
      contentType: "post",
      contentId: server.contentId,
      liked: seq % 2 === 0,
      deviceId: "d",
      seq: seq++,
    };
    const startedAt = performance.now();
    const answer = await socket.timeout(10_000).emitWithAck("like:set", intent);
    took.push(performance.now() - startedAt);
    expect(answer.ok, JSON.stringify(answer)).toBe(true);
    // Ten people stay below their thirty likes in ten seconds.
    await new Promise((resolve) => setTimeout(resolve, 60));
  }
  return took.sort((a, b) => a - b);
}

async function pressDuring<Result>(work: Promise<Result>) {
  let isOver = false;
  const [took, result] = await Promise.all([
    pressUntil(() => isOver),
    work.finally(() => {
      isOver = true;
    }),
  ]);
  return { p99: took[Math.floor(took.length * 0.99)] ?? 0, result };
}

function note({ task }: TestContext, before: Report, after: Report, likes: LikeTimes) {
  task.meta.attackRun = {
    ...likes,
    loopStoodMs: after.loopStoodMs,
    memoryGrewBytes: after.heldBytes - before.heldBytes,
    lines: after.lines,
    faults: after.faults,
  };
}

test("[S85, S86, S87] one account and ten strangers at full speed for thirty seconds", async (context) => {
  const quiet = await pressDuring(new Promise((resolve) => setTimeout(resolve, 8_000)));
  const before = await server.report();
  const order = {
    port: server.port,
    forMs: 30_000,
    token: server.tokens[0] ?? "",
    strangers: 10,
  };
  const busy = await pressDuring(flood(order));
  const after = await server.report();
  note(context, before, after, { quietP99Ms: quiet.p99, floodedP99Ms: busy.p99 });
  expect(busy.result.cut).toBeGreaterThan(10);
  expect(others.every(({ connected }) => connected)).toBe(true);
  expect(after.lines).toBeLessThanOrEqual(10);
  expect(after.faults).toBe(0);
  expect(after.heldBytes - before.heldBytes).toBeLessThan(50 * MB);
  // In processor time, so that other work on the machine counts for nothing.
  expect(after.loopStoodMs).toBeLessThan(250);
  // Attackers on the same cores make everybody slower; what must not be is that a like waits for the flood to end.
  expect(busy.p99).toBeLessThan(2_000);
});

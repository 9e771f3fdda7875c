// Readers that do not read, over real connections: what they cost, what they miss, what they get in the end,
// and when they are cut.
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { VirtualClock } from "@/client/testing/virtual-clock";
import type { LikeBatchEvent } from "@/protocol/events/like-events";
import { contentRoom } from "@/protocol/rooms";
import { testLog } from "@/test/database/test-database";
import { openRawClient, type RawClient } from "@/test/network/raw-client";
import {
  type BroadcastServer,
  countsAt,
  type SendingSocket,
  startBroadcastServer,
  WATCHED,
} from "@/test/servers/broadcast-server";
import { systemClock } from "../clock";
import { readUnsent } from "../connection/frames";
import type { GatewaySocket } from "../gateway-socket";
import { startSocketSweep } from "../socket-sweep";
import { createConflation } from "./conflation";

interface Reader {
  client: RawClient;
  socket: SendingSocket;
  /** Versions received, in order. */
  received: number[];
}

let server: BroadcastServer;
let readers: Reader[] = [];
beforeAll(async () => {
  server = await startBroadcastServer();
});
beforeEach(async () => {
  for (const { client } of readers) client.close();
  readers = [];
  server.hidden.clear();
  await vi.waitFor(() => expect(server.io.of("/").sockets.size).toBe(0));
});
afterAll(async () => {
  for (const { client } of readers) client.close();
  await server.close();
});

const room = contentRoom(WATCHED.contentType, WATCHED.contentId);
/** Heavy enough that a few hundred fill what the system holds for a connection. */
const FILLING = "x".repeat(64 * 1024);

async function read(): Promise<Reader> {
  const known = new Set(server.io.of("/").sockets.keys());
  const received: number[] = [];
  const client = await openRawClient({
    port: server.port,
    onMessage: (message) => received.push(Number(/"version":(\d+)/.exec(message.toString())?.[1])),
  });
  const socket = [...server.io.of("/").sockets.values()].find(({ id }) => !known.has(id));
  if (!socket) throw new Error("the server does not know its client");
  const reader = { client, socket, received };
  readers.push(reader);
  return reader;
}

function counted(version: number): LikeBatchEvent {
  return {
    ...countsAt(version),
    authorId: WATCHED.contentId,
    changeCount: 1,
    likers: [],
    windowMs: 0,
    occurredAt: FILLING,
  };
}

function sendCount(version: number) {
  void server.broadcaster.toViewers(WATCHED, null, "like:count_updated", counted(version));
}

/** Counts from 1 on, until the paused reader is slow; returns the last version sent. */
async function fillUp({ socket }: Reader): Promise<number> {
  let version = 0;
  while (readUnsent(socket).bytes === 0) {
    sendCount(++version);
    await new Promise(setImmediate);
  }
  return version;
}

test("[R45] a reader that stops costs one frame and one kept event, and slows nobody", async () => {
  const [slow, quick] = [await read(), await read()];
  slow.client.pause();
  let version = await fillUp(slow);
  const atMost = readUnsent(slow.socket).bytes;
  const end = version + 1_000;
  while (version < end) {
    sendCount(++version);
    await new Promise(setImmediate);
    expect(readUnsent(slow.socket).bytes).toBeLessThanOrEqual(atMost);
    expect(readUnsent(slow.socket).packets).toBe(0);
  }
  expect(server.missed.heldCount).toBe(1);
  await vi.waitFor(() => expect(quick.received.at(-1)).toBe(version));
  expect(quick.received).toEqual(Array.from({ length: version }, (_, index) => index + 1));
  const { values } = await server.metrics.eventsDropped.get();
  expect(values.find(({ labels }) => labels.event === "like:count_updated")?.value).toBe(1_000);

  slow.client.resume();
  await vi.waitFor(() => expect(slow.received.at(-1)).toBe(version));
  expect(slow.received.length).toBeLessThan(version - 900);
  expect(slow.received).toEqual([...slow.received].sort((one, other) => one - other));
  await vi.waitFor(() => expect(server.missed.heldCount).toBe(0));
});

test("[R46] what is no count is never left out: it waits in line and arrives in order", async () => {
  const slow = await read();
  slow.client.pause();
  const filled = await fillUp(slow);
  for (let version = filled + 1; version <= filled + 20; version++) {
    const { authorId: _a, changeCount: _c, likers: _l, windowMs: _w, ...event } = counted(version);
    const liker = { userId: event.contentId, username: "ada", displayName: "Ada", avatarUrl: null };
    const alone = { ...event, ...liker, postId: event.contentId, isLiked: true };
    void server.broadcaster.toViewers(WATCHED, null, "post:liked", alone);
  }
  sendCount(filled + 21);
  slow.client.resume();
  await vi.waitFor(() => expect(slow.received.at(-1)).toBe(filled + 21));
  expect(slow.received).toEqual(Array.from({ length: filled + 21 }, (_, index) => index + 1));
});

test("[R47] a late count reaches only who still may see it and still watches", async () => {
  const [hidden, left, gone, stays] = [await read(), await read(), await read(), await read()];
  for (const { client } of readers) client.pause();
  let version = 0;
  for (const reader of readers) while (readUnsent(reader.socket).bytes === 0) await fillFurther();
  async function fillFurther() {
    sendCount(++version);
    await new Promise(setImmediate);
  }
  sendCount(++version);
  expect(server.missed.heldCount).toBe(4);
  server.hidden.add(hidden.socket.id);
  void left.socket.leave(room);
  gone.client.close();
  for (const { client } of [hidden, left, stays]) client.resume();
  await vi.waitFor(() => expect(stays.received.at(-1)).toBe(version));
  await vi.waitFor(() => expect(server.missed.heldCount).toBe(0));
  for (const { socket } of [hidden, left]) socket.emit("post:liked", { version: 9_999 } as never);
  await vi.waitFor(() => {
    for (const { received } of [hidden, left]) expect(received.at(-1)).toBe(9_999);
  });
  for (const { received } of [hidden, left]) expect(received).not.toContain(version);
});

test("[R47] of a content that is gone nothing comes late", async () => {
  const slow = await read();
  slow.client.pause();
  const version = (await fillUp(slow)) + 1;
  sendCount(version);
  server.broadcaster.closeRoom(WATCHED);
  slow.client.resume();
  await vi.waitFor(() => expect(server.missed.heldCount).toBe(0));
  slow.socket.emit("post:liked", { version: 9_999 } as never);
  await vi.waitFor(() => expect(slow.received.at(-1)).toBe(9_999));
  expect(slow.received).not.toContain(version);
});

test("[R32] a reader that stops is cut once too much stayed unsent for five seconds, others are not", async () => {
  const [many, heavy, little, quick] = [await read(), await read(), await read(), await read()];
  for (const { client } of [many, heavy, little]) client.pause();
  for (const { socket } of [many, little]) {
    while (readUnsent(socket).bytes === 0) {
      socket.emit("like:count_updated", counted(0));
      await new Promise(setImmediate);
    }
  }
  for (let count = 0; count <= 500; count++)
    many.socket.emit("session:ended", { reason: "revoked" });
  heavy.socket.emit("like:count_updated", { ...counted(0), occurredAt: FILLING.repeat(500) });
  expect(readUnsent(heavy.socket).packets).toBeLessThan(500);
  const stopSweep = startSocketSweep({
    io: server.io,
    clock: systemClock,
    metrics: server.metrics,
    log: testLog,
    onExpired: () => undefined,
  });
  const startedAt = performance.now();
  try {
    const cut = () => [many, heavy].map(({ socket }) => socket.connected);
    await vi.waitFor(() => expect(cut()).toEqual([false, false]));
    expect(performance.now() - startedAt).toBeGreaterThan(5_000);
    expect([little, quick].map(({ socket }) => socket.connected)).toEqual([true, true]);
    sendCount(1);
    await vi.waitFor(() => expect(quick.received.at(-1)).toBe(1));
  } finally {
    stopSweep();
  }
});

/** A connection whose unsent bytes a test sets. */
function handReader() {
  const webSocket = {
    readyState: 1,
    bufferedAmount: 1,
    terminate: () => undefined,
    _sender: {
      sendFrame: () => undefined,
      _socket: { cork: () => undefined, uncork: () => undefined },
    },
  };
  const conn = { writeBuffer: [], transport: { name: "websocket", socket: webSocket } };
  const socket = { connected: true, conn, data: { userId: "ada" }, rooms: new Set([room]) };
  return { webSocket, socket: socket as unknown as GatewaySocket };
}

function handCounts(canSee: () => Promise<boolean>) {
  const clock = new VirtualClock();
  const sent: string[] = [];
  const failures: unknown[] = [];
  const missed = createConflation({ clock, canSee, onFailure: (error) => failures.push(error) });
  const count = (contentId: string, name: string) => ({
    key: contentId,
    contentId,
    rooms: [room],
    sendTo: () => sent.push(name),
  });
  return { clock, sent, failures, missed, count };
}

test("[R45] what follows a kept count never leaves before it, also when the reader has caught up", async () => {
  const { clock, sent, missed, count } = handCounts(async () => true);
  const { socket, webSocket } = handReader();
  expect(missed.keepIfBehind(socket, count("a", "first"))).toBe(true);
  webSocket.bufferedAmount = 0;
  expect(missed.keepIfBehind(socket, count("a", "second"))).toBe(true);
  await clock.advance(100);
  expect(sent).toEqual(["second"]);
  expect(missed.keepIfBehind(socket, count("a", "third"))).toBe(false);
  expect(clock.pendingTimers).toBe(0);
});

test("[R45] a count that may not be asked about now is kept and sent later", async () => {
  let isAway = true;
  const { clock, sent, failures, missed, count } = handCounts(async () => {
    if (isAway) throw new Error("the database is away");
    return true;
  });
  const { socket, webSocket } = handReader();
  for (const contentId of ["a", "b"]) missed.keepIfBehind(socket, count(contentId, contentId));
  webSocket.bufferedAmount = 0;
  await clock.advance(100);
  expect([sent, failures]).toEqual([[], [expect.any(Error)]]);
  isAway = false;
  await clock.advance(100);
  expect(sent).toEqual(["a", "b"]);
  expect(missed.heldCount).toBe(0);
});

test("[R45] nothing is held for a reader that went, nor after closing", async () => {
  const { clock, sent, missed, count } = handCounts(async () => true);
  const { socket } = handReader();
  missed.keepIfBehind(socket, count("a", "a"));
  Object.assign(socket, { connected: false });
  await clock.advance(100);
  expect([missed.heldCount, clock.pendingTimers]).toEqual([0, 0]);
  missed.keepIfBehind(handReader().socket, count("a", "a"));
  missed.close();
  await clock.advance(1_000);
  expect([sent, missed.heldCount, clock.pendingTimers]).toEqual([[], 0, 0]);
});

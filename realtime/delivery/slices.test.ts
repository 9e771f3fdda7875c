// Large rooms, with slices of two sockets: what happens between two slices.
import { io as connect, type Socket } from "socket.io-client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { LikeEvent } from "@/protocol/events/like-events";
import {
  type BroadcastServer,
  countsAt,
  startBroadcastServer,
  WATCHED,
} from "@/test/servers/broadcast-server";
import { createDelivery, type Delivery } from "./delivery";

const SLICE_SIZE = 2;

let server: BroadcastServer;
let delivery: Delivery;
let clients: Socket[];
/** What each client received, in their order in the room. */
let received: (number | string)[][];
/** Those who may not see the content, and what happens while it is asked. */
let hidden: Set<string>;
let meanwhile: () => void;
let isAway: boolean;

beforeEach(async () => {
  server = await startBroadcastServer({ sliceSize: SLICE_SIZE });
  const visibility = {
    async filterAudience(_contentId: string, userIds: string[]) {
      await Promise.resolve();
      meanwhile();
      if (isAway) throw new Error("the database is away");
      return new Set(userIds.filter((userId) => !hidden.has(userId)));
    },
  };
  delivery = createDelivery({ ...server, visibility });
  [clients, received, hidden, meanwhile, isAway] = [[], [], new Set(), () => undefined, false];
  for (let nth = 0; nth < 5; nth++) {
    const client = connect(`http://127.0.0.1:${server.port}`, {
      transports: ["websocket"],
      reconnection: false,
      forceNew: true,
    });
    clients.push(client);
    const events: (number | string)[] = [];
    received.push(events);
    client.onAny((event: string, payload: { version?: number }) =>
      events.push(payload.version ?? event),
    );
    await new Promise<void>((resolve) => client.on("connect", resolve));
  }
});
afterEach(async () => {
  for (const client of clients) client.disconnect();
  await server.close();
});

function liked(version: number): LikeEvent {
  return {
    ...countsAt(version),
    postId: WATCHED.contentId,
    userId: WATCHED.contentId,
    username: "ada",
    displayName: "Ada",
    avatarUrl: null,
    isLiked: true,
    occurredAt: "2026-01-01T00:00:00.000Z",
  };
}

const send = (version: number, isPublic = true) =>
  delivery.sendToVisible(WATCHED, {
    to: "viewers",
    alsoUserId: null,
    isPublic,
    compose: () => ({ event: "post:liked", payload: liked(version) }),
  });
const idOf = (nth: number) => clients[nth]?.id ?? "";
const socketOf = (nth: number) => server.io.of("/").sockets.get(idOf(nth));

async function countWritten(): Promise<number> {
  const { values } = await server.metrics.deliveries.get();
  return values.reduce((sum, { value }) => sum + value, 0);
}

test("[R73] a slice leaves at once, each other one in a turn of its own", async () => {
  const sending = server.broadcaster.toViewers(WATCHED, null, "post:liked", liked(1));
  const counted = [countWritten()];
  for (let turn = 0; turn < 3; turn++) {
    await new Promise(setImmediate);
    counted.push(countWritten());
  }
  await sending;
  const [first, ...others] = await Promise.all(counted);
  expect(first).toBe(2);
  expect(others.at(-1)).toBe(5);
  expect(others.every((count) => [2, 4, 5].includes(count))).toBe(true);
  await vi.waitFor(() => expect(received).toEqual([[1], [1], [1], [1], [1]]));
  expect((await server.metrics.eventsSent.get()).values).toMatchObject([{ value: 1 }]);
});

test("[R73] an event begun later overtakes the one before it nowhere", async () => {
  let version = 0;
  const sendNext = (isPublic: boolean) =>
    delivery.sendToVisible(WATCHED, {
      to: "viewers",
      alsoUserId: null,
      isPublic,
      compose: () => ({ event: "post:liked", payload: liked(++version) }),
    });
  await Promise.all([true, false, true].map(sendNext));
  await vi.waitFor(() => expect(received.map(({ length }) => length)).toEqual([3, 3, 3, 3, 3]));
  for (const events of received) expect(events).toEqual([1, 2, 3]);
});

test("[R73] who leaves, loses the right to see it, or is gone before its slice gets nothing", async () => {
  const sending = send(1, false);
  let asked = 0;
  meanwhile = () => {
    if (++asked !== 2) return;
    hidden.add(idOf(2));
    void socketOf(3)?.leave(`content:post:${WATCHED.contentId}`);
    clients[4]?.disconnect();
  };
  await sending;
  await vi.waitFor(() => expect(received[2]).toEqual(["content:removed"]));
  expect(received.slice(0, 2)).toEqual([[1], [1]]);
  socketOf(3)?.emit("viewers:updated", { ...WATCHED, viewerCount: 1 });
  await vi.waitFor(() => expect(received[3]).toEqual(["viewers:updated"]));
});

test("[R73] a content that is gone between two slices is sent no further", async () => {
  const sending = send(1);
  await Promise.resolve();
  await vi.waitFor(async () => expect(await countWritten()).toBeGreaterThan(0), { interval: 0 });
  delivery.closeRoom(WATCHED);
  await sending;
  await vi.waitFor(() => expect(received[4]?.at(-1)).toBe("content:removed"));
  for (const events of received) expect(events.at(-1)).toBe("content:removed");
});

test("[R73] while it cannot be asked who may see, later slices wait for another try", async () => {
  let asked = 0;
  meanwhile = () => {
    isAway = ++asked === 2;
  };
  await expect(send(1, false)).rejects.toThrow("away");
  await send(2, false);
  await vi.waitFor(() => expect(received).toEqual([[1, 2], [1, 2], [2], [2], [2]]));
});

test("[R43] a listener that comes between two slices receives what follows", async () => {
  const noted: string[] = [];
  const sending = server.broadcaster.toViewers(WATCHED, null, "post:liked", liked(1));
  socketOf(4)?.onAnyOutgoing((event: string) => noted.push(event));
  await sending;
  expect(noted).toEqual(["post:liked"]);
  await vi.waitFor(() => expect(received[4]).toEqual([1]));
});

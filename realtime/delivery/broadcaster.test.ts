// How events leave, with real clients over each transport: every one, once, whole and in order.
import type { Duplex } from "node:stream";
import fc from "fast-check";
import { io as connect, type Socket } from "socket.io-client";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import type { LikeEvent } from "@/protocol/events/like-events";
import { openRawClient } from "@/test/network/raw-client";
import {
  type BroadcastServer,
  countsAt,
  type SendingSocket,
  startBroadcastServer,
  WATCHED,
} from "@/test/servers/broadcast-server";
import { forgetRequest, hangUp } from "../connection/engineio-internals";
import { prepareFrame, readUnsent, writeFrame } from "../connection/frames";

let server: BroadcastServer;
let clients: Socket[] = [];
beforeAll(async () => {
  server = await startBroadcastServer();
});
afterEach(async () => {
  for (const client of clients) client.disconnect();
  clients = [];
  await vi.waitFor(() => expect(server.io.of("/").sockets.size).toBe(0));
});
afterAll(() => server.close());

const TRANSPORTS = { webSocket: ["websocket"], polling: ["polling"] };
/** Begins by polling and changes to a WebSocket while events are under way. */
const UPGRADING = ["polling", "websocket"];

/** A client and its socket on the server. */
async function join(transports: string[]): Promise<{ client: Socket; socket: SendingSocket }> {
  const client = connect(`http://127.0.0.1:${server.port}`, {
    transports,
    reconnection: false,
    forceNew: true,
  });
  clients.push(client);
  await new Promise<void>((resolve, reject) => {
    client.on("connect", resolve);
    client.on("connect_error", reject);
  });
  const socket = server.io.of("/").sockets.get(client.id ?? "");
  if (!socket) throw new Error("the server does not know its client");
  return { client, socket };
}

function liked(version: number, username = "ada"): LikeEvent {
  return {
    ...countsAt(version),
    postId: WATCHED.contentId,
    userId: WATCHED.contentId,
    username,
    displayName: username,
    avatarUrl: null,
    isLiked: true,
    occurredAt: "2026-01-01T00:00:00.000Z",
  };
}

/** Numbers of all events received from now on. */
function listen(client: Socket): number[] {
  const received: number[] = [];
  client.onAny((_event, payload: { version: number }) => received.push(payload.version));
  return received;
}

async function countDeliveries(path: string): Promise<number> {
  const { values } = await server.metrics.deliveries.get();
  return values.find(({ labels }) => labels.path === path)?.value ?? 0;
}

test("[R40] a prepared frame arrives whole at every size a frame is written differently for", async () => {
  const { client, socket } = await join(TRANSPORTS.webSocket);
  const received: string[] = [];
  client.on("sized", (text: string) => received.push(text));
  const around = prepareFrame("sized", "").length - 2;
  const texts = [125, 126, 65_535, 65_536].map((length) => "x".repeat(length - around));
  for (const text of [...texts, "é – 心 – 💗"]) {
    expect(writeFrame(socket as never, prepareFrame("sized", text))).toBe(true);
  }
  await vi.waitFor(() => expect(received).toHaveLength(5));
  expect(received).toEqual([...texts, "é – 心 – 💗"]);
});

test("[R40] an event to a room is written as a prepared frame to each idle WebSocket", async () => {
  const joined = await Promise.all([1, 2, 3].map(() => join(TRANSPORTS.webSocket)));
  const received = joined.map(({ client }) => listen(client));
  const before = await countDeliveries("prepared");
  void server.broadcaster.toViewers(WATCHED, null, "post:liked", liked(1));
  await vi.waitFor(() => expect(received).toEqual([[1], [1], [1]]));
  expect((await countDeliveries("prepared")) - before).toBe(3);
});

type Reply = (answer: unknown) => void;

/** Requests of this client that wait for their answers, and the numbers of those that came. */
async function ask(
  { client, socket }: Awaited<ReturnType<typeof join>>,
  count: number,
  received: number[] = [],
): Promise<Reply[]> {
  const replies: Reply[] = [];
  socket.on("like:set", (_like, reply) => void replies.push(reply as Reply));
  for (let nth = 0; nth < count; nth++) {
    client.emit("like:set", {}, (answer: { data: { version: number } }) =>
      received.push(answer.data.version),
    );
  }
  await vi.waitFor(() => expect(replies).toHaveLength(count));
  return replies;
}

const answerOf = (version: number) => ({ ok: true, data: { version } });

test("[R41] mixed with ordinary packets and answers, while polling, upgrading or not, none is lost, doubled or overtaken", async () => {
  const step = fc.record({
    way: fc.constantFrom("room", "person", "both", "plain", "answer", "answer"),
    pause: fc.constantFrom("go on", "go on", "tick", "turn"),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 80 }), async (steps) => {
      const kinds = [TRANSPORTS.webSocket, TRANSPORTS.polling, UPGRADING];
      const joined = await Promise.all(kinds.map(join));
      const received = joined.map(({ client }) => listen(client));
      const count = steps.filter(({ way }) => way === "answer").length;
      const replies = await Promise.all(joined.map((each, nth) => ask(each, count, received[nth])));
      const ids = joined.map(({ socket }) => socket.id);
      for (const [index, { way, pause }] of steps.entries()) {
        const event = liked(index);
        if (way === "room") void server.broadcaster.toViewers(WATCHED, null, "post:liked", event);
        if (way === "both")
          void server.broadcaster.toViewers(WATCHED, ids[2] ?? "", "post:liked", event);
        if (way === "person") server.broadcaster.toPeople(ids, "post:liked", event);
        if (way === "plain") for (const { socket } of joined) socket.emit("post:liked", event);
        if (way === "answer") for (const waiting of replies) waiting.shift()?.(answerOf(index));
        if (pause === "tick") await Promise.resolve();
        if (pause === "turn") await new Promise(setImmediate);
      }
      const all = steps.map((_, index) => index);
      await vi.waitFor(() =>
        expect(received.map(({ length }) => length)).toEqual(kinds.map(() => all.length)),
      );
      expect(received).toEqual(kinds.map(() => all));
      for (const { client } of joined) client.disconnect();
    }),
    { numRuns: 30 },
  );
});

/** Writes that reach the stream under a socket from now on. */
function countWrites(socket: SendingSocket): { count: number } {
  const writes = { count: 0 };
  const webSocket = Reflect.get(socket.conn.transport, "socket") as { _socket: Duplex };
  const { _socket: stream } = webSocket;
  for (const name of ["_write", "_writev"] as const) {
    const write = stream[name] as (...given: unknown[]) => void;
    Reflect.set(stream, name, (...given: unknown[]) => {
      writes.count++;
      write.apply(stream, given);
    });
  }
  return writes;
}

test("[R70] answers and events of one tick leave a WebSocket in one write, in their order", async () => {
  const joined = await join(TRANSPORTS.webSocket);
  const { client, socket } = joined;
  const received = listen(client);
  const replies = await ask(joined, 2, received);
  const writes = countWrites(socket);
  replies[0]?.(answerOf(1));
  server.broadcaster.toPeople([socket.id], "post:liked", liked(2));
  void server.broadcaster.toViewers(WATCHED, null, "post:liked", liked(3));
  replies[1]?.(answerOf(4));
  expect([writes.count, readUnsent(socket).bytes]).toEqual([0, 0]);
  await vi.waitFor(() => expect(received).toEqual([1, 2, 3, 4]));
  expect(writes.count).toBe(1);
});

test("[R70] what is sent by other means in the same tick follows, also as the last words of a socket", async () => {
  const joined = await join(TRANSPORTS.webSocket);
  const received = listen(joined.client);
  const [reply] = await ask(joined, 1, received);
  const ended = new Promise((resolve) => joined.client.once("disconnect", resolve));
  reply?.(answerOf(1));
  joined.socket.emit("post:liked", liked(2));
  server.broadcaster.toPeople([joined.socket.id], "post:liked", liked(3));
  joined.socket.disconnect(true);
  await ended;
  expect(received).toEqual([1, 2, 3]);
});

test("[R70] what is held for a connection that breaks in the same tick harms no other", async () => {
  const [stays, breaks] = await Promise.all([
    join(TRANSPORTS.webSocket),
    join(TRANSPORTS.webSocket),
  ]);
  const received = listen(stays.client);
  server.broadcaster.toPeople([breaks.socket.id, stays.socket.id], "post:liked", liked(1));
  hangUp(breaks.socket);
  await vi.waitFor(() => expect(received).toEqual([1]));
});

test("[R72] a request is answered once, whole whatever its size, and where its connection polls too", async () => {
  for (const transports of Object.values(TRANSPORTS)) {
    const joined = await join(transports);
    const answers: unknown[] = [];
    const data = { text: `${"x".repeat(70_000)} é – 心 – 💗` };
    joined.socket.on("like:set", (_like, reply) => {
      reply({ ok: true, data } as never);
      reply({ ok: true, data } as never);
    });
    joined.client.emit("like:set", {}, (answer: unknown) => answers.push(answer));
    joined.client.emit("like:set", {}, (answer: unknown) => answers.push(answer));
    await vi.waitFor(() => expect(answers).toHaveLength(2));
    expect(answers).toEqual([
      { ok: true, data },
      { ok: true, data },
    ]);
  }
});

test("[R72] an answer that changed between two requests is encoded as it is each time", async () => {
  const joined = await join(TRANSPORTS.webSocket);
  const received: number[] = [];
  const replies = await ask(joined, 4, received);
  const data = { version: 1 };
  replies[0]?.({ ok: true, data });
  data.version = 2;
  replies[1]?.({ ok: true, data });
  Object.freeze(data);
  for (const reply of replies.slice(2)) reply({ ok: true, data });
  await vi.waitFor(() => expect(received).toEqual([1, 2, 2, 2]));
});

test("[R41] an upgrade in the middle of a stream loses and reorders nothing", async () => {
  const { client, socket } = await join(UPGRADING);
  const received = listen(client);
  let sent = 0;
  const names = new Set<string>();
  await vi.waitFor(
    () => {
      for (let burst = 0; burst < 5; burst++) {
        if (sent % 3 === 0) socket.emit("post:liked", liked(sent++));
        else void server.broadcaster.toViewers(WATCHED, null, "post:liked", liked(sent++));
      }
      names.add(socket.conn.transport.name);
      expect([...names]).toEqual(["polling", "websocket"]);
      expect(sent).toBeGreaterThan(200);
    },
    { interval: 1 },
  );
  await vi.waitFor(() => expect(received).toHaveLength(sent));
  expect(received).toEqual([...received].sort((one, other) => one - other));
});

test("[R42] where the inside of a connection is not the known one, events go the ordinary way", async () => {
  const known = await join(TRANSPORTS.webSocket);
  const changed = await join(TRANSPORTS.webSocket);
  const webSocket = Reflect.get(changed.socket.conn.transport, "socket") as object;
  Object.defineProperty(webSocket, "bufferedAmount", { value: undefined });
  const received = [known, changed].map(({ client }) => listen(client));
  const before = await countDeliveries("ordinary");
  for (const version of [1, 2, 3]) {
    void server.broadcaster.toViewers(WATCHED, null, "post:liked", liked(version));
    await new Promise(setImmediate);
  }
  await vi.waitFor(() =>
    expect(received).toEqual([
      [1, 2, 3],
      [1, 2, 3],
    ]),
  );
  expect((await countDeliveries("ordinary")) - before).toBe(3);
});

test("[R42] each part of the inside that is missing or of another kind is noticed", async () => {
  const { socket } = await join(TRANSPORTS.webSocket);
  const { conn } = socket;
  const { transport } = conn;
  const webSocket = Reflect.get(transport, "socket") as object;
  const strange: object[] = [
    { writeBuffer: undefined },
    { writeBuffer: new Set() },
    { transport: { name: "websocket", writable: true } },
    { transport: { name: "websocket", writable: true, socket: { ...webSocket, _sender: {} } } },
    {
      transport: {
        name: "websocket",
        writable: true,
        socket: { ...webSocket, _sender: { sendFrame: () => undefined } },
      },
    },
    { transport: { name: "webtransport", writable: true, socket: webSocket } },
  ];
  for (const parts of strange) {
    const other = { readyState: "open", writeBuffer: [], transport, ...parts };
    const inside = { conn: other, listenersAnyOutgoing: () => [] } as never;
    expect(writeFrame(inside, Buffer.from("never written"))).toBe(false);
    expect(() => readUnsent(inside)).not.toThrow();
  }
});

test("[R43] listeners to all that leaves receive every event", async () => {
  const { client, socket } = await join(TRANSPORTS.webSocket);
  const received = listen(client);
  const noted: string[] = [];
  socket.onAnyOutgoing((event: string) => noted.push(event));
  void server.broadcaster.toViewers(WATCHED, null, "post:liked", liked(1));
  server.broadcaster.toPeople([socket.id], "post:unliked", liked(2));
  expect(noted).toEqual(["post:liked", "post:unliked"]);
  await vi.waitFor(() => expect(received).toEqual([1, 2]));
});

test("[R44] who leaves in the middle of a storm harms nobody else", async () => {
  const [stays, leaves] = await Promise.all([
    join(TRANSPORTS.webSocket),
    openRawClient({ port: server.port, onMessage: () => undefined }),
  ]);
  const received = listen(stays.client);
  for (let version = 0; version < 500; version++) {
    void server.broadcaster.toViewers(WATCHED, null, "post:liked", liked(version));
    if (version === 200) leaves.close();
    if (version % 10 === 0) await new Promise(setImmediate);
  }
  await vi.waitFor(() => expect(received).toHaveLength(500));
});

test("[R49] a socket that forgot the request it began with works on, also through an upgrade", async () => {
  const joined = await Promise.all([UPGRADING, TRANSPORTS.webSocket, TRANSPORTS.polling].map(join));
  for (const { socket } of joined) {
    forgetRequest(socket);
    expect([socket.request, socket.handshake]).toEqual([null, null]);
  }
  const received = joined.map(({ client }) => listen(client));
  void server.broadcaster.toViewers(WATCHED, null, "post:liked", liked(1));
  await vi.waitFor(() => expect(joined[0]?.socket.conn.transport.name).toBe("websocket"));
  void server.broadcaster.toViewers(WATCHED, null, "post:liked", liked(2));
  await vi.waitFor(() =>
    expect(received).toEqual([
      [1, 2],
      [1, 2],
      [1, 2],
    ]),
  );
});

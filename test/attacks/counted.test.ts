// Everything asked is counted before it costs, and unread answers do not pile up. One that waits for the
// database never blocks the others.
import { once } from "node:events";
import net from "node:net";
import { afterEach, expect, test } from "vitest";
import { captureLog } from "@/test/captured-log";
import { readHeldMemory } from "@/test/held-memory";
import { type Stack, startStack } from "@/test/servers/server-fixture";
import { waitUntil } from "@/test/wait-until";
import { sayRaw } from "./raw-http";
import { frameOf, openRawWebSocket } from "./raw-websocket";

let stack: Stack;
afterEach(() => stack.close());

const ASKED: [method: string, path: string, body?: string][] = [
  ["GET", "/"],
  ["GET", "/u/none"],
  ["GET", "/readyz"],
  ["GET", "/healthz"],
  ["GET", "/metrics"],
  ["OPTIONS", "/api/me"],
  ["GET", "/api/%"],
  ["GET", "/api//me"],
  ["GET", "/_next/image?url=x"],
  ["GET", "/_next/static/x.js"],
  ["POST", "/api/auth/signout", "{}"],
  ["POST", "/api/auth/callback/credentials", "{}"],
  ["GET", "/socket.io/?EIO=4&transport=polling&sid=nobody"],
];

test("[S84] pages, probes, files, sign-in, polling and whatever is refused are counted by address", async () => {
  stack = await startStack({ limitScale: 0.01 });
  const statuses: number[] = [];
  for (let count = 0; count < 80; count++) {
    const [method, path, body] = ASKED[count % ASKED.length] as (typeof ASKED)[number];
    statuses.push((await sayRaw(stack.config.port, method, path, {}, body)).status);
  }
  expect(statuses.slice(0, 60)).not.toContain(429);
  expect(new Set(statuses.slice(60))).toEqual(new Set([429]));
});

test("[S85, S87] who goes on after fifty refusals is closed, and a flood writes few lines", async () => {
  const captured = captureLog();
  stack = await startStack({ limitScale: 0.001, log: captured.log });
  const socket = net.connect({ port: stack.config.port, host: "127.0.0.1" });
  let received = "";
  socket.on("data", (data) => {
    received += String(data);
  });
  const closed = once(socket, "close");
  let asked = 0;
  while (!socket.destroyed && asked < 200) {
    const before = received.split("HTTP/1.1 ").length;
    socket.write("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
    asked++;
    const isAnswered = () => socket.destroyed || received.split("HTTP/1.1 ").length > before;
    await waitUntil("an answer", () => isAnswered());
  }
  await closed;
  expect(received.split("HTTP/1.1 429").length - 1).toBe(51);
  expect(received).toContain("Connection: close");
  const lines = captured.take().filter((line) => line.includes("RATE_LIMITED"));
  expect(lines.length).toBeLessThanOrEqual(10);
});

test("[S86] packets are counted before they are parsed, and a flood of them is cut", async () => {
  const captured = captureLog();
  stack = await startStack({ limitScale: 1, log: captured.log });
  const floods: [frame: string, count: number][] = [
    ["43999[1]", 600],
    ['42["sync",{}]', 600],
    ["3", 600],
  ];
  for (const [frame, count] of floods) {
    const ada = await stack.listen();
    const closed = new Promise((resolve) => ada.client.io.engine.on("close", resolve));
    const wire = Reflect.get(ada.client.io.engine.transport, "ws") as { send(data: string): void };
    for (let sent = 0; sent < count; sent++) wire.send(frame);
    await closed;
  }
  expect(captured.take().length).toBeLessThanOrEqual(10);
  const bob = await stack.listen();
  expect((await bob.ask("sync", { contents: {} })).ok).toBe(true);
});

test("[S86] a WebSocket that never replaces polling, or is closing, is cut as well", async () => {
  stack = await startStack({ limitScale: 1 });
  const { port } = stack.config;
  const opening = await stack.request("GET", "/socket.io/?EIO=4&transport=polling");
  const { sid } = JSON.parse((await opening.text()).slice(1)) as { sid: string };
  const probing = await openRawWebSocket(port, `&sid=${sid}`);
  const closing = await openRawWebSocket(port);
  // The namespace is left before it was joined: the server closes, and this client does not.
  closing.write(frameOf("41"));
  for (const socket of [probing, closing]) {
    const closed = once(socket, "close");
    const frames = Buffer.concat(Array.from({ length: 100 }, () => frameOf("2probe")));
    const flood = setInterval(() => socket.writable && socket.write(frames), 10);
    await closed;
    clearInterval(flood);
  }
  expect(await stack.metrics.registry.metrics()).toMatch(/limit="packets"\} 2/);
});

test("[S85] an address whose connections were cut for floods opens none for a while", async () => {
  stack = await startStack({ limitScale: 1 });
  const { port } = stack.config;
  const ada = await stack.listen();
  const flood = Buffer.concat(Array.from({ length: 600 }, () => frameOf("2")));
  for (let opened = 0; opened < 41; opened++) {
    const socket = await openRawWebSocket(port);
    const closed = once(socket, "close");
    socket.write(flood);
    await closed;
  }
  const refused = net.connect({ port, host: "127.0.0.1" });
  refused.on("error", () => undefined);
  refused.resume();
  refused.write("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
  await once(refused, "close");
  expect(refused.bytesRead).toBe(0);
  expect((await ada.ask("sync", { contents: {} })).ok).toBe(true);
});

test("[S88, S89] of a thousand pipelined reads one is under way, and another's like is answered", async () => {
  stack = await startStack({ limitScale: 1 });
  const ada = await stack.listen();
  const { contentId } = await stack.makePost(ada.userId);
  const bob = await stack.makeMember();
  const socket = net.connect({ port: stack.config.port, host: "127.0.0.1" });
  socket.on("error", () => undefined);
  const closed = new Promise((resolve) => socket.on("close", resolve));
  const read = `GET /api/feed HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${bob.token}\r\n\r\n`;
  socket.write(read.repeat(1_000));
  const intent = { contentType: "post", contentId, liked: true, deviceId: "d", seq: 1 };
  expect((await ada.ask("like:set", intent)).ok).toBe(true);
  socket.resume();
  await closed;
});

test("[S88] an address that reads nothing is held at some megabytes, and cut when it takes nothing", async () => {
  stack = await startStack({ limitScale: 1 });
  const ada = await stack.makeMember();
  await stack.prisma.content.createMany({
    data: Array.from({ length: 100 }, (_, count) => ({
      id: `0190a000-0000-7000-8000-${String(count).padStart(12, "0")}`,
      contentType: "post" as const,
      authorId: ada.userId,
      body: "🙂".repeat(2_000),
    })),
  });
  const read = "GET /api/feed?limit=100 HTTP/1.1\r\nHost: x\r\n\r\n";
  const before = readHeldMemory();
  const sockets = Array.from({ length: 30 }, () => {
    const socket = net.connect({ port: stack.config.port, host: "127.0.0.1" });
    socket.on("error", () => undefined);
    socket.pause();
    socket.write(read.repeat(10));
    return socket;
  });
  let mostHeld = 0;
  const watch = setInterval(() => {
    mostHeld = Math.max(mostHeld, readHeldMemory());
  }, 1_000);
  try {
    await waitUntil("all to ask", async () => (await stack.countConnections()) === 30);
    await waitUntil("all to be cut", async () => (await stack.countConnections()) === 0);
    expect(mostHeld - before).toBeLessThan(60 * 1_048_576);
  } finally {
    clearInterval(watch);
    for (const socket of sockets) socket.destroy();
  }
});

test("[S95] a hundred and eighty joins a minute a person, over all sockets", async () => {
  stack = await startStack({ limitScale: 1 });
  const ada = await stack.makeMember();
  const codes: unknown[] = [];
  for (let opened = 0; opened < 4; opened++) {
    const { client, ask } = await stack.listen(ada);
    for (let count = 0; count < 50; count++) {
      const answer = await ask("content:join", { contents: [] });
      codes.push(answer.ok ? "ok" : answer.error.code);
    }
    client.disconnect();
  }
  expect(codes.slice(0, 180)).not.toContain("RATE_LIMITED");
  expect(new Set(codes.slice(180))).toEqual(new Set(["RATE_LIMITED"]));
});

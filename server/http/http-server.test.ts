// What the server gives a slow caller before it hangs up, on the real server and gateway: exactly the
// announced time, never less. All waits run side by side: the longest is a heartbeat missed.
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { connect } from "node:net";
import { Manager } from "socket.io-client";
import { expect, test, vi } from "vitest";
import { createHttpServer, listen } from "@/server/http/http-server";
import { sharedStack } from "@/test/servers/server-fixture";

const stack = sharedStack();

/** Says something, then nothing more; answers what came back and after how long the connection ended. */
async function sayAndWait(port: number, said: string) {
  const startedAt = performance.now();
  const socket = connect(port, "127.0.0.1");
  let received = "";
  socket.on("data", (data) => {
    received += String(data);
  });
  socket.on("error", () => undefined);
  socket.write(said);
  await once(socket, "close");
  return { received, afterMs: performance.now() - startedAt };
}

/** A connection that opens and then answers no ping. */
async function missHeartbeats(): Promise<number> {
  const { token } = await stack().makeMember();
  // Before it is opened: a busy machine notices the opening late.
  const startedAt = performance.now();
  const manager = new Manager(stack().url, { transports: ["websocket"], reconnection: false });
  const client = manager.socket("/", { auth: { token } });
  await new Promise<void>((resolve) => client.once("connect", resolve));
  expect(Reflect.get(manager.engine, "_pingInterval")).toBe(10_000);
  expect(Reflect.get(manager.engine, "_pingTimeout")).toBe(5_000);
  const { transport } = manager.engine;
  Reflect.set(manager.engine, "_pingTimeoutTime", Number.POSITIVE_INFINITY);
  const send = Reflect.get(transport, "send") as (packets: { type: string }[]) => void;
  Reflect.set(transport, "send", (packets: { type: string }[]) =>
    send.call(
      transport,
      packets.filter(({ type }) => type !== "pong"),
    ),
  );
  await new Promise<void>((resolve) => client.once("disconnect", () => resolve()));
  return performance.now() - startedAt;
}

test("[S62] headers have ten seconds, a request fifteen, a heartbeat ten and five", async () => {
  const server = createHttpServer();
  server.on("request", (request) => request.resume());
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  expect(server).toMatchObject({ headersTimeout: 10_000, requestTimeout: 15_000 });
  try {
    const [headers, body, heartbeat] = await Promise.all([
      sayAndWait(port, "GET / HTTP/1.1\r\nHost: x\r\nX-Slow"),
      sayAndWait(port, "POST /api/posts HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nx"),
      missHeartbeats(),
    ]);
    expect(headers.received).toMatch(/^HTTP\/1.1 408/);
    expect(headers.afterMs).toBeGreaterThan(9_900);
    expect(headers.afterMs, "headers end before the whole").toBeLessThan(body.afterMs);
    expect(body.received).toMatch(/^HTTP\/1.1 408/);
    expect(body.afterMs).toBeGreaterThan(14_900);
    expect(heartbeat).toBeGreaterThan(14_500);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

test("[S88] of a thousand requests that arrive at once none is made after the connection is cut", async () => {
  const server = createHttpServer();
  // The first is never answered, so that the others wait.
  server.on("request", () => undefined);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const emit = vi.spyOn(server, "emit");
  const { port } = server.address() as AddressInfo;
  try {
    await sayAndWait(port, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n".repeat(1_000));
    const events = emit.mock.calls.map((call) => String(call[0]));
    expect(events.filter((event) => event === "request")).toHaveLength(18);
  } finally {
    server.close();
  }
});

test("[S152] an idle connection is kept longer than proxies keep theirs, and a stop waits for none", async () => {
  const server = createHttpServer();
  server.on("request", (_request, response) => void response.end("here"));
  const stop = await listen(server, { port: 0, host: "127.0.0.1", neighborPort: null });
  const { port } = server.address() as AddressInfo;
  const socket = connect(port, "127.0.0.1");
  const ended = once(socket, "close");
  socket.write("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
  const [answer] = await once(socket, "data");
  expect(String(answer)).toContain("Keep-Alive: timeout=125\r\n");
  await stop();
  await ended;
});

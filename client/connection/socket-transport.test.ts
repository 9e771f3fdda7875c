import { createServer, type Server as HttpServer } from "node:http";
import {
  type AddressInfo,
  createServer as createTcpServer,
  type Socket as TcpSocket,
} from "node:net";
import { type DefaultEventsMap, Server, type Socket } from "socket.io";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ErrorView } from "@/protocol/errors";
import { eagerSchemas } from "../http/eager-schemas";
import { EPOCH, sampleEngagement } from "../testing/sample-views";
import { openSocketTransport } from "./socket-transport";
import type { ServerEventName, Transport } from "./transport";

let http: HttpServer;
let server: Server<DefaultEventsMap, DefaultEventsMap>;
let origin: string;
let transport: Transport;
let refusal: (Error & { data?: unknown }) | null;
let handshakes: number;
const opened = vi.fn();
const closed = vi.fn();
const refused = vi.fn<(error: ErrorView | null) => void>();
const received = vi.fn<(name: ServerEventName, payload: unknown) => void>();

beforeEach(async () => {
  for (const each of [opened, closed, refused, received]) each.mockReset();
  refusal = null;
  handshakes = 0;
  http = createServer();
  server = new Server(http, { transports: ["websocket"] });
  server.use((_socket, next) => {
    handshakes += 1;
    next(refusal ?? undefined);
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  const { port } = http.address() as AddressInfo;
  origin = `http://127.0.0.1:${port}`;
  transport = openSocketTransport(
    { opened, closed, refused, received },
    { schemas: eagerSchemas, baseUrl: origin, token: "token" },
  );
});

afterEach(async () => {
  vi.useRealTimers();
  transport.close();
  await server.close();
});

async function connect(): Promise<Socket> {
  const coming = new Promise<Socket>((resolve) => server.once("connection", resolve));
  transport.open();
  const socket = await coming;
  await vi.waitFor(() => expect(opened).toHaveBeenCalled());
  return socket;
}

/** A link whose time is turned by hand. */
function openTimedTransport(to: string): Transport {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  return openSocketTransport(
    { opened, closed, refused, received },
    { schemas: eagerSchemas, baseUrl: to },
  );
}

describe("socket link", () => {
  it("[C49] opens with the token, passes on events, asks and is answered", async () => {
    const socket = await connect();
    expect(socket.handshake.auth).toEqual({ token: "token" });
    expect(transport.isOpen).toBe(true);
    socket.on("sync", (_payload, ack) => ack({ ok: true, data: { epoch: EPOCH } }));
    expect(await transport.ask("sync", { contents: {} })).toEqual({ epoch: EPOCH });
    socket.emit("like:created", sampleEngagement());
    await vi.waitFor(() =>
      expect(received).toHaveBeenCalledWith("like:created", sampleEngagement()),
    );
  });

  it("[C49] a typed refusal of a request is its error", async () => {
    const socket = await connect();
    const error = { code: "NOT_FOUND", message: "gone", retryable: false, errorId: "e" };
    socket.on("sync", (_payload, ack) => ack({ ok: false, error }));
    await expect(transport.ask("sync", { contents: {} })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });

  it("[C49] cut while asking: the outcome is unknown, the listener is called once", async () => {
    const socket = await connect();
    socket.on("sync", () => socket.disconnect(true));
    await expect(transport.ask("sync", { contents: {} })).rejects.toMatchObject({
      code: "UNAVAILABLE",
    });
    await vi.waitFor(() => expect(closed).toHaveBeenCalledTimes(1));
    await expect(transport.ask("sync", { contents: {} })).rejects.toMatchObject({
      code: "UNAVAILABLE",
    });
  });

  it("[C49] what is not answered within 6 s may have landed, and says so", async () => {
    transport = openTimedTransport(origin);
    const socket = await connect();
    const asked = new Promise((resolve) => socket.on("sync", resolve));
    const failed = vi.fn();
    transport.ask("sync", { contents: {} }).catch(failed);
    await asked;
    await vi.advanceTimersByTimeAsync(5_900);
    expect(failed).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(100);
    expect(failed).toHaveBeenCalledWith(expect.objectContaining({ code: "TIMEOUT" }));
  });

  it("[C49] over a closed socket a request fails at once and is never sent", async () => {
    const failed = vi.fn();
    transport.ask("sync", { contents: {} }).catch(failed);
    await new Promise(setImmediate);
    expect(failed).toHaveBeenCalledWith(expect.objectContaining({ code: "UNAVAILABLE" }));
  });

  it("[C49] lost, it does not come back by itself", async () => {
    transport = openTimedTransport(origin);
    const socket = await connect();
    socket.conn.close();
    await vi.waitFor(() => expect(closed).toHaveBeenCalledTimes(1));
    await vi.advanceTimersByTimeAsync(5_000);
    opened.mockReset();
    const another = openSocketTransport(
      { opened, closed, refused, received },
      { schemas: eagerSchemas, baseUrl: origin },
    );
    another.open();
    await vi.waitFor(() => expect(opened).toHaveBeenCalled());
    expect([handshakes, transport.isOpen]).toEqual([2, false]);
    another.close();
  });

  it("[C49] an opening without an answer within 6 s is refused", async () => {
    const sockets: TcpSocket[] = [];
    const silent = createTcpServer((socket) => sockets.push(socket));
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const { port } = silent.address() as AddressInfo;
    transport = openTimedTransport(`http://127.0.0.1:${port}`);
    transport.open();
    await vi.waitFor(() => expect(sockets).toHaveLength(1));
    expect(refused).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(6_000);
    expect(refused).toHaveBeenCalledExactlyOnceWith(null);
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => silent.close(resolve));
  });

  it("[C49] a refused handshake carries the server's code; nothing there carries none", async () => {
    const data: ErrorView = {
      code: "UNAUTHENTICATED",
      message: "Sign in first",
      retryable: false,
      errorId: "e",
    };
    refusal = Object.assign(new Error("no"), { data });
    transport.open();
    await vi.waitFor(() => expect(refused).toHaveBeenCalledWith(data));
    refusal = null;
    await connect();
    transport.close();
    await server.close();
    transport.open();
    await vi.waitFor(() => expect(refused).toHaveBeenLastCalledWith(null));
    expect(handshakes).toBe(2);
  });

  it("[C49] closed on purpose it is quiet, and does not come back by itself", async () => {
    const socket = await connect();
    const gone = new Promise((resolve) => socket.once("disconnect", resolve));
    transport.close();
    await gone;
    expect(closed).not.toHaveBeenCalled();
    expect(handshakes).toBe(1);
  });
});

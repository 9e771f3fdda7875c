import { createServer, type Server as HttpServer } from "node:http";
import {
  type AddressInfo,
  createServer as createTcpServer,
  type Socket as TcpSocket,
} from "node:net";
import { type DefaultEventsMap, Server, type Socket } from "socket.io";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ErrorView } from "@/protocol/errors";
import { EPOCH, sampleEngagement } from "../testing/sample-views";
import { openSocketLink } from "./socket-transport";
import type { Link, ToldName } from "./transport";

let http: HttpServer;
let server: Server<DefaultEventsMap, DefaultEventsMap>;
let origin: string;
let link: Link;
let refusal: (Error & { data?: unknown }) | null;
let handshakes: number;
const opened = vi.fn();
const closed = vi.fn();
const refused = vi.fn<(error: ErrorView | null) => void>();
const told = vi.fn<(name: ToldName, payload: unknown) => void>();

beforeEach(async () => {
  for (const each of [opened, closed, refused, told]) each.mockReset();
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
  link = openSocketLink({ opened, closed, refused, told }, origin, "token");
});

afterEach(async () => {
  vi.useRealTimers();
  link.close();
  await server.close();
});

async function connect(): Promise<Socket> {
  const coming = new Promise<Socket>((resolve) => server.once("connection", resolve));
  link.open();
  const socket = await coming;
  await vi.waitFor(() => expect(opened).toHaveBeenCalled());
  return socket;
}

/** A link whose time is turned by hand. */
function openTimedLink(to: string): Link {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  return openSocketLink({ opened, closed, refused, told }, to);
}

describe("socket link", () => {
  it("[C49] opens with the token, tells what the server tells, asks and is answered", async () => {
    const socket = await connect();
    expect(socket.handshake.auth).toEqual({ token: "token" });
    expect(link.isOpen).toBe(true);
    socket.on("sync", (_payload, ack) => ack({ ok: true, data: { epoch: EPOCH } }));
    expect(await link.ask("sync", { contents: {} })).toEqual({ epoch: EPOCH });
    socket.emit("like:created", sampleEngagement());
    await vi.waitFor(() => expect(told).toHaveBeenCalledWith("like:created", sampleEngagement()));
  });

  it("[C49] a typed refusal of a question is its error", async () => {
    const socket = await connect();
    const error = { code: "NOT_FOUND", message: "gone", retryable: false, errorId: "e" };
    socket.on("sync", (_payload, ack) => ack({ ok: false, error }));
    await expect(link.ask("sync", { contents: {} })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("[C49] cut while asking: the outcome is unknown, the listener hears of it once", async () => {
    const socket = await connect();
    socket.on("sync", () => socket.disconnect(true));
    await expect(link.ask("sync", { contents: {} })).rejects.toMatchObject({ code: "UNAVAILABLE" });
    await vi.waitFor(() => expect(closed).toHaveBeenCalledTimes(1));
    await expect(link.ask("sync", { contents: {} })).rejects.toMatchObject({ code: "UNAVAILABLE" });
  });

  it("[C49] what is not answered within 6 s may have landed, and says so", async () => {
    link = openTimedLink(origin);
    const socket = await connect();
    const asked = new Promise((resolve) => socket.on("sync", resolve));
    const failed = vi.fn();
    link.ask("sync", { contents: {} }).catch(failed);
    await asked;
    await vi.advanceTimersByTimeAsync(5_900);
    expect(failed).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(100);
    expect(failed).toHaveBeenCalledWith(expect.objectContaining({ code: "TIMEOUT" }));
  });

  it("[C49] over a link that is closed a question fails at once and is never sent", async () => {
    const failed = vi.fn();
    link.ask("sync", { contents: {} }).catch(failed);
    await new Promise(setImmediate);
    expect(failed).toHaveBeenCalledWith(expect.objectContaining({ code: "UNAVAILABLE" }));
  });

  it("[C49] lost, it does not come back by itself", async () => {
    link = openTimedLink(origin);
    const socket = await connect();
    socket.conn.close();
    await vi.waitFor(() => expect(closed).toHaveBeenCalledTimes(1));
    await vi.advanceTimersByTimeAsync(5_000);
    opened.mockReset();
    const another = openSocketLink({ opened, closed, refused, told }, origin);
    another.open();
    await vi.waitFor(() => expect(opened).toHaveBeenCalled());
    expect([handshakes, link.isOpen]).toEqual([2, false]);
    another.close();
  });

  it("[C49] an opening that nobody answers within 6 s is refused", async () => {
    const sockets: TcpSocket[] = [];
    const silent = createTcpServer((socket) => sockets.push(socket));
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const { port } = silent.address() as AddressInfo;
    link = openTimedLink(`http://127.0.0.1:${port}`);
    link.open();
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
    link.open();
    await vi.waitFor(() => expect(refused).toHaveBeenCalledWith(data));
    refusal = null;
    await connect();
    link.close();
    await server.close();
    link.open();
    await vi.waitFor(() => expect(refused).toHaveBeenLastCalledWith(null));
    expect(handshakes).toBe(2);
  });

  it("[C49] closed on purpose it is quiet, and does not come back by itself", async () => {
    const socket = await connect();
    const gone = new Promise((resolve) => socket.once("disconnect", resolve));
    link.close();
    await gone;
    expect(closed).not.toHaveBeenCalled();
    expect(handshakes).toBe(1);
  });
});

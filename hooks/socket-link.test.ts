// @vitest-environment node
import { createServer, type Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type DefaultEventsMap, Server, type Socket } from "socket.io";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ErrorView } from "@/protocol/errors";
import type { Link, ToldName } from "./link";
import { openSocketLink } from "./socket-link";
import { EPOCH, sampleEngagement } from "./testing/sample-views";

let http: HttpServer;
let server: Server<DefaultEventsMap, DefaultEventsMap>;
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
  link = openSocketLink({ opened, closed, refused, told }, `http://127.0.0.1:${port}`, "token");
});

afterEach(async () => {
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

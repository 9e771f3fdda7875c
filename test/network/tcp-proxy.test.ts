// The bad network itself: a fault run proves nothing if the fault did not happen.
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, Socket } from "node:net";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { settlesBefore } from "../clocks/same-loop";
import { startTcpProxy, type TcpProxy } from "./tcp-proxy";

let far: Server;
let proxy: TcpProxy;
const clients: Socket[] = [];
const farEnds = new Set<Socket>();

/** The far end answers every byte with itself. */
beforeEach(async () => {
  far = createServer((socket) => {
    farEnds.add(socket);
    socket.on("error", () => undefined);
    socket.on("close", () => farEnds.delete(socket));
    socket.pipe(socket);
  }).listen(0, "127.0.0.1");
  await once(far, "listening");
  proxy = await startTcpProxy({ host: "127.0.0.1", port: (far.address() as AddressInfo).port });
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  await proxy.close();
  for (const end of farEnds) end.destroy();
  far.close();
});

interface Line {
  socket: Socket;
  received: () => string;
  ended: () => "open" | "ended" | "reset";
}

async function open(): Promise<Line> {
  const socket = connect(proxy.port, proxy.host);
  clients.push(socket);
  const pieces: string[] = [];
  let ending: "open" | "ended" | "reset" = "open";
  socket.on("data", (bytes) => pieces.push(bytes.toString()));
  socket.on("end", () => {
    ending = "ended";
  });
  socket.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "ECONNRESET") ending = "reset";
  });
  await once(socket, "connect");
  return { socket, received: () => pieces.join(""), ended: () => ending };
}

async function echo(peer: Line, text: string): Promise<number> {
  const before = peer.received().length;
  const startedAt = performance.now();
  peer.socket.write(text);
  await expect.poll(() => peer.received().slice(before), { interval: 2 }).toBe(text);
  return performance.now() - startedAt;
}

test("[F20] left alone it carries everything, in order, and both goodbyes", async () => {
  const peer = await open();
  const long = Array.from({ length: 200_000 }, (_, n) => n % 10).join("");
  await echo(peer, long);
  peer.socket.end();
  await expect.poll(peer.ended).toBe("ended");
  await expect.poll(() => proxy.connectionCount).toBe(0);
});

test("[F20] latency holds each way, and what follows closely is not held twice", async () => {
  const peer = await open();
  proxy.latencyMs = 150;
  expect(await echo(peer, "slow")).toBeGreaterThanOrEqual(299);
  // One after the other they would take three seconds.
  await settlesBefore(1_500, "ten letters", async () => {
    for (const letter of "abcdefghij") {
      peer.socket.write(letter);
      await new Promise(setImmediate);
    }
    await expect.poll(peer.received, { interval: 2 }).toBe("slowabcdefghij");
  });
});

test("[F20] slices: never more than so many bytes at a time, none lost", async () => {
  const peer = await open();
  proxy.sliceBytes = 3;
  // Counted where they are written: the system may join pieces on their way.
  const write = vi.spyOn(Socket.prototype, "write");
  const text = "a message in several pieces";
  await echo(peer, text);
  const written = write.mock.calls.filter((_, count) => {
    const socket = write.mock.contexts[count] as Socket;
    return socket.localPort === proxy.port;
  });
  write.mockRestore();
  const sizes = written.map(([bytes]) => (bytes as Buffer).length);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(3);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(text.length);
});

test("[F20] a blackhole swallows for as long as it lasts, and gives all back in order", async () => {
  const peer = await open();
  await echo(peer, "before ");
  proxy.blackhole();
  peer.socket.write("during ");
  const late = await open();
  late.socket.write("newcomer");
  const control = connect((far.address() as AddressInfo).port, "127.0.0.1");
  clients.push(control);
  control.write("the far end still answers others");
  await once(control, "data");
  expect(peer.received()).toBe("before ");
  expect(late.received()).toBe("");
  proxy.heal();
  await expect.poll(peer.received).toBe("before during ");
  await echo(peer, "after");
  expect(peer.received()).toBe("before during after");
  await expect.poll(late.received).toBe("newcomer");
});

test("[F20] a half-open connection: present ones are dead, new ones are not", async () => {
  const dead = await open();
  await echo(dead, "alive ");
  proxy.blackhole("present");
  dead.socket.write("anybody?");
  await echo(await open(), "fresh");
  expect(dead.received()).toBe("alive ");
  expect(dead.ended()).toBe("open");
});

test("[F20] a cut ends gently, a reset hard, for both ends", async () => {
  const cut = await open();
  await echo(cut, "x");
  proxy.cut();
  await expect.poll(cut.ended).toBe("ended");
  const reset = await open();
  await echo(reset, "y");
  proxy.reset();
  await expect.poll(reset.ended).toBe("reset");
  await expect.poll(() => farEnds.size).toBe(0);
});

test("[F20] refused until accepted again; those inside go on", async () => {
  const inside = await open();
  await echo(inside, "in ");
  await proxy.refuse();
  const [error] = await once(connect(proxy.port, proxy.host), "error");
  expect((error as NodeJS.ErrnoException).code).toBe("ECONNREFUSED");
  await echo(inside, "still in");
  await proxy.accept();
  await echo(await open(), "back");
});

test("[F20] it strikes between a request and its answer", async () => {
  const peer = await open();
  await echo(peer, "first");
  let asked = 0;
  proxy.intercept = (direction) => {
    if (direction === "up") asked++;
    return direction === "up" ? "pass" : "reset";
  };
  peer.socket.write("second");
  await expect.poll(peer.ended).toBe("reset");
  expect(asked).toBe(1);
  expect(peer.received()).toBe("first");
  const swallowed = await open();
  let swallowedBytes = 0;
  proxy.intercept = (_, bytes) => {
    swallowedBytes += bytes.length;
    return "swallow";
  };
  swallowed.socket.write("secret");
  await expect.poll(() => swallowedBytes).toBe("secret".length);
  proxy.intercept = null;
  await echo(swallowed, "said aloud");
});

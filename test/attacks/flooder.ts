// The attackers: one account on one socket and ten strangers. Each sends as fast as the system takes it and
// comes back as soon as it is cut.
import { once } from "node:events";
import net from "node:net";
import { frameOf, upgradeRequest } from "./raw-websocket";

export interface Flood {
  port: number;
  forMs: number;
  /** Of the account; null sends none of its messages. */
  token: string | null;
  strangers: number;
}

export interface FloodResult {
  sent: number;
  cut: number;
}

const UPGRADE = upgradeRequest();
const READYZ = "GET /readyz HTTP/1.1\r\nHost: x\r\n\r\n";
const JUNK = ["40/n,", '40{"token":"junk"}'];
const AT_ONCE = 200;

const result: FloodResult = { sent: 0, cut: 0 };

/** Resolves at the first of these, however the connection ends. */
function untilAny(socket: net.Socket, ...events: string[]): Promise<void> {
  return new Promise((resolve) => {
    for (const event of [...events, "close"]) socket.once(event, () => resolve());
    if (socket.closed) resolve();
  });
}

/** Opens, says its first words, then one block after the other until it is cut. */
async function floodOnce(port: number, first: string, block: Buffer, until: number): Promise<void> {
  const socket = net.connect({ port, host: "127.0.0.1" });
  socket.on("error", () => undefined);
  socket.setMaxListeners(0);
  socket.resume();
  await untilAny(socket, "connect");
  if (first !== "") {
    socket.write(first);
    await untilAny(socket, "data");
  }
  while (!socket.destroyed && performance.now() < until) {
    result.sent += AT_ONCE;
    if (!socket.write(block)) await untilAny(socket, "drain");
    else await new Promise((resolve) => setImmediate(resolve));
  }
  if (socket.destroyed) result.cut++;
  socket.destroy();
}

async function floodOn(port: number, first: string, block: Buffer, until: number) {
  while (performance.now() < until) {
    await floodOnce(port, first, block, until);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const repeated = (frame: Buffer) => Buffer.concat(Array.from({ length: AT_ONCE }, () => frame));

const [{ port, forMs, token, strangers }] = (await once(process, "message")) as [Flood];
const until = performance.now() + forMs;
const floods = Array.from({ length: strangers }, (_, count) => {
  // Two of three on a socket, one over plain HTTP.
  if (count % 3 === 2) return floodOn(port, "", repeated(Buffer.from(READYZ)), until);
  return floodOn(port, UPGRADE, repeated(frameOf(JUNK[count % 2] ?? "")), until);
});
if (token !== null) {
  const messages = [frameOf(`40{"token":"${token}"}`), repeated(frameOf('420["sync",{}]'))];
  floods.push(floodOn(port, UPGRADE, Buffer.concat(messages), until));
}
await Promise.all(floods);
process.send?.(result);
process.on("disconnect", () => process.exit(0));

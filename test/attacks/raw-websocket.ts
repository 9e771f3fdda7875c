// A WebSocket written by hand: it sends what it is given and obeys nothing, not even a close frame.
import { once } from "node:events";
import net from "node:net";

/** The request that opens it; `query` goes behind the transport's own. */
export function upgradeRequest(query = ""): string {
  return [
    `GET /socket.io/?EIO=4&transport=websocket${query} HTTP/1.1`,
    "Host: 127.0.0.1",
    "Upgrade: websocket",
    "Connection: Upgrade",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
    "\r\n",
  ].join("\r\n");
}

/** One masked text frame of less than 64 KB. Its mask is zero, so that the text stays readable. */
export function frameOf(text: string): Buffer {
  const bytes = Buffer.from(text);
  const head =
    bytes.length < 126
      ? [0x81, 0x80 | bytes.length, 0, 0, 0, 0]
      : [0x81, 0xfe, bytes.length >> 8, bytes.length & 0xff, 0, 0, 0, 0];
  return Buffer.concat([Buffer.from(head), bytes]);
}

/** Resolves once the server has answered the upgrade, or cut the connection. */
export async function openRawWebSocket(port: number, query = ""): Promise<net.Socket> {
  const socket = net.connect({ port, host: "127.0.0.1" });
  socket.on("error", () => undefined);
  socket.write(upgradeRequest(query));
  const closed = once(socket, "close");
  await Promise.race([once(socket, "data"), closed]);
  socket.resume();
  return socket;
}

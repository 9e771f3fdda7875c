// Below Socket.IO: finds the WebSocket of a connection, bounds a polled body, and hangs up. The only file that
// knows private fields of engine.io and ws. It checks their shape first and, where that is unknown, leaves all
// to the ordinary path.
import type { Socket } from "socket.io";

type Connection = Socket["conn"];

/** The parts of ws that are used here. All but `_sender` are public. */
export interface WebSocketInside {
  readyState: number;
  bufferedAmount: number;
  terminate(): void;
  on(event: "ping" | "pong", listener: () => void): void;
  /** Writes the buffers as they are; engine.io gives its own prepared frames to it. */
  _sender: {
    sendFrame(buffers: Buffer[]): void;
    /** The stream below; what is written while it is corked leaves together. */
    _socket: { cork(): void; uncork(): void };
  };
}

/**
 * Ends the connection without a goodbye, which would wait behind everything unsent. Frames that have arrived
 * and are not parsed yet are left out, since a flood brings thousands at once.
 */
export function hangUp({ conn }: Pick<Socket, "conn">): void {
  const webSocket = findWebSocket(conn);
  conn.close(true);
  if (webSocket) terminate(webSocket);
}

/** Ends a WebSocket at once, and with it the parsing of what has arrived. */
export function terminate(webSocket: { terminate(): void }): void {
  webSocket.terminate();
  const receiver: unknown = Reflect.get(webSocket, "_receiver");
  if (typeof receiver === "object" && receiver !== null) Reflect.set(receiver, "_loop", false);
}

/**
 * Drops the request a connection began with, which Socket.IO keeps as long as the connection. Its headers and
 * token are a third of what an idle connection weighs.
 */
export function forgetRequest(socket: Socket): void {
  Reflect.set(socket.conn, "request", null);
  Reflect.set(socket, "handshake", null);
}

/** The parts of engine.io's polling transport that are used here. */
interface PollingInside {
  opts: { maxHttpBufferSize: number };
  onData(body: string): void;
  onError(words: string): void;
}

/** Between messages that are polled in one body. */
const MESSAGE_SEPARATOR = "\u001e";

/**
 * Lets a polled body be as large as `bytesMax` where one message fills it. Many small messages in such a body
 * would delay all others; clients keep to the announced limit.
 */
export function takeLoneMessages({ transport }: Connection, bytesMax: number): void {
  if (transport.name !== "polling") return;
  const inside = transport as unknown as Partial<PollingInside>;
  const announced = inside.opts?.maxHttpBufferSize;
  if (typeof announced !== "number" || typeof inside.onData !== "function") return;
  const read = inside.onData;
  const { opts, onError } = inside as PollingInside;
  opts.maxHttpBufferSize = bytesMax;
  inside.onData = (body) => {
    const isTooMuch = body.length > announced && body.includes(MESSAGE_SEPARATOR);
    if (isTooMuch) onError.call(inside, "payload too large");
    else read.call(inside, body);
  };
}

/** Reports WebSocket pings and pongs, which ws answers by itself, also once a polling connection was upgraded. */
export function watchControlFrames(connection: Connection, onFrame: () => void): void {
  const watch = () => {
    const webSocket = findWebSocket(connection);
    webSocket?.on("ping", onFrame);
    webSocket?.on("pong", onFrame);
  };
  watch();
  connection.once("upgrade", watch);
}

/** Packets in engine.io's queue; undefined where it has none of the known shape. */
export function countQueued(conn: Connection): number | undefined {
  const queue: unknown = Reflect.get(conn, "writeBuffer");
  return Array.isArray(queue) ? queue.length : undefined;
}

/** The WebSocket below a connection; null where it polls or is of unknown shape. */
export function findWebSocket({ transport }: Connection): WebSocketInside | null {
  if (transport.name !== "websocket") return null;
  const inside: unknown = Reflect.get(transport, "socket");
  return isWebSocket(inside) ? inside : null;
}

function isWebSocket(inside: unknown): inside is WebSocketInside {
  if (typeof inside !== "object" || inside === null) return false;
  const { readyState, bufferedAmount, terminate, _sender } = inside as Partial<WebSocketInside>;
  return (
    typeof readyState === "number" &&
    typeof bufferedAmount === "number" &&
    typeof terminate === "function" &&
    typeof _sender?.sendFrame === "function" &&
    typeof _sender._socket?.cork === "function" &&
    typeof _sender._socket.uncork === "function"
  );
}

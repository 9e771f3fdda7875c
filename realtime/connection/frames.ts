// Writes prepared frames straight to idle WebSockets: events, and answers to requests. Frames that are held
// leave at the end of the tick in one write. A connection of unknown shape takes none of them.
import type { Socket } from "socket.io";
import type { Ack } from "@/protocol/events/ack";
import { countQueued, findWebSocket, type WebSocketInside } from "./engineio-internals";

type Connection = Socket["conn"];

const OPEN = 1;
const TEXT_FRAME = 0x81;

/** A connection's WebSocket, looked up once a transport. */
interface FrameWriter {
  transport: Connection["transport"];
  webSocket: WebSocketInside;
  /** Bytes of frames that wait for the end of this tick. */
  heldBytes: number;
}

const WRITER = Symbol("frame writer");
type WrittenTo = Connection & { [WRITER]?: FrameWriter };

/** The event as one frame that holds one Socket.IO packet of "/". */
export function prepareFrame(event: string, payload: unknown): Buffer {
  return toFrame(`42${JSON.stringify([event, payload])}`);
}

/** One unmasked WebSocket text frame (RFC 6455). */
function toFrame(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const start = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(start + length);
  frame[0] = TEXT_FRAME;
  if (start === 2) frame[1] = length;
  else if (start === 4) {
    frame[1] = 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 127;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  frame.write(text, start);
  return frame;
}

/**
 * Writes a frame behind everything the connection was given before. False, and nothing written: the
 * connection polls, is closing, still holds something unsent, is listened to, or is of unknown shape.
 */
export function writeFrame(socket: Socket, frame: Buffer): boolean {
  if (socket.listenersAnyOutgoing().length > 0) return false;
  const writer = findIdleWriter(socket.conn);
  if (!writer) return false;
  if (writer.heldBytes > 0) writer.heldBytes += frame.length;
  writer.webSocket._sender.sendFrame([frame]);
  return true;
}

/** The same, for a frame that may have company: all held frames of a connection leave in one write. */
export function holdFrame(socket: Socket, frame: Buffer): boolean {
  if (socket.listenersAnyOutgoing().length > 0) return false;
  const writer = findIdleWriter(socket.conn);
  if (writer) hold(writer, frame);
  return writer !== null;
}

/** What has been handed to a connection and is still in this process. */
export interface Unsent {
  /** Packets in engine.io's queue. */
  packets: number;
  /** Bytes under a WebSocket that the system took no more of. Zero where polling holds packets alone. */
  bytes: number;
}

/** What waits in this process, without the frames of this tick. Of an unknown shape nothing is known to wait. */
export function readUnsent({ conn }: Pick<Socket, "conn">): Unsent {
  const packets = countQueued(conn) ?? 0;
  const writer = (conn as WrittenTo)[WRITER];
  if (writer?.transport === conn.transport) {
    return { packets, bytes: writer.webSocket.bufferedAmount - writer.heldBytes };
  }
  return { packets, bytes: findWebSocket(conn)?.bufferedAmount ?? 0 };
}

/** Null where something that is not held would be overtaken. */
function findIdleWriter(conn: WrittenTo): FrameWriter | null {
  const { transport } = conn;
  if (conn.readyState !== "open" || !transport.writable || countQueued(conn) !== 0) return null;
  let writer = conn[WRITER];
  if (writer?.transport !== transport) {
    const webSocket = findWebSocket(conn);
    if (!webSocket) return null;
    writer = { transport, webSocket, heldBytes: 0 };
    conn[WRITER] = writer;
  }
  const { readyState, bufferedAmount } = writer.webSocket;
  return readyState === OPEN && bufferedAmount === writer.heldBytes ? writer : null;
}

const holding: FrameWriter[] = [];

/** @NOTE The stream itself is corked, so whatever is written meanwhile, by whomever, ends behind the frame. */
function hold(writer: FrameWriter, frame: Buffer): void {
  const { _sender: sender } = writer.webSocket;
  if (writer.heldBytes === 0) {
    sender._socket.cork();
    if (holding.push(writer) === 1) process.nextTick(releaseAll);
  }
  writer.heldBytes += frame.length;
  sender.sendFrame([frame]);
}

function releaseAll(): void {
  for (const writer of holding.splice(0)) {
    writer.heldBytes = 0;
    writer.webSocket._sender._socket.uncork();
  }
}

type Reply = (answer: Ack<unknown>) => void;
/** What Socket.IO makes an acknowledgement with, for the packet of that id. */
type MakeReply = (this: Socket, id: number) => Reply;

/** From now on this socket's answers are held frames where they can be; others go as Socket.IO sends them. */
export function prepareAnswers(socket: Socket): void {
  const ordinary: unknown = Reflect.get(socket, "ack");
  if (typeof ordinary === "function") Reflect.set(socket, "ack", makeReply);
}

const makeReply: MakeReply = function (id) {
  let isSent = false;
  return (answer) => {
    if (isSent) return;
    isSent = true;
    const writer = findIdleWriter(this.conn);
    if (writer) hold(writer, toFrame(`43${id}[${toJson(answer)}]`));
    else replyOrdinarily(this, id, answer);
  };
};

function replyOrdinarily(socket: Socket, id: number, answer: Ack<unknown>): void {
  const make: MakeReply = Reflect.get(Object.getPrototypeOf(socket), "ack");
  make.call(socket, id)(answer);
}

/** Many requests may be answered with one object: it is encoded once. */
const encoded = new WeakMap<object, string>();

function toJson(answer: Ack<unknown>): string {
  if (!answer.ok || typeof answer.data !== "object" || answer.data === null) {
    return JSON.stringify(answer);
  }
  let json = encoded.get(answer.data);
  if (json === undefined) {
    json = JSON.stringify(answer.data);
    // Only what can no longer change is remembered.
    if (Object.isFrozen(answer.data)) encoded.set(answer.data, json);
  }
  return `{"ok":true,"data":${json}}`;
}

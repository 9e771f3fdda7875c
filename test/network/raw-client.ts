// A Socket.IO client on a bare TCP socket: thousands fit one core, and it can stop reading while it answers
// pings. Knows just enough of WebSocket, Engine.IO and Socket.IO for loads and for slow readers; anything
// else ends the connection.
import net from "node:net";

export interface RawClientOptions {
  port: number;
  /** The local address to call from; port numbers run short at some 28,000 an address. */
  localAddress?: string;
  /** Goes with the Socket.IO connect packet. */
  auth?: Record<string, unknown>;
  /** WebSocket alone, without Engine.IO and Socket.IO above it. */
  isBare?: boolean;
  /** Every message after the opening, as it was framed: `42["event",…]`, `430[…]`. Valid during the call. */
  onMessage(message: Buffer): void;
}

export interface RawClient {
  /** Sends one message: `420["event",…]`. */
  send(message: string): void;
  /** Stops reading; what arrives stays with the system, then with the server. */
  pause(): void;
  resume(): void;
  /** Says that it lives without having read a ping. */
  sayAlive(): void;
  close(): void;
  readonly isClosed: boolean;
}

const EMPTY = Buffer.alloc(0);
const TEXT = 0x1;
const CLOSE = 0x8;
const PING = "2".charCodeAt(0);
const MESSAGE = "4".charCodeAt(0);

/** Resolves once the server let the client in; rejects when it did not. */
export function openRawClient(options: RawClientOptions): Promise<RawClient> {
  const { port, localAddress, auth, isBare = false, onMessage } = options;
  const socket = net.connect({
    port,
    host: "127.0.0.1",
    noDelay: true,
    ...(localAddress ? { localAddress } : {}),
  });
  const send = (message: string) => void (socket.destroyed || socket.write(maskedFrame(message)));
  return new Promise((resolve, reject) => {
    let isOpen = false;
    const open = () => {
      isOpen = true;
      resolve(clientOn(socket, send));
    };
    const readMessage = (message: Buffer) => {
      if (isOpen && (isBare || message[0] === MESSAGE)) return onMessage(message);
      if (message[0] === PING) return send("3");
      const text = message.toString();
      if (text.startsWith("0{")) send(`40${auth ? JSON.stringify(auth) : ""}`);
      else if (text.startsWith("40")) open();
      else socket.destroy(new Error(`not let in: ${text}`));
    };
    readUpgrade(socket, () => {
      if (isBare) open();
      return readMessage;
    });
    socket.on("error", reject);
    socket.on("close", () => reject(new Error("closed before it was open")));
    socket.write(upgradeRequest(isBare));
  });
}

function clientOn(socket: net.Socket, send: (message: string) => void): RawClient {
  return {
    send,
    pause: () => void socket.pause(),
    resume: () => void socket.resume(),
    sayAlive: () => send("3"),
    close: () => void socket.destroy(),
    get isClosed() {
      return socket.destroyed;
    },
  };
}

/** Reads the answer to the upgrade; frames after it go to whom `onUpgraded` names. */
function readUpgrade(socket: net.Socket, onUpgraded: () => (message: Buffer) => void): void {
  let rest: Buffer = EMPTY;
  let onMessage: ((message: Buffer) => void) | null = null;
  socket.on("data", (chunk) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    if (!onMessage) {
      const end = rest.indexOf("\r\n\r\n");
      if (end < 0) return;
      const status = rest.subarray(0, 12).toString();
      if (status !== "HTTP/1.1 101") return void socket.destroy(new Error(status));
      rest = rest.subarray(end + 4);
      onMessage = onUpgraded();
    }
    rest = takeFrames(rest, socket, onMessage);
  });
}

/** Hands out the whole frames; answers what is left. */
function takeFrames(
  bytes: Buffer,
  socket: net.Socket,
  onMessage: (message: Buffer) => void,
): Buffer {
  let at = 0;
  while (bytes.length - at >= 2) {
    const [from, length] = readLengths(bytes, at);
    if (from + length > bytes.length) break;
    const opcode = (bytes[at] ?? 0) & 0xf;
    if (opcode === TEXT) onMessage(bytes.subarray(from, from + length));
    else socket.destroy(opcode === CLOSE ? undefined : new Error(`a frame of kind ${opcode}`));
    at = from + length;
  }
  return at === bytes.length ? EMPTY : bytes.subarray(at);
}

/** Where the payload of an unmasked frame begins and how long it is; beyond the end when not known yet. */
function readLengths(bytes: Buffer, at: number): [from: number, length: number] {
  const short = (bytes[at + 1] ?? 0) & 0x7f;
  if (short < 126) return [at + 2, short];
  const from = at + (short === 126 ? 4 : 10);
  if (bytes.length < from) return [from, Number.POSITIVE_INFINITY];
  return [from, short === 126 ? bytes.readUInt16BE(at + 2) : Number(bytes.readBigUInt64BE(at + 2))];
}

/** Client frames must be masked; a mask of zeros leaves the text as it is. */
function maskedFrame(message: string): Buffer {
  const text = Buffer.from(message);
  const header =
    text.length < 126
      ? Buffer.from([0x81, 0x80 | text.length, 0, 0, 0, 0])
      : Buffer.from([0x81, 0x80 | 126, text.length >> 8, text.length & 0xff, 0, 0, 0, 0]);
  return Buffer.concat([header, text]);
}

function upgradeRequest(isBare: boolean): string {
  const path = isBare ? "/" : "/socket.io/?EIO=4&transport=websocket";
  return [
    `GET ${path} HTTP/1.1`,
    "Host: 127.0.0.1",
    "Upgrade: websocket",
    "Connection: Upgrade",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
    "\r\n",
  ].join("\r\n");
}

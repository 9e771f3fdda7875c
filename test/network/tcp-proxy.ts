// A bad network between any two hops: clients and server, server and database. It carries bytes in order and
// loses none by itself; a test makes it slow, silent or broken. It knows no protocol: a test that strikes
// between request and answer reads the bytes through `intercept`.
import { EventEmitter, once } from "node:events";
import { type AddressInfo, createServer, connect as dial, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

export type Target = { host: string; port: number } | { path: string };
/** `up` goes to the target, `down` comes back from it. */
export type Direction = "up" | "down";
/** What happens to some bytes: passed on, dropped, or the end of their connection, in order or hard. */
export type Fate = "pass" | "swallow" | "cut" | "reset";
export type Intercept = (direction: Direction, bytes: Buffer) => Fate;

export interface TcpProxy {
  readonly host: string;
  readonly port: number;
  readonly connectionCount: number;
  /** Where connections of later go. */
  target: Target;
  /** Delays everything by this much, each way. */
  latencyMs: number;
  /** Hands on at most this many bytes at a time. */
  sliceBytes: number;
  /** Asked about everything that arrives from now on; null lets all pass. */
  intercept: Intercept | null;
  /** Nothing passes, without notice, on present connections; unless `present`, on later ones too. */
  blackhole(which?: "all" | "present"): void;
  /** What a blackhole held goes on, in order. */
  heal(): void;
  /** Ends all present connections: `cut` as a goodbye, `reset` as a crash. */
  cut(): void;
  reset(): void;
  /** Takes no new connections until `accept`; present ones go on. */
  refuse(): Promise<void>;
  accept(): Promise<void>;
  close(): Promise<void>;
}

interface Connection {
  ends: [Socket, Socket];
  isHeld: boolean;
  isOver: boolean;
  /** Says "changed" when it is healed or over, or a full end takes bytes again. */
  news: EventEmitter<{ changed: [] }>;
}

const HOST = "127.0.0.1";
/** Pieces waiting in one direction before the sender feels it. */
const WAITING_MAX = 64;

/** Listens on a free port of the loopback. */
export async function startTcpProxy(target: Target): Promise<TcpProxy> {
  const connections = new Set<Connection>();
  /** Also those of connections that are over, which may still be saying goodbye. */
  const openEnds = new Set<Socket>();
  let holdsNewcomers = false;
  let server = await listenOn(0, take);
  const { port } = server.address() as AddressInfo;

  function take(client: Socket) {
    const far = dial({ ...proxy.target, allowHalfOpen: true });
    const connection: Connection = {
      ends: [client, far],
      isHeld: holdsNewcomers,
      isOver: false,
      news: new EventEmitter(),
    };
    connections.add(connection);
    for (const end of connection.ends) {
      end.setNoDelay(true);
      end.on("error", () => finish(connection, "reset"));
      openEnds.add(end);
      end.on("close", () => {
        openEnds.delete(end);
        finish(connection, "cut");
      });
      end.on("drain", () => connection.news.emit("changed"));
    }
    carry(proxy, connection, client, far, "up");
    carry(proxy, connection, far, client, "down");
  }

  function finish(connection: Connection, how: "cut" | "reset") {
    if (connection.isOver) return;
    connection.isOver = true;
    connections.delete(connection);
    for (const end of connection.ends) {
      if (how === "cut") end.destroySoon();
      // Unix sockets know no reset; one that is saying goodbye refuses it, and its handle would stay open.
      else if (end.remoteAddress && !end.writableEnded) end.resetAndDestroy();
      else end.destroy();
    }
    connection.news.emit("changed");
  }

  function finishAll(how: "cut" | "reset") {
    for (const connection of [...connections]) finish(connection, how);
  }

  const proxy: TcpProxy & Finisher = {
    host: HOST,
    port,
    target,
    latencyMs: 0,
    sliceBytes: Number.POSITIVE_INFINITY,
    intercept: null,
    finish,
    get connectionCount() {
      return connections.size;
    },
    blackhole(which = "all") {
      holdsNewcomers = which === "all";
      for (const connection of connections) {
        connection.isHeld = true;
        for (const end of connection.ends) end.pause();
      }
    },
    heal() {
      holdsNewcomers = false;
      for (const connection of connections) {
        if (!connection.isHeld) continue;
        connection.isHeld = false;
        for (const end of connection.ends) end.resume();
        connection.news.emit("changed");
      }
    },
    cut: () => finishAll("cut"),
    reset: () => finishAll("reset"),
    async refuse() {
      server.close();
    },
    async accept() {
      if (!server.listening) server = await listenOn(port, take);
    },
    async close() {
      finishAll("reset");
      for (const end of openEnds) end.destroy();
      if (!server.listening) return;
      const closed = once(server, "close");
      server.close();
      await closed;
    },
  };
  return proxy;
}

interface Finisher {
  finish(connection: Connection, how: "cut" | "reset"): void;
}

async function listenOn(port: number, take: (client: Socket) => void) {
  const server = createServer({ allowHalfOpen: true }, take);
  server.listen(port, HOST);
  await once(server, "listening");
  return server;
}

/** Carries one direction of one connection; a null piece is the sender's goodbye. */
function carry(
  proxy: TcpProxy & Finisher,
  connection: Connection,
  from: Socket,
  to: Socket,
  direction: Direction,
): void {
  const waiting: { dueAt: number; bytes: Buffer | null }[] = [];
  let isCarrying = false;

  function arrive(bytes: Buffer | null) {
    waiting.push({ dueAt: performance.now() + proxy.latencyMs, bytes });
    if (waiting.length >= WAITING_MAX) from.pause();
    if (!isCarrying) void deliver();
  }

  async function deliver() {
    isCarrying = true;
    for (let next = waiting[0]; next; next = waiting[0]) {
      await untilDue(connection, next.dueAt);
      if (connection.isOver) return;
      waiting.shift();
      if (next.bytes === null) to.end();
      else await handOn(next.bytes);
      if (waiting.length === 0 && !connection.isHeld) from.resume();
    }
    isCarrying = false;
  }

  async function handOn(bytes: Buffer) {
    const fate = proxy.intercept?.(direction, bytes) ?? "pass";
    if (fate === "swallow") return;
    if (fate !== "pass") return proxy.finish(connection, fate);
    for (let start = 0; start < bytes.length && !connection.isOver; start += proxy.sliceBytes) {
      const piece = bytes.subarray(start, start + proxy.sliceBytes);
      to.write(piece);
      if (piece.length < bytes.length) await sleep(1);
      while (to.writableNeedDrain && !connection.isOver) await untilChanged(connection);
    }
  }

  from.on("data", arrive);
  from.on("end", () => arrive(null));
  if (connection.isHeld) from.pause();
}

/** Waits out the latency, and then as long as the connection is held. */
async function untilDue(connection: Connection, dueAt: number): Promise<void> {
  for (;;) {
    const left = dueAt - performance.now();
    if (connection.isOver || (left <= 0 && !connection.isHeld)) return;
    await untilChanged(connection, left > 0 ? left : undefined);
  }
}

function untilChanged(connection: Connection, withinMs?: number): Promise<void> {
  return new Promise((resolve) => {
    const wake = () => {
      clearTimeout(timer);
      connection.news.off("changed", wake);
      resolve();
    };
    const timer = withinMs === undefined ? undefined : setTimeout(wake, withinMs);
    connection.news.on("changed", wake);
  });
}

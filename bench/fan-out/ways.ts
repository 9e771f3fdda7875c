// Four ways of sending one event to a room, side by side in one process. A bare WebSocket server with one
// prepared frame (the floor), our broadcaster, `io.to(room).emit`, and `socket.emit` in a loop.
import { createServer } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo, Socket as NetSocket } from "node:net";
import type { LikeEvent } from "@/protocol/events/like-events";
import { contentRoom } from "@/protocol/rooms";
import { prepareFrame } from "@/realtime/connection/frames";
import { type BroadcastServer, startBroadcastServer } from "@/test/servers/broadcast-server";
import { nowMicros } from "../pinned-process";

export type Way = "bare" | "broadcaster" | "emit" | "loop";

export interface Ways {
  port: number;
  barePort: number;
  send(way: Way, size: number): void;
}

const ID = "0190a000-0000-7000-8000-000000000000";

/** The content whose room has that size. */
function contentOf(size: number) {
  return {
    contentId: ID.slice(0, -4) + String(size).padStart(4, "0"),
    contentType: "post",
  } as const;
}

/** One person's like, as it leaves alone; `likeCount` is the time of sending. */
function likeEvent(size: number): LikeEvent {
  const sentAt = Math.round(nowMicros());
  return {
    ...contentOf(size),
    likeCount: sentAt,
    commentCount: 12,
    repostCount: 3,
    version: 1_234,
    eventId: ID,
    postId: contentOf(size).contentId,
    userId: ID,
    username: "ada_lovelace",
    displayName: "Ada Lovelace",
    avatarUrl: null,
    isLiked: true,
    totalLikes: sentAt,
    occurredAt: "2026-01-01T00:00:00.000Z",
  };
}

/**
 * Starts both servers on ports of their own; they last as long as the process. A room of each size has the
 * first so many that connected.
 */
export async function startWays(sizes: number[]): Promise<Ways> {
  const bare = await startBare();
  let connected = 0;
  const server: BroadcastServer = await startBroadcastServer({
    onConnection(socket) {
      const order = connected++;
      for (const size of sizes) if (order < size) void socket.join(roomOf(size));
    },
  });
  const { io, broadcaster } = server;
  const send: Record<Way, (size: number) => void> = {
    bare: (size) => bare.send(size),
    broadcaster: (size) =>
      void broadcaster.toViewers(contentOf(size), null, "post:liked", likeEvent(size)),
    emit: (size) => void io.to(roomOf(size)).emit("post:liked", likeEvent(size)),
    loop(size) {
      const event = likeEvent(size);
      for (const id of io.of("/").adapter.rooms.get(roomOf(size)) ?? []) {
        io.of("/").sockets.get(id)?.emit("post:liked", event);
      }
    },
  };
  return {
    port: server.port,
    barePort: bare.port,
    send: (way, size) => send[way](size),
  };
}

function roomOf(size: number): string {
  return contentRoom("post", contentOf(size).contentId);
}

interface BareSocket {
  _sender: { sendFrame(buffers: Buffer[]): void };
  on(event: "error", listener: () => void): void;
}
interface BareServer {
  handleUpgrade(
    request: unknown,
    socket: NetSocket,
    head: Buffer,
    done: (opened: BareSocket) => void,
  ): void;
}

/** The `ws` server under engine.io, with nothing above it. */
async function startBare() {
  const here = createRequire(import.meta.url);
  const fromEngine = createRequire(createRequire(here.resolve("socket.io")).resolve("engine.io"));
  const { WebSocketServer } = fromEngine("ws") as {
    WebSocketServer: new (options: object) => BareServer;
  };
  const webSockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  const opened: BareSocket[] = [];
  const httpServer = createServer();
  httpServer.on("upgrade", (request, socket: NetSocket, head) => {
    webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      webSocket.on("error", () => undefined);
      opened.push(webSocket);
    });
  });
  await new Promise<void>((resolve) => httpServer.listen(0, "127.0.0.1", resolve));
  return {
    port: (httpServer.address() as AddressInfo).port,
    send(size: number) {
      const frame = [prepareFrame("post:liked", likeEvent(size))];
      for (const webSocket of opened.slice(0, size)) webSocket._sender.sendFrame(frame);
    },
  };
}

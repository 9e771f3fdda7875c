// A Socket.IO server with a broadcaster and nothing else: no database, no sessions, every socket in one room.
// For tests of how events leave, and for benchmarks beside other ways of sending.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Server } from "socket.io";
import { contentRoom, userRoom } from "@/protocol/rooms";
import { type Audience, createAudience } from "@/realtime/audience";
import { systemClock } from "@/realtime/clock";
import { prepareAnswers } from "@/realtime/connection/frames";
import {
  type Broadcaster,
  createBroadcaster,
  type SendingServer,
} from "@/realtime/delivery/broadcaster";
import { type Conflation, createConflation } from "@/realtime/delivery/conflation";
import { createRealtimeMetrics, type RealtimeMetrics } from "@/server/metrics";

export const WATCHED = {
  contentId: "0190a000-0000-7000-8000-000000000001",
  contentType: "post",
} as const;

/** What every like event of the watched content says at that version. */
export function countsAt(version: number) {
  return {
    ...WATCHED,
    likeCount: version,
    commentCount: 0,
    repostCount: 0,
    version,
    eventId: WATCHED.contentId,
    totalLikes: version,
  };
}

const NEVER = new Date(8.64e15);

export type SendingSocket = Parameters<Parameters<SendingServer["use"]>[0]>[0];

export interface BroadcastServer {
  port: number;
  io: SendingServer;
  broadcaster: Broadcaster;
  missed: Conflation;
  audience: Audience;
  metrics: RealtimeMetrics;
  /** Who may not see the content at a late sending. */
  hidden: Set<string>;
  close(): Promise<void>;
}

/** Every socket is a person of its own, named by its id, and watches the one content. */
export async function startBroadcastServer(
  options: { sliceSize?: number; onConnection?: (socket: SendingSocket) => void } = {},
): Promise<BroadcastServer> {
  const httpServer = createServer();
  const io: SendingServer = new Server(httpServer, {
    serveClient: false,
    transports: ["websocket", "polling"],
    perMessageDeflate: false,
    httpCompression: false,
  });
  const audience = createAudience();
  const metrics = createRealtimeMetrics();
  const hidden = new Set<string>();
  const missed = createConflation({
    clock: systemClock,
    canSee: async (userId) => !hidden.has(userId),
    onFailure: (error) => {
      throw error;
    },
  });
  const broadcaster = createBroadcaster({
    io,
    audience,
    missed,
    metrics,
    ...(options.sliceSize ? { sliceSize: options.sliceSize } : {}),
  });
  io.on("connection", (socket) => {
    socket.data = { userId: socket.id, sessionId: socket.id, expiresAt: NEVER };
    prepareAnswers(socket);
    void socket.join([contentRoom(WATCHED.contentType, WATCHED.contentId), userRoom(socket.id)]);
    audience.addSocket(socket.id);
    audience.addViewer(WATCHED, socket.id);
    socket.on("disconnect", () => {
      audience.removeSocket(socket.id);
      audience.removeViewer(WATCHED.contentId, socket.id);
    });
    options.onConnection?.(socket);
  });
  await new Promise<void>((resolve) => httpServer.listen(0, "127.0.0.1", resolve));
  return {
    port: (httpServer.address() as AddressInfo).port,
    io,
    broadcaster,
    missed,
    audience,
    metrics,
    hidden,
    async close() {
      missed.close();
      await io.close();
    },
  };
}

// The only place that emits. It knows rooms and counts what leaves; it decides nothing about who may
// see what.
import type { DefaultEventsMap, Server, Socket } from "socket.io";
import type { ClientToServerEvents, ServerToClientEvents } from "@/protocol/events";
import type { ContentRef } from "@/protocol/ids";
import { contentRoom, userRoom } from "@/protocol/rooms";
import type { Audience } from "./audience";
import type { RealtimeMetrics } from "./realtime-metrics";

export interface SocketData {
  userId: string;
  sessionId: string;
  expiresAt: Date;
}
export type GatewayServer = Server<
  ClientToServerEvents,
  ServerToClientEvents,
  DefaultEventsMap,
  SocketData
>;
export type GatewaySocket = Socket<
  ClientToServerEvents,
  ServerToClientEvents,
  DefaultEventsMap,
  SocketData
>;
type ServerEvent = keyof ServerToClientEvents;
type Payload<E extends ServerEvent> = Parameters<ServerToClientEvents[E]>[0];

export interface Outbox {
  /** To all devices of these people. */
  toPeople<E extends ServerEvent>(userIds: string[], event: E, payload: Payload<E>): void;
  /** To everybody watching, and to that person's devices too: once a socket. */
  toViewers<E extends ServerEvent>(
    content: ContentRef,
    alsoUserId: string | null,
    event: E,
    payload: Payload<E>,
  ): void;
  /** Takes a person's sockets out of a room and tells them the content is gone for them. */
  evict(content: ContentRef, userIds: string[]): void;
  /** Takes everybody out of a room and tells them. */
  closeRoom(content: ContentRef): void;
}

/** An outbox on a running server. */
export function createOutbox(
  io: GatewayServer,
  audience: Audience,
  metrics: RealtimeMetrics,
): Outbox {
  function emit<E extends ServerEvent>(rooms: string[], event: E, payload: Payload<E>) {
    if (rooms.length === 0) return;
    metrics.eventsSent.inc({ event });
    io.to(rooms).emit(event, ...([payload] as unknown as Parameters<ServerToClientEvents[E]>));
  }

  function removeFromRoom(content: ContentRef, isMeant: (userId: string) => boolean) {
    const room = contentRoom(content.contentType, content.contentId);
    for (const socketId of [...(io.of("/").adapter.rooms.get(room) ?? [])]) {
      const socket = io.of("/").sockets.get(socketId);
      if (!socket || !isMeant(socket.data.userId)) continue;
      void socket.leave(room);
      audience.removeViewer(content.contentId, socket.data.userId);
      metrics.eventsSent.inc({ event: "content:removed" });
      socket.emit("content:removed", {
        contentType: content.contentType,
        contentId: content.contentId,
      });
    }
  }

  return {
    toPeople(userIds, event, payload) {
      emit(userIds.filter(audience.isConnected).map(userRoom), event, payload);
    },
    toViewers(content, alsoUserId, event, payload) {
      const rooms = [contentRoom(content.contentType, content.contentId)];
      if (alsoUserId !== null) rooms.push(userRoom(alsoUserId));
      emit(rooms, event, payload);
    },
    evict(content, userIds) {
      const evicted = new Set(userIds);
      removeFromRoom(content, (userId) => evicted.has(userId));
    },
    closeRoom(content) {
      removeFromRoom(content, () => true);
    },
  };
}

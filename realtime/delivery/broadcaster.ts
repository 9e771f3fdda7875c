// The only place that emits, for delivery/ alone. It knows rooms and counts what leaves; it decides nothing
// about who may see what. An event is encoded once and written to each idle connection; others take the
// ordinary path (docs/decisions/0015-prepared-frames.md).
import type { DefaultEventsMap, Server } from "socket.io";
import type { ClientToServerEvents, ServerToClientEvents } from "@/protocol/events";
import type { ContentRef } from "@/protocol/ids";
import { contentRoom, userRoom } from "@/protocol/rooms";
import type { RealtimeMetrics } from "../../server/metrics";
import type { Audience } from "../audience";
import { holdFrame, prepareFrame, writeFrame } from "../connection/frames";
import type { GatewayServer, GatewaySocket, SocketData } from "../gateway-socket";
import type { Conflation, CountEvent } from "./conflation";
import type { EventPayload as Payload, ServerEventName as ServerEvent } from "./event-subjects";

/** The server with all its events; outside this folder it knows but those of a session. */
export type SendingServer = Server<
  ClientToServerEvents,
  ServerToClientEvents,
  DefaultEventsMap,
  SocketData
>;

export interface Broadcaster {
  /** To all devices of these people. */
  toPeople<E extends ServerEvent>(userIds: string[], event: E, payload: Payload<E>): void;
  /** To everybody watching, and to that person's devices too: once a socket. */
  toViewers<E extends ServerEvent>(
    content: ContentRef,
    alsoUserId: string | null,
    event: E,
    payload: Payload<E>,
  ): void;
  /** Takes a person's sockets out of a room and sends them that the content is gone for them. */
  evict(content: ContentRef, userIds: string[]): void;
  /** Takes everybody out of a room and sends them that the content is gone. */
  closeRoom(content: ContentRef): void;
}

/** Events that carry a number: a slow connection needs only the latest. */
const COUNT_EVENTS: ReadonlySet<ServerEvent> = new Set(["like:count_updated", "viewers:updated"]);

export interface BroadcasterDeps {
  io: GatewayServer | SendingServer;
  audience: Audience;
  missed: Conflation;
  metrics: RealtimeMetrics;
}

/** The rooms an event goes to, and how a frame is written to an idle connection in them. */
interface Addressed {
  rooms: string[];
  write: typeof writeFrame;
}

/** Makes the broadcaster of a running server. */
export function createBroadcaster({
  io: given,
  audience,
  missed,
  metrics,
}: BroadcasterDeps): Broadcaster {
  const io = given as SendingServer;
  const { adapter, sockets } = io.of("/");

  /** Given a content, the event carries its number and may wait for slow connections. */
  function emit<E extends ServerEvent>(
    { rooms, write }: Addressed,
    event: E,
    payload: Payload<E>,
    countedId: string | null = null,
  ) {
    if (rooms.length === 0) return;
    metrics.eventsSent.inc({ event });
    const frame = prepareFrame(event, payload);
    const emitTo = (socketIds: string[]) =>
      io
        .to(socketIds)
        .emit(event, ...([payload] as unknown as Parameters<ServerToClientEvents[E]>));
    const count = countedId === null ? null : toCount(event, countedId, rooms, emitTo);
    const ordinary: string[] = [];
    let written = 0;
    let kept = 0;
    forEachSocket(rooms, (socket) => {
      if (count && missed.keepIfBehind(socket, count)) kept++;
      else if (write(socket, frame)) written++;
      else ordinary.push(socket.id);
    });
    if (ordinary.length > 0) emitTo(ordinary);
    if (written > 0) metrics.deliveries.inc({ path: "prepared" }, written);
    if (ordinary.length > 0) metrics.deliveries.inc({ path: "ordinary" }, ordinary.length);
    if (kept > 0) metrics.eventsDropped.inc({ event }, kept);
  }

  function toCount(
    event: ServerEvent,
    contentId: string,
    rooms: string[],
    emitTo: (socketIds: string[]) => void,
  ): CountEvent {
    return {
      key: `${event} ${contentId}`,
      contentId,
      rooms,
      sendTo(socket) {
        metrics.deliveries.inc({ path: "late" });
        emitTo([socket.id]);
      },
    };
  }

  /** Once a socket, however many of the rooms it is in. */
  function forEachSocket(rooms: string[], visit: (socket: GatewaySocket) => void) {
    const seen = rooms.length > 1 ? new Set<string>() : null;
    for (const room of rooms) {
      for (const socketId of adapter.rooms.get(room) ?? []) {
        if (seen?.has(socketId)) continue;
        seen?.add(socketId);
        const socket = sockets.get(socketId);
        if (socket) visit(socket);
      }
    }
  }

  function removeFromRoom(content: ContentRef, isMeant: (userId: string) => boolean) {
    const room = contentRoom(content.contentType, content.contentId);
    for (const socketId of [...(adapter.rooms.get(room) ?? [])]) {
      const socket = sockets.get(socketId);
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
      const rooms = userIds.filter(audience.isConnected).map(userRoom);
      // Often beside an answer to the same person.
      emit({ rooms, write: holdFrame }, event, payload);
    },
    toViewers(content, alsoUserId, event, payload) {
      const rooms = [contentRoom(content.contentType, content.contentId)];
      if (alsoUserId !== null) rooms.push(userRoom(alsoUserId));
      emit(
        { rooms, write: writeFrame },
        event,
        payload,
        COUNT_EVENTS.has(event) ? content.contentId : null,
      );
    },
    evict(content, userIds) {
      const evicted = new Set(userIds);
      removeFromRoom(content, (userId) => evicted.has(userId));
    },
    closeRoom(content) {
      missed.forget(content.contentId);
      removeFromRoom(content, () => true);
    },
  };
}

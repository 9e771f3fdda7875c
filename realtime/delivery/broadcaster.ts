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

type AskAgain = (userIds: string[]) => Promise<ReadonlySet<string>>;

export interface Broadcaster {
  /** To all devices of these people. */
  toPeople<E extends ServerEvent>(userIds: string[], event: E, payload: Payload<E>): void;
  /**
   * To everybody watching, and to that person's devices too: once a socket. Of a large room some leave before
   * this returns and all before it resolves; `askAgain` says which people of a later slice may still see it.
   */
  toViewers<E extends ServerEvent>(
    content: ContentRef,
    alsoUserId: string | null,
    event: E,
    payload: Payload<E>,
    askAgain?: AskAgain | null,
  ): Promise<void>;
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
  /** Sockets of a room that are written to in one turn of the loop. */
  sliceSize?: number;
}

/** How an event leaves. */
interface Manner {
  write: typeof writeFrame;
  /** Given a content, the event carries its number and may wait for slow connections. */
  countedId: string | null;
}

/** Deliveries of one turn of the loop: some two thirds of a millisecond. */
const SLICE_SIZE = 250;
const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Makes the broadcaster of a running server. */
export function createBroadcaster({
  io: given,
  audience,
  missed,
  metrics,
  sliceSize = SLICE_SIZE,
}: BroadcasterDeps): Broadcaster {
  const io = given as SendingServer;
  const { adapter, sockets } = io.of("/");

  /** Prepares the event; what it answers sends it to some of the sockets in these rooms. */
  function prepare<E extends ServerEvent>(
    rooms: string[],
    event: E,
    payload: Payload<E>,
    { write, countedId }: Manner,
  ): (receivers: readonly GatewaySocket[]) => void {
    metrics.eventsSent.inc({ event });
    const frame = prepareFrame(event, payload);
    const emitTo = (socketIds: string[]) =>
      io
        .to(socketIds)
        .emit(event, ...([payload] as unknown as Parameters<ServerToClientEvents[E]>));
    const count = countedId === null ? null : toCount(event, countedId, rooms, emitTo);
    return (receivers) => {
      const ordinary: string[] = [];
      let written = 0;
      let kept = 0;
      for (const socket of receivers) {
        if (count && missed.keepIfBehind(socket, count)) kept++;
        else if (write(socket, frame)) written++;
        else ordinary.push(socket.id);
      }
      if (ordinary.length > 0) emitTo(ordinary);
      if (written > 0) metrics.deliveries.inc({ path: "prepared" }, written);
      if (ordinary.length > 0) metrics.deliveries.inc({ path: "ordinary" }, ordinary.length);
      if (kept > 0) metrics.eventsDropped.inc({ event }, kept);
    };
  }

  /**
   * Sends to the first at once and to others in later turns of the loop. Between, sockets leave, and who
   * stayed is asked about again.
   */
  async function sendInSlices(
    rooms: string[],
    receivers: readonly GatewaySocket[],
    send: (receivers: readonly GatewaySocket[]) => void,
    askAgain: AskAgain | null,
  ): Promise<void> {
    send(receivers.slice(0, sliceSize));
    const isIn = ({ id }: GatewaySocket) => rooms.some((room) => adapter.rooms.get(room)?.has(id));
    for (let start = sliceSize; start < receivers.length; start += sliceSize) {
      await nextTurn();
      let slice = receivers.slice(start, start + sliceSize).filter(isIn);
      if (askAgain && slice.length > 0) {
        const allowed = await askAgain([...new Set(slice.map(({ data }) => data.userId))]);
        slice = slice.filter((socket) => isIn(socket) && allowed.has(socket.data.userId));
      }
      send(slice);
    }
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

  /** Once each, however many of the rooms it is in. */
  function listSockets(rooms: string[]): GatewaySocket[] {
    const ids = new Set<string>();
    for (const room of rooms) for (const id of adapter.rooms.get(room) ?? []) ids.add(id);
    const found: GatewaySocket[] = [];
    for (const id of ids) {
      const socket = sockets.get(id);
      if (socket) found.push(socket);
    }
    return found;
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
      if (rooms.length === 0) return;
      // Often beside an answer to the same person.
      const send = prepare(rooms, event, payload, { write: holdFrame, countedId: null });
      send(listSockets(rooms));
    },
    async toViewers(content, alsoUserId, event, payload, askAgain = null) {
      const rooms = [contentRoom(content.contentType, content.contentId)];
      if (alsoUserId !== null) rooms.push(userRoom(alsoUserId));
      const countedId = COUNT_EVENTS.has(event) ? content.contentId : null;
      const send = prepare(rooms, event, payload, { write: writeFrame, countedId });
      await sendInSlices(rooms, listSockets(rooms), send, askAgain);
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

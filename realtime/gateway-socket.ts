// Socket.IO's types as the gateway uses them, and the person behind a socket. Only a session's own events are
// known to these types; events of contents or people leave through delivery/ (R65).
import type { DefaultEventsMap, Server, Socket } from "socket.io";
import type { ClientToServerEvents, ServerToClientEvents } from "@/protocol/events";

export interface SocketData {
  userId: string;
  sessionId: string;
  expiresAt: Date;
}
type SessionEvents = Pick<ServerToClientEvents, "session:ready" | "session:ended">;
export type GatewayServer = Server<
  ClientToServerEvents,
  SessionEvents,
  DefaultEventsMap,
  SocketData
>;
export type GatewaySocket = Socket<
  ClientToServerEvents,
  SessionEvents,
  DefaultEventsMap,
  SocketData
>;

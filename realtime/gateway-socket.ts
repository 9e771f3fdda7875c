// Socket.IO's types as the gateway uses them: the events of the wire contract, and who stands behind a socket.
import type { DefaultEventsMap, Server, Socket } from "socket.io";
import type { ClientToServerEvents, ServerToClientEvents } from "@/protocol/events";

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

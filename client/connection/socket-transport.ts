// The browser's socket as a Transport: Socket.IO over WebSocket only. No reconnecting of its own, no queue
// while closed, a time limit for every request. Refuses to be made before the schemas are loaded, so no event
// comes before them.
import { io, type Socket } from "socket.io-client";
import type { ClientToServerEvents, ServerToClientEvents } from "@/protocol/events";
import { SOCKET_PATH } from "@/protocol/socket-path";
import { fromView, unanswered, unreachable } from "../errors";
import type { SchemaSource } from "../http/lazy-schemas";
import type {
  AnswerAck,
  RequestAnswers,
  RequestName,
  RequestPayload,
  ServerEventName,
  Transport,
  TransportListener,
} from "./transport";

const OPEN_TIMEOUT_MS = 6_000;
/** The server answers everything within five seconds while it lives. */
const ANSWER_TIMEOUT_MS = 6_000;

/** Calls with an error first when no acknowledgement came in time or the socket went away. */
type TimedEmit = (
  name: RequestName,
  payload: unknown,
  done: (error: Error | null, ack: unknown) => void,
) => void;

export interface SocketSetup {
  schemas: SchemaSource;
  /** Left out, the socket leads to where the page came from. */
  baseUrl?: string;
  /** Left out, the page's cookie signs it in. */
  token?: string;
}

/** Throws while no schemas are here. */
export function openSocketTransport(listener: TransportListener, setup: SocketSetup): Transport {
  const { baseUrl, token } = setup;
  const schemas = setup.schemas.now();
  const options = {
    path: SOCKET_PATH,
    transports: ["websocket"],
    autoConnect: false,
    reconnection: false,
    forceNew: true,
    timeout: OPEN_TIMEOUT_MS,
    withCredentials: true,
    ...(token === undefined ? {} : { auth: { token } }),
  };
  const socket: Socket<ServerToClientEvents, ClientToServerEvents> =
    baseUrl === undefined ? io(options) : io(baseUrl, options);
  let isWanted = false;

  socket.on("connect", () => isWanted && listener.opened());
  socket.on("disconnect", () => isWanted && listener.closed());
  socket.on("connect_error", (error) => {
    if (!isWanted) return;
    const said = schemas.errorView.safeParse((error as { data?: unknown }).data);
    listener.refused(said.success ? said.data : null);
  });
  for (const name of Object.keys(schemas.events) as ServerEventName[]) {
    socket.on(name, (payload: unknown) => isWanted && listener.received(name, payload));
  }

  return {
    get isOpen() {
      return socket.connected;
    },
    open() {
      isWanted = true;
      socket.connect();
    },
    close() {
      isWanted = false;
      socket.disconnect();
    },
    ask<Name extends RequestName>(name: Name, payload: RequestPayload<Name>) {
      return new Promise<RequestAnswers[Name]>((resolve, reject) => {
        if (!socket.connected) return reject(unreachable());
        const timed = socket.timeout(ANSWER_TIMEOUT_MS);
        const emit = timed.emit.bind(timed) as unknown as TimedEmit;
        emit(name, payload, (error, ack) => {
          if (error) return reject(socket.connected ? unanswered() : unreachable(error));
          const answer = ack as AnswerAck<Name>;
          if (answer.ok) resolve(answer.data);
          else reject(fromView(answer.error));
        });
      });
    },
  };
}

// The browser's socket behind the Link interface: Socket.IO over WebSocket only, no reconnecting of
// its own (the line decides when), nothing queued while closed, every question with a time limit. Refuses
// to be made before the schemas are here: nothing it tells can come before them.
import type { Socket } from "socket.io-client";
import type { ClientToServerEvents, ServerToClientEvents } from "@/protocol/events";
import { SOCKET_PATH } from "@/protocol/socket-path";
import { fromView, unanswered, unreachable } from "../errors";
import { schemasNow } from "../http/lazy-schemas";
import { openSocket } from "./socket-io";
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

/** `origin` is for tests and programs; a page talks to where it came from. Throws while no schemas are here. */
export function openSocketTransport(
  listener: TransportListener,
  origin?: string,
  token?: string,
): Transport {
  const schemas = schemasNow();
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
    origin === undefined ? openSocket(options) : openSocket(origin, options);
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

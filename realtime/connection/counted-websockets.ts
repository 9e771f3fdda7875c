// The WebSockets of Socket.IO, each of which counts its frames. Engine.IO reports packets of open connections
// alone; a WebSocket that is closing, or asks to replace polling and never does, could send without end.
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { type ServerOptions, type WebSocket, WebSocketServer } from "ws";
import { MESSAGE_BYTES_ANSWERED_MAX } from "@/protocol/bounds";
import { readCallerAddress } from "@/server/caller";
import { terminate } from "./engineio-internals";

const WINDOW_MS = 10_000;

interface FrameLimit {
  /** Frames of one WebSocket in ten seconds. */
  framesMax: number;
  /** Called once with the caller's address, when a WebSocket was cut. */
  onCut(address: string): void;
}

/** A class for the option `wsEngine`, which takes no values of ours. */
export function countedWebSockets({ framesMax, onCut }: FrameLimit) {
  // Without the request, which would weigh on a connection as long as it lasts.
  function countFrames(webSocket: WebSocket, address: string) {
    let count = 0;
    let endsAt = 0;
    const countFrame = () => {
      const now = performance.now();
      if (endsAt <= now) {
        count = 0;
        endsAt = now + WINDOW_MS;
      }
      if (++count !== framesMax + 1) return;
      terminate(webSocket);
      onCut(address);
    };
    webSocket.on("message", countFrame);
    webSocket.on("ping", countFrame);
    webSocket.on("pong", countFrame);
  }

  return class CountedWebSocketServer extends WebSocketServer {
    constructor(options: ServerOptions) {
      super({ ...options, maxPayload: MESSAGE_BYTES_ANSWERED_MAX });
    }

    override handleUpgrade(
      request: IncomingMessage,
      socket: Duplex,
      head: Buffer,
      take: (webSocket: WebSocket, request: IncomingMessage) => void,
    ): void {
      super.handleUpgrade(request, socket, head, (webSocket, upgraded) => {
        countFrames(webSocket, readCallerAddress(upgraded.headers));
        take(webSocket, upgraded);
      });
    }
  };
}

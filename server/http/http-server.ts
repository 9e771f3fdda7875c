// The HTTP server's ports (one, in demo mode also the next) and how they are closed. All that comes to them
// passes the gate before any listener behind it.
import { type IncomingMessage, Server, type ServerResponse } from "node:http";
import { createServer as createNetServer, type Server as NetServer, type Socket } from "node:net";
import { SOCKET_PATH } from "@/protocol/socket-path";
import type { Config } from "@/server/config";
import { handleClientErrors, refuse } from "@/server/http/client-errors";
import { createGate } from "@/server/http/gate";

const HEADERS_WITHIN_MS = 10_000;
const REQUEST_WITHIN_MS = 15_000;
const FINISH_WITHIN_MS = 5_000;

/** Longer than proxies keep theirs (nginx 60 s, Caddy 120 s): who closes first must be the one who asks. */
const KEEP_ALIVE_MS = 125_000;
/** Longer than a body may take; a polling request is answered every ten seconds. */
const DRAIN_WITHIN_MS = 20_000;

/**
 * @NOTE Socket.IO puts itself in front of all listeners that a server has. Only what an event passes before it
 * reaches any listener is in front of Socket.IO too.
 */
class GatedServer extends Server {
  readonly #gate = createGate();

  countCut(address: string): void {
    this.#gate.countCut(address);
  }

  // biome-ignore lint/suspicious/noExplicitAny: the arguments are those of Node's own signature.
  override emit(event: string, ...args: any[]): boolean {
    switch (event) {
      case "connection":
        return this.#gate.admit(args[0] as Socket) && super.emit(event, ...args);
      case "checkExpectation":
      case "request": {
        const [request, response] = args as [IncomingMessage, ServerResponse];
        this.#gate.enter(request, response, () => void super.emit("request", request, response));
        return true;
      }
      case "upgrade": {
        const [request, connection] = args as [IncomingMessage, Socket];
        const refusal = this.#gate.judgeUpgrade(request);
        if (!refusal) return super.emit(event, ...args);
        connection.on("error", () => connection.destroy());
        refuse(connection, refusal);
        return true;
      }
      default:
        return super.emit(event, ...args);
    }
  }
}

/** A server with our time limits, not listening yet; `upgraded` are paths beside the socket's that are upgraded. */
export function createHttpServer(upgraded: readonly string[] = []): Server {
  const server = new GatedServer({
    headersTimeout: HEADERS_WITHIN_MS,
    requestTimeout: REQUEST_WITHIN_MS,
    connectionsCheckingInterval: 1_000,
    keepAliveTimeout: KEEP_ALIVE_MS,
  });
  // Node looks whether anybody listens before it says 417 by itself.
  server.on("checkExpectation", () => undefined);
  // What takes nothing of its answer for so long is cut; as long as bytes leave, time begins again.
  server.setTimeout(DRAIN_WITHIN_MS);
  handleClientErrors(server, [`${SOCKET_PATH}/`, ...upgraded]);
  return server;
}

/** Counts a connection that was cut for a flood; an address with many opens none for a while. */
export function countCut(server: Server, address: string): void {
  if (server instanceof GatedServer) server.countCut(address);
}

/**
 * Listens; answers how to stop: no new connections at once, requests in flight have five seconds.
 * The second port of the demo hands its connections to the same server.
 */
export async function listen(
  server: Server,
  config: Pick<Config, "port" | "host" | "neighborPort">,
): Promise<() => Promise<void>> {
  const opened: (Server | NetServer)[] = [];
  try {
    await openPort(server, config.port, config.host);
    opened.push(server);
    if (config.neighborPort !== null) {
      const neighbor = createNetServer((socket) => void server.emit("connection", socket));
      await openPort(neighbor, config.neighborPort, config.host);
      opened.push(neighbor);
    }
  } catch (error) {
    for (const each of opened) each.close();
    throw error;
  }
  return async () => {
    const closed = Promise.all(
      opened.map((each) => new Promise<void>((resolve) => each.close(() => resolve()))),
    );
    server.closeIdleConnections();
    const force = setTimeout(() => server.closeAllConnections(), FINISH_WITHIN_MS);
    await closed;
    clearTimeout(force);
  };
}

function openPort(server: Server | NetServer, port: number, host: string | undefined) {
  return new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port, host }, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

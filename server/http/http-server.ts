// The HTTP server's doors: the port, in demo mode also the next one, and how they are shut.
import { createServer, type Server } from "node:http";
import { createServer as createNetServer, type Server as NetServer } from "node:net";
import { SOCKET_PATH } from "@/protocol/socket-path";
import type { Config } from "@/server/config";
import { handleClientErrors } from "@/server/http/client-errors";

const HEADERS_WITHIN_MS = 10_000;
const REQUEST_WITHIN_MS = 15_000;
const FINISH_WITHIN_MS = 5_000;

/** A server with our time limits, not listening yet; `upgraded` are paths beside the socket's that are upgraded. */
export function createHttpServer(upgraded: readonly string[] = []): Server {
  const server = createServer({
    headersTimeout: HEADERS_WITHIN_MS,
    requestTimeout: REQUEST_WITHIN_MS,
    connectionsCheckingInterval: 1_000,
    keepAliveTimeout: 5_000,
  });
  handleClientErrors(server, [`${SOCKET_PATH}/`, ...upgraded]);
  return server;
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

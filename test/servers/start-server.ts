// The server without Next: request listener, every API route and the gateway over a given engine. It starts
// fast, in a test or in a process of its own; it knows no test runner. For tests alone.
import type { AddressInfo } from "node:net";
import { promisify } from "node:util";
import type { Logger } from "pino";
import type { Engine } from "@/engine/engine";
import { type Gateway, startGateway } from "@/realtime/gateway";
import { type Config, putConfig } from "@/server/config";
import { putEngine } from "@/server/engine-slot";
import { createApiRouter } from "@/server/http/api/api-router";
import { createHttpServer } from "@/server/http/http-server";
import { createRequestListener } from "@/server/http/request-listener";
import { putLog } from "@/server/log";
import type { RealtimeMetrics } from "@/server/metrics";

export interface RunningServer {
  url: string;
  port: number;
  config: Config;
  gateway: Gateway;
  /** Connections of its port that stand. */
  countConnections(): Promise<number>;
  close(): Promise<void>;
}

export interface ServerParts {
  engine: Engine;
  metrics: RealtimeMetrics;
  log: Logger;
}

export interface ServerOptions extends Partial<Config>, ServerParts {}

/** Listens on a free port and puts config, engine and log where the routes look for them. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { engine, metrics, log, ...config } = options;
  const server = createHttpServer();
  const requestListener = createRequestListener({
    engine,
    metrics,
    isStopping: () => false,
    scripts: null,
    api: await createApiRouter(),
    next: async (_request, response) => {
      response.statusCode = 404;
      response.end();
    },
  });
  server.on("request", requestListener);
  const gateway = startGateway({ httpServer: server, engine, metrics, log });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const whole = completeConfig(port, config);
  putConfig(whole);
  putEngine(engine);
  putLog(log);
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    config: whole,
    gateway,
    countConnections: promisify(server.getConnections.bind(server)),
    async close() {
      gateway.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function completeConfig(port: number, given: Partial<Config>): Config {
  const publicUrl = `http://127.0.0.1:${port}`;
  return {
    port,
    host: "127.0.0.1",
    databaseUrl: undefined,
    dataDir: "/nowhere",
    authSecret: "a secret for tests alone",
    publicUrl,
    allowedOrigins: [publicUrl, "https://friend.example"],
    trustProxy: 0,
    isDemo: false,
    isProduction: true,
    servesBuild: true,
    limitScale: 1_000,
    metricsToken: null,
    eraseAfterDays: 30,
    neighborPort: null,
    oauth: { github: null, google: null },
    ...given,
  };
}

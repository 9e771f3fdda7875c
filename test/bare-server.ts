// The server without Next: front door, every API route and the gateway over an engine somebody made. It
// starts in a moment, in a test or in a process of its own; it knows no test runner. For tests alone.
import { readdirSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { Readable } from "node:stream";
import type { Logger } from "pino";
import type { RouteHandler } from "@/app/api/route-handler";
import { type Config, putConfig } from "@/config";
import type { Engine } from "@/engine/engine";
import { putEngine } from "@/engine/slot";
import { createHttpServer } from "@/listening";
import { putLog } from "@/log";
import { createFrontDoor } from "@/realtime/front-door";
import { type Gateway, startGateway } from "@/realtime/gateway";
import type { RealtimeMetrics } from "@/realtime/realtime-metrics";

export interface BareServer {
  url: string;
  port: number;
  config: Config;
  gateway: Gateway;
  close(): Promise<void>;
}

export interface BareServerOptions extends Partial<Config> {
  engine: Engine;
  metrics: RealtimeMetrics;
  log: Logger;
}

const API_FOLDER = path.join(import.meta.dirname, "../app/api");

/** Listens on a free port and puts config, engine and log where the routes look for them. */
export async function startBareServer(options: BareServerOptions): Promise<BareServer> {
  const { engine, metrics, log, ...config } = options;
  const routes = await readRoutes();
  const server = createHttpServer();
  const frontDoor = createFrontDoor({
    engine,
    metrics,
    isStopping: () => false,
    scripts: null,
    next: (request, response) => answerByRoute(routes, request, response),
  });
  server.on("request", frontDoor);
  const gateway = startGateway({ httpServer: server, engine, metrics, log });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const whole = completeConfig(port, config);
  putConfig(whole);
  putEngine(engine);
  putLog(log);
  return {
    url: whole.publicUrl,
    port,
    config: whole,
    gateway,
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
    neighborPort: null,
    oauth: { github: null, google: null },
    ...given,
  };
}

interface Route {
  pattern: RegExp;
  names: string[];
  module: Record<string, RouteHandler>;
}

/** The routes in the order Next would try them: fixed segments before named ones, catch-alls last. */
async function readRoutes(): Promise<Route[]> {
  const files = readdirSync(API_FOLDER, { recursive: true, encoding: "utf8" })
    .filter((file) => path.basename(file) === "route.ts")
    .map((file) => path.dirname(file).split(path.sep).join("/"))
    .sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
  return Promise.all(
    files.map(async (folder) => {
      const names = [...folder.matchAll(/\[+(?:\.\.\.)?(\w+)\]+/g)].map((match) => match[1] ?? "");
      const pattern = folder
        .replace(/\/?\[\[\.\.\.\w+\]\]/, "(?:/(.*))?")
        .replace(/\[\.\.\.\w+\]/, "(.+)")
        .replace(/\[\w+\]/g, "([^/]+)");
      const module = await import(path.join(API_FOLDER, folder, "route.ts"));
      return { pattern: new RegExp(`^/api/?${pattern}$`), names, module };
    }),
  );
}

function rank(folder: string): string {
  return folder
    .replace(/\[\[\.\.\./g, "~~~")
    .replace(/\[\.\.\./g, "~~")
    .replace(/\[/g, "~");
}

async function answerByRoute(
  routes: Route[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? "/", `http://${request.headers.host}`);
  const pathname = url.pathname.replace(/^\/api\/v1\//, "/api/");
  for (const { pattern, names, module } of routes) {
    const match = pattern.exec(pathname);
    if (!match) continue;
    const values = match.slice(1).map((value) => (value ? decodeURIComponent(value) : undefined));
    const params = Object.fromEntries(
      names.map((name, index) => [
        name,
        name === "nextauth" ? values[index]?.split("/") : values[index],
      ]),
    );
    const hasBody = request.method !== "GET" && request.method !== "HEAD";
    const init: RequestInit & { duplex: "half" } = {
      method: request.method ?? "GET",
      headers: Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
      body: hasBody ? (Readable.toWeb(request) as ReadableStream) : null,
      duplex: "half",
    };
    // As Next does.
    const handler = module[request.method === "HEAD" ? "GET" : (request.method ?? "GET")];
    if (!handler) break;
    const answer = await handler(new Request(url, init), { params: Promise.resolve(params) });
    response.statusCode = answer.status;
    response.setHeaders(answer.headers);
    response.end(Buffer.from(await answer.arrayBuffer()));
    return;
  }
  response.statusCode = 404;
  response.end();
}

// The outside on a real server, without Next: front door, every API route and the gateway over a fresh
// engine and database, with real clients. For tests alone. Closing it fails when anything is still held.
import { readdirSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { Readable } from "node:stream";
import { io, type Socket } from "socket.io-client";
import { afterAll, beforeAll, expect, vi } from "vitest";
import type { RouteHandler } from "@/app/api/route-handler";
import { issueToken } from "@/auth";
import { type Config, putConfig } from "@/config";
import { putEngine } from "@/engine/slot";
import { putLog } from "@/log";
import type { ClientToServerEvents, ServerToClientEvents } from "@/protocol/events";
import { createFrontDoor } from "@/realtime/front-door";
import { startGateway } from "@/realtime/gateway";
import { createRealtimeMetrics } from "@/realtime/realtime-metrics";
import { testLog } from "./database";
import { createTestEngine, type TestEngine } from "./engine";

export type Client = Socket<ServerToClientEvents, ClientToServerEvents>;

export interface StackPerson {
  userId: string;
  username: string;
  sessionId: string;
  token: string;
}

export interface Heard {
  event: string;
  // Payloads are looked into by tests, field by field.
  payload: Record<string, unknown>;
}

export interface Listener extends StackPerson {
  client: Client;
  heard: Heard[];
  /** What was heard of one event. */
  of(event: string): Record<string, unknown>[];
  /** Asks and answers the acknowledgement as it came. */
  ask(event: string, ...args: unknown[]): Promise<Answer>;
}

export interface Answer {
  ok: boolean;
  data: Record<string, unknown>;
  error: Record<string, unknown>;
}

export interface Stack extends TestEngine {
  url: string;
  config: Config;
  metrics: ReturnType<typeof createRealtimeMetrics>;
  heldCount(): number;
  /** A signed-in person. */
  makeMember(stem?: string): Promise<StackPerson>;
  /** A further sign-in of the same person. */
  signInAgain(person: StackPerson): Promise<StackPerson>;
  /** A connected socket that has been greeted. */
  listen(person?: StackPerson, options?: Record<string, unknown>): Promise<Listener>;
  /** A socket as the options make it, not waited for. */
  connect(options: Record<string, unknown>): Client;
  request(method: string, path: string, options?: RequestOptions): Promise<Response>;
}

interface RequestOptions {
  token?: string;
  headers?: Record<string, string>;
  body?: unknown;
}

const API_FOLDER = path.join(import.meta.dirname, "../app/api");

export async function startStack(
  options: { isDemo?: boolean; limitScale?: number; config?: Partial<Config> } = {},
): Promise<Stack> {
  const testEngine = await createTestEngine(options);
  const { engine } = testEngine;
  const metrics = createRealtimeMetrics();
  const server = createServer();
  const routes = await readRoutes();
  const frontDoor = createFrontDoor({
    engine,
    metrics,
    isStopping: () => false,
    scripts: null,
    next: (request, response) => answerByRoute(routes, request, response),
  });
  server.on("request", frontDoor);
  const gateway = startGateway({ httpServer: server, engine, metrics, log: testLog });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const config = testConfig(port, options);
  putConfig(config);
  putEngine(engine);
  putLog(testLog);
  const clients: Client[] = [];

  async function signIn(name: string, providerAccountId: string): Promise<StackPerson> {
    const signedIn = await engine.accounts.signInOAuth(
      { provider: "test", providerAccountId, name, avatarUrl: null },
      { kind: "token", address: "test", userAgent: "test" },
    );
    const { userId, username, sessionId } = signedIn;
    return { userId, username, sessionId, token: await issueToken(signedIn) };
  }

  const stack: Stack = {
    ...testEngine,
    url,
    config,
    metrics,
    heldCount: () => gateway.heldCount,
    makeMember: (stem = "member") => {
      const name = `${stem}${crypto.randomUUID().slice(0, 8)}`;
      return signIn(name, name);
    },
    async signInAgain(person) {
      const account = await testEngine.prisma.oAuthAccount.findFirstOrThrow({
        where: { userId: person.userId },
      });
      return signIn(person.username, account.providerAccountId);
    },
    connect(clientOptions) {
      const client: Client = io(url, {
        transports: ["websocket"],
        reconnection: false,
        forceNew: true,
        ...clientOptions,
      });
      clients.push(client);
      return client;
    },
    async listen(person, clientOptions = {}) {
      const member = person ?? (await stack.makeMember());
      const client = stack.connect({ auth: { token: member.token }, ...clientOptions });
      const heard: Heard[] = [];
      client.onAny((event: string, payload: Record<string, unknown>) => {
        heard.push({ event, payload });
      });
      const of = (event: string) =>
        heard.filter((each) => each.event === event).map((each) => each.payload);
      await vi.waitFor(() => expect(of("session:ready")).toHaveLength(1), { timeout: 5_000 });
      return {
        ...member,
        client,
        heard,
        of,
        ask: (event, ...args) =>
          (client as Socket).timeout(7_000).emitWithAck(event, ...args) as Promise<Answer>,
      };
    },
    request(method, requestPath, { token, headers = {}, body } = {}) {
      return fetch(`${url}${requestPath}`, {
        method,
        redirect: "manual",
        headers: {
          ...(token ? { Authorization: `Bearer ${token}` } : {}),
          ...(body === undefined ? {} : { "Content-Type": "application/json" }),
          ...headers,
        },
        ...(body === undefined
          ? {}
          : { body: typeof body === "string" ? body : JSON.stringify(body) }),
      });
    },
    async close() {
      for (const client of clients) client.disconnect();
      try {
        await vi.waitFor(() => expect(gateway.heldCount).toBe(0), { timeout: 8_000 });
      } finally {
        gateway.close();
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
        await testEngine.close();
      }
    },
  };
  return stack;
}

/** One stack for all tests of a file. */
export function sharedStack(options: Parameters<typeof startStack>[0] = {}): () => Stack {
  let started: Stack | undefined;
  beforeAll(async () => {
    started = await startStack(options);
  });
  afterAll(() => started?.close());
  return () => {
    if (!started) throw new Error("the test stack has not started yet");
    return started;
  };
}

function testConfig(
  port: number,
  options: { isDemo?: boolean; limitScale?: number; config?: Partial<Config> },
): Config {
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
    isDemo: options.isDemo ?? false,
    isProduction: true,
    servesBuild: true,
    limitScale: options.limitScale ?? 1_000,
    neighborPort: null,
    oauth: { github: null, google: null },
    ...options.config,
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
    const handler = module[request.method ?? "GET"];
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

// A real server without Next, with real clients: request listener, every API route and the gateway over a
// fresh engine and database. For tests alone. Closing it fails when anything is still held.
import type { Logger } from "pino";
import { io, type Socket } from "socket.io-client";
import { afterAll, beforeAll, expect, vi } from "vitest";
import type { ClientToServerEvents, ServerToClientEvents } from "@/protocol/events";
import type { Config } from "@/server/config";
import { createRealtimeMetrics } from "@/server/metrics";
import { type TestDatabase, testLog } from "../database/test-database";
import { createTestEngine, type TestEngine } from "./engine-fixture";
import { type StackPerson, signInPerson } from "./signed-in-person";
import { startServer } from "./start-server";

export type Client = Socket<ServerToClientEvents, ClientToServerEvents>;

export interface ReceivedEvent {
  event: string;
  // Payloads are looked into by tests, field by field.
  payload: Record<string, unknown>;
}

export interface Listener extends StackPerson {
  client: Client;
  received: ReceivedEvent[];
  /** What was received of one event. */
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
  countConnections(): Promise<number>;
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

interface StackOptions {
  isDemo?: boolean;
  limitScale?: number;
  config?: Partial<Config>;
  /** One that outlives the server; left out, a new one that ends with it. */
  database?: TestDatabase;
  /** What gateway and routes write to; silent unless given. */
  log?: Logger;
}

export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const metrics = createRealtimeMetrics();
  const testEngine = await createTestEngine({ ...options, registry: metrics.registry });
  const { engine } = testEngine;
  const server = await startServer({
    engine,
    metrics,
    log: options.log ?? testLog,
    isDemo: options.isDemo ?? false,
    limitScale: options.limitScale ?? 1_000,
    ...options.config,
  });
  const { url, config, gateway } = server;
  const clients: Client[] = [];

  const stack: Stack = {
    ...testEngine,
    url,
    config,
    metrics,
    heldCount: () => gateway.heldCount,
    countConnections: server.countConnections,
    makeMember: (stem = "member") => {
      const name = `${stem}${crypto.randomUUID().slice(0, 8)}`;
      return signInPerson(engine, name);
    },
    async signInAgain(person) {
      const account = await testEngine.prisma.oAuthAccount.findFirstOrThrow({
        where: { userId: person.userId },
      });
      return signInPerson(engine, person.username, account.providerAccountId);
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
      const received: ReceivedEvent[] = [];
      client.onAny((event: string, payload: Record<string, unknown>) => {
        received.push({ event, payload });
      });
      const of = (event: string) =>
        received.filter((each) => each.event === event).map((each) => each.payload);
      await vi.waitFor(() => expect(of("session:ready")).toHaveLength(1));
      return {
        ...member,
        client,
        received,
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
        await vi.waitFor(() => expect(gateway.heldCount).toBe(0));
      } finally {
        await server.close();
        await testEngine.close();
      }
    },
  };
  return stack;
}

/** One server for all tests of a file. */
export function sharedStack(options: StackOptions = {}): () => Stack {
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

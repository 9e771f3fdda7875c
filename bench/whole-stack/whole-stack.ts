// The whole built app, from request or socket event to answer and event, beside a textbook stack and a Next
// route that does nothing. Servers on one core, this load on the other, a hundred viewers on every post; a
// run that lost a like fails.

import { spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { Agent, request } from "node:http";
import path from "node:path";
import { ensureBuild } from "@/scripts/launch/build";
import { issueToken } from "@/server/auth/session";
import { putConfig, readConfig } from "@/server/config";
import { openRawClient, type RawClient } from "@/test/network/raw-client";
import { type BenchDatabase, makePeople, makePosts } from "../bench-database";
import { atLeast, atMost, type Figure, figure, ratios, takeTurns } from "../figure";
import { sized } from "../size";
import { type StackProcess, startStackProcess } from "../stack-process";

const ROUNDS = sized(5, 1);
const CALLERS = sized(300, 30);
const VIEWERS = sized(100, 10);
/** Posts each caller likes in a round. */
const POSTS = { book: 1, floor: 4, route: 4, socket: 16 };
const SECRET = "a secret for benchmarks alone";
const GROUP = "PostgreSQL, +1 ms fsync: the whole stack, 100 viewers on a post";

/** All of it on a database whose commits were slowed down. */
export async function benchWholeStack(database: BenchDatabase): Promise<Figure[]> {
  buildFloor();
  ensureBuild();
  const env = { DATABASE_URL: database.connectionString };
  const app = await startStackProcess("server.ts", "/readyz", {
    ...env,
    NEXTAUTH_SECRET: SECRET,
    HOST: "127.0.0.1",
    LIMIT_SCALE: "1000000",
    LOG_LEVEL: "error",
  });
  const book = await startStackProcess("bench/whole-stack/textbook-server.ts", "/socket.io/", env);
  const floor = await startStackProcess("bench/whole-stack/floor-server.ts", "/nothing", {});
  const agent = new Agent({ keepAlive: true, maxSockets: CALLERS });
  const people = await makePeople(database.prisma, CALLERS + VIEWERS + 1);
  const tokens = await signIn(database, people);
  const sockets = await openSockets(app, tokens);
  try {
    return await measureAll({ database, app, book, floor, agent, people, tokens, sockets });
  } finally {
    for (const { client } of sockets) client.close();
    agent.destroy();
    for (const server of [app, book, floor]) await server.stop();
  }
}

interface Scene {
  database: BenchDatabase;
  app: StackProcess;
  book: StackProcess;
  floor: StackProcess;
  agent: Agent;
  /** Callers, then viewers, then the author. */
  people: string[];
  tokens: string[];
  sockets: AskingSocket[];
}

async function measureAll(scene: Scene): Promise<Figure[]> {
  const { database, app, book, floor, agent, people, tokens, sockets } = scene;
  const cpu = { route: [] as number[], floor: [] as number[] };
  const authorId = people.at(-1) ?? "";
  const bookViewers = await Promise.all(
    Array.from({ length: VIEWERS }, () => openRawClient({ port: book.port, onMessage: ignore })),
  );
  const onPosts = async (count: number, like: (caller: number, post: string) => Promise<void>) => {
    const posts = await makePosts(database.prisma, authorId, count);
    for (const post of posts) {
      for (const viewer of bookViewers) viewer.send(`420["join","${post}"]`);
    }
    const contents = posts.map((contentId) => ({ contentId, contentType: "post" }));
    await Promise.all(
      sockets.slice(CALLERS).map((viewer) => viewer.ask("content:join", { contents })),
    );
    const rate = await runCallers(posts, like);
    const kept = await database.prisma.like.count({ where: { contentId: { in: posts } } });
    if (kept !== count * CALLERS) throw new Error(`${kept} of ${count * CALLERS} likes were kept`);
    await Promise.all(
      sockets.slice(CALLERS).map((viewer) => viewer.ask("content:leave", { contents })),
    );
    return rate;
  };
  const withCpu = async (
    server: StackProcess,
    into: number[],
    likes: number,
    run: () => Promise<number>,
  ) => {
    const before = server.readCpuMicros();
    const rate = await run();
    into.push((server.readCpuMicros() - before) / likes);
    return rate;
  };
  const put = (port: number, url: string, body: object, token?: string) =>
    ask(agent, port, url, JSON.stringify(body), token);

  let presses = 0;
  const rates = await takeTurns(ROUNDS, {
    book: () =>
      onPosts(POSTS.book, (caller, contentId) =>
        put(book.port, "/like", { contentId, userId: people[caller] }),
      ),
    route: () =>
      withCpu(app, cpu.route, POSTS.route * CALLERS, () =>
        onPosts(POSTS.route, (caller, contentId) =>
          put(app.port, `/api/content/${contentId}/like`, { liked: true }, tokens[caller]),
        ),
      ),
    floor: () =>
      withCpu(floor, cpu.floor, POSTS.floor * CALLERS, () =>
        runCallers(Array.from({ length: POSTS.floor }, randomUUID), () =>
          put(floor.port, "/nothing", { liked: true }),
        ),
      ),
    socket: () =>
      onPosts(POSTS.socket, async (caller, contentId) => {
        presses++;
        await sockets[caller]?.ask("like:set", {
          contentType: "post",
          contentId,
          liked: true,
          deviceId: `bench-${caller}`,
          seq: presses,
        });
      }),
  });
  for (const viewer of bookViewers) viewer.close();
  // The first round of each warms up.
  const [routeCpu, floorCpu] = [cpu.route.slice(1), cpu.floor.slice(1)];
  return [
    figure(GROUP, "textbook stack", "likes/s", rates.book),
    figure(GROUP, "PUT …/like", "likes/s", rates.route),
    figure(GROUP, "Next route that does nothing", "requests/s", rates.floor),
    figure(GROUP, "like:set over the socket", "likes/s", rates.socket),
    figure(GROUP, "like:set ÷ textbook stack", "×", ratios(rates.socket, rates.book)),
    figure(GROUP, "PUT …/like ÷ textbook stack", "×", ratios(rates.route, rates.book), atLeast(10)),
    figure(GROUP, "processor time of PUT …/like", "µs", routeCpu),
    figure(GROUP, "processor time of a Next route that does nothing", "µs", floorCpu),
    figure(
      GROUP,
      "PUT …/like ÷ route that does nothing, processor time",
      "×",
      ratios(routeCpu, floorCpu),
      atMost(1.3),
    ),
  ];
}

/** Every caller likes one post after the other, waiting for each answer; answers likes a second. */
async function runCallers(
  posts: string[],
  like: (caller: number, post: string) => Promise<void>,
): Promise<number> {
  const startedAt = performance.now();
  await Promise.all(
    Array.from({ length: CALLERS }, async (_, caller) => {
      for (const post of posts) await like(caller, post);
    }),
  );
  return ((posts.length * CALLERS) / (performance.now() - startedAt)) * 1_000;
}

function ask(agent: Agent, port: number, url: string, body: string, token?: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const asked = request(
      {
        agent,
        port,
        host: "127.0.0.1",
        path: url,
        method: "PUT",
        headers: {
          "Content-Type": "application/json",
          "Content-Length": Buffer.byteLength(body),
          ...(token ? { Authorization: `Bearer ${token}` } : {}),
        },
      },
      (response) => {
        response.resume();
        response.once("end", () =>
          response.statusCode === 200
            ? resolve()
            : reject(new Error(`${url} answered ${response.statusCode}`)),
        );
      },
    );
    asked.once("error", (error) => {
      // A kept connection that the server closed at that moment: a like may be asked twice.
      if (asked.reusedSocket) ask(agent, port, url, body, token).then(resolve, reject);
      else reject(error);
    });
    asked.end(body);
  });
}

interface AskingSocket {
  client: RawClient;
  ask(event: string, payload: object): Promise<void>;
}

async function openSockets(app: StackProcess, tokens: string[]): Promise<AskingSocket[]> {
  const sockets: AskingSocket[] = [];
  for (const [nth, token] of tokens.entries()) {
    const waiting = new Map<number, { resolve(): void; reject(error: Error): void }>();
    let asked = 0;
    const client = await openRawClient({
      port: app.port,
      localAddress: `127.0.0.${2 + (nth % 200)}`,
      auth: { token },
      onMessage(message) {
        // An acknowledgement: 43<id>[…]
        if (message[1] !== 0x33) return;
        const text = message.toString();
        const id = Number.parseInt(text.slice(2), 10);
        const asker = waiting.get(id);
        waiting.delete(id);
        if (text.includes('"ok":true')) asker?.resolve();
        else asker?.reject(new Error(text));
      },
    });
    sockets.push({
      client,
      ask: (event, payload) =>
        new Promise((resolve, reject) => {
          asked++;
          waiting.set(asked, { resolve, reject });
          client.send(`42${asked}${JSON.stringify([event, payload])}`);
        }),
    });
  }
  return sockets;
}

/** One token each, of a valid session. */
async function signIn({ engine }: BenchDatabase, people: string[]): Promise<string[]> {
  putConfig(readConfig({ NODE_ENV: "production", NEXTAUTH_SECRET: SECRET }));
  const origin = { kind: "token", address: "127.0.0.1", userAgent: "bench" } as const;
  const tokens: string[] = [];
  for (const userId of people.slice(0, CALLERS + VIEWERS)) {
    tokens.push(await issueToken(await engine.sessions.open(userId, origin)));
  }
  return tokens;
}

function buildFloor(): void {
  const folder = path.join(import.meta.dirname, "floor");
  if (existsSync(path.join(folder, ".next/BUILD_ID"))) return;
  const next = path.join(import.meta.dirname, "../../node_modules/next/dist/bin/next");
  const built = spawnSync(process.execPath, [next, "build", folder], {
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
  });
  if (built.status !== 0) throw new Error("the route that does nothing could not be built");
}

function ignore(): void {}

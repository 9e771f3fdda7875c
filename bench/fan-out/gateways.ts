// The real gateway and engine, and beside it a simple gateway: the same engine, but one event per like to
// `io.to(room)`. For the benchmark of fan-out; people and posts are made in bulk.
import { randomUUID } from "node:crypto";
import { createServer, type Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Server } from "socket.io";
import { connectPrisma, embeddedPool } from "@/engine/database/database";
import { createEngine, type Engine } from "@/engine/engine";
import type { PrismaClient } from "@/generated/prisma/client";
import { contentRoom } from "@/protocol/rooms";
import { startGateway } from "@/realtime/gateway";
import { issueToken, readSessionOfToken } from "@/server/auth/session";
import { putConfig } from "@/server/config";
import { putEngine } from "@/server/engine-slot";
import { putLog } from "@/server/log";
import { createRealtimeMetrics } from "@/server/metrics";
import { testLog } from "@/test/database/test-database";
import { type BenchDatabase, makePeople, makePosts } from "../bench-database";
import { startEchoes } from "../like-cost/echoes";
import { nowMicros } from "../pinned-process";

const SERVER_POOL_SIZE = 6;
const SESSION_MS = 3_600_000;
/** Opens every limit: the load is one address. */
const LIMIT_SCALE = 1_000_000;

export interface Gateways {
  /** Ours. */
  port: number;
  /** One event per like. */
  plainPort: number;
  /** Bare Socket.IO, which keeps nothing about anybody. */
  emptyPort: number;
  /** Plain Socket.IO that only answers a like. */
  echoPort: number;
  /** A bare WebSocket that only answers a like. */
  bareEchoPort: number;
  /** Signed-in people; their tokens. */
  makePeople(count: number): Promise<string[]>;
  /** Signed-in people of whom each is followed by so many others; their tokens. */
  makeCircle(count: number, followersEach: number): Promise<string[]>;
  /** A public post by somebody who is not here. */
  makePost(): Promise<string>;
  /** When the server knew of each version's commit since the last time asked, the first version first. */
  takeCommits(contentId: string): number[];
}

/** Opens three ports on one engine. */
export async function startGateways({
  connectionString,
  kind,
}: Pick<BenchDatabase, "connectionString" | "kind">): Promise<Gateways> {
  const pool =
    kind === "embedded"
      ? embeddedPool(connectionString)
      : { connectionString, max: SERVER_POOL_SIZE };
  const { prisma, runStatement } = connectPrisma(pool, testLog);
  const limits = { isDemo: false, limitScale: LIMIT_SCALE };
  const engine = await createEngine({ prisma, runStatement, log: testLog, ...limits });
  putEngine(engine);
  putLog(testLog);
  const commits = new Map<string, number[]>();
  engine.changes.subscribe((change) => {
    if (change.kind !== "likes") return;
    const times = commits.get(change.engagement.contentId) ?? [];
    commits.set(change.engagement.contentId, times);
    const now = nowMicros();
    for (const _ of change.changes) times.push(now);
  });

  const ours = createServer();
  const metrics = createRealtimeMetrics();
  startGateway({ httpServer: ours, engine, metrics, log: testLog });
  const port = await listen(ours);
  configure(port);
  const plain = createServer();
  startPlainGateway(plain, engine);
  const empty = createServer();
  new Server(empty, { serveClient: false, transports: ["websocket"], perMessageDeflate: false });
  return {
    port,
    plainPort: await listen(plain),
    emptyPort: await listen(empty),
    ...(await startEchoes()),
    makePeople: async (count) => (await signInPeople(prisma, count)).tokens,
    makeCircle: (count, followersEach) => makeCircle(prisma, count, followersEach),
    makePost: () => makePost(prisma),
    takeCommits(contentId) {
      const times = commits.get(contentId) ?? [];
      commits.delete(contentId);
      return times;
    },
  };
}

/** Join, like, send to everybody: no merging, no frames, no visibility, no limits. */
function startPlainGateway(httpServer: HttpServer, engine: Engine): void {
  const io = new Server(httpServer, {
    serveClient: false,
    transports: ["websocket"],
    perMessageDeflate: false,
  });
  io.on("connection", async (socket) => {
    const token = String(socket.handshake.auth.token);
    const session = await readSessionOfToken(token).catch(() => null);
    if (!session) return socket.disconnect();
    socket.on("content:join", ({ contents }, acknowledge) => {
      for (const { contentType, contentId } of contents) {
        void socket.join(contentRoom(contentType, contentId));
      }
      acknowledge({ ok: true, data: { contents } });
    });
    socket.on("like:set", async (press, acknowledge) => {
      const data = await engine.likes.setLike(session.userId, press).catch(() => null);
      if (!data) return acknowledge({ ok: false });
      acknowledge({ ok: true, data });
      const room = contentRoom(data.contentType, data.contentId);
      io.to(room).emit(data.liked ? "post:liked" : "post:unliked", {
        ...data,
        eventId: randomUUID(),
        postId: data.contentId,
        userId: session.userId,
        totalLikes: data.likeCount,
        occurredAt: new Date().toISOString(),
      });
    });
    socket.emit("session:ready", { userId: session.userId });
  });
}

async function listen(httpServer: HttpServer): Promise<number> {
  await new Promise<void>((resolve) => httpServer.listen(0, "127.0.0.1", resolve));
  return (httpServer.address() as AddressInfo).port;
}

function configure(port: number): void {
  const publicUrl = `http://127.0.0.1:${port}`;
  putConfig({
    port,
    host: "127.0.0.1",
    databaseUrl: undefined,
    dataDir: "",
    authSecret: "a secret for benchmarks alone",
    publicUrl,
    allowedOrigins: [publicUrl],
    trustProxy: 0,
    isDemo: false,
    isProduction: true,
    servesBuild: true,
    limitScale: LIMIT_SCALE,
    neighborPort: null,
    metricsToken: null,
    eraseAfterDays: 30,
    oauth: { github: null, google: null },
  });
}

/** Signed-in people, wholesale. */
async function signInPeople(prisma: PrismaClient, count: number) {
  const userIds = await makePeople(prisma, count);
  const sessionIds = userIds.map(() => randomUUID());
  const expiresAt = new Date(Date.now() + SESSION_MS);
  await prisma.$executeRaw`
    INSERT INTO sessions (id, user_id, kind, expires_at)
    SELECT sid, person, 'token', ${expiresAt}
      FROM unnest(${sessionIds}::uuid[], ${userIds}::uuid[]) AS new(sid, person)`;
  const tokens = await Promise.all(
    userIds.map((userId, index) =>
      issueToken({ userId, sessionId: sessionIds[index] ?? "", expiresAt }),
    ),
  );
  return { userIds, tokens };
}

/** Each is followed by those who come next. */
async function makeCircle(
  prisma: PrismaClient,
  count: number,
  followersEach: number,
): Promise<string[]> {
  const { userIds, tokens } = await signInPeople(prisma, count);
  await prisma.$executeRaw`
    INSERT INTO follows (follower_id, followee_id)
    SELECT people.ids[(nth + step) % ${count}::int + 1], people.ids[nth + 1]
      FROM (SELECT ${userIds}::uuid[] AS ids) people,
           generate_series(0, ${count}::int - 1) nth, generate_series(1, ${followersEach}::int) step`;
  return tokens;
}

async function makePost(prisma: PrismaClient): Promise<string> {
  const [authorId = ""] = await makePeople(prisma, 1);
  const [contentId = ""] = await makePosts(prisma, authorId, 1);
  return contentId;
}

// What a like through the socket costs the server, the client and the database, beside servers that only
// answer. Those are plain Socket.IO and a bare WebSocket with the same two messages, driven by the same
// callers in turns. CPU per like at a low rate is imprecise, so the figure with a target is a ratio of one
// run.
import { readFileSync } from "node:fs";
import type { BenchDatabase } from "../bench-database";
import type { ServerQuestions } from "../fan-out/server";
import { atMost, type Figure, figure, ratios, takeTurns } from "../figure";
import { startPinned } from "../pinned-process";
import { sized } from "../size";
import type { LikeLoadQuestions } from "./load";

const ROUNDS = sized(5, 1);
const CALLERS = sized(300, 30);
/** Each caller likes so many posts: at least 2,000 likes a round. */
const POSTS = sized(10, 3);
/** Code is cold at first: 10,000 likes before anything counts. */
const WARM_UP_POSTS = sized(34, 3);
const GROUP = `A like through the socket, ${CALLERS} in flight, nobody watching`;

type EntryPoint = "ours" | "echo" | "bareEcho";

interface Cost {
  rate: number;
  server: number;
  client: number;
  database: number;
  statements: number;
  /** Shares of a core. */
  serverShare: number;
  clientShare: number;
}

/** All figures of a like's cost. */
export async function benchLikeCost(database: BenchDatabase): Promise<Figure[]> {
  const server = startPinned<ServerQuestions>("fan-out/server.ts", 0);
  const load = startPinned<LikeLoadQuestions>("like-cost/load.ts", 1);
  try {
    const { connectionString, kind } = database;
    const ports = await server.ask("openGateways", { connectionString, kind });
    const tokens = await server.ask("makePeople", { count: CALLERS });
    const count = CALLERS;
    await load.ask("connect", { name: "ours", port: ports.port, count, tokens });
    await load.ask("connect", { name: "echo", port: ports.echoPort, count });
    await load.ask("connect", { name: "bareEcho", port: ports.bareEchoPort, count, isBare: true });
    const run = (entryPoint: EntryPoint, posts: number) =>
      measure(database, server, load, entryPoint, posts);
    for (const entryPoint of ["ours", "echo", "bareEcho"] as const)
      await run(entryPoint, WARM_UP_POSTS);
    const rounds = await takeTurns(ROUNDS, {
      ours: () => run("ours", POSTS),
      echo: () => run("echo", POSTS),
      bareEcho: () => run("bareEcho", POSTS),
    });
    return toFigures(rounds);
  } finally {
    await Promise.all([server.end(), load.end()]);
  }
}

async function measure(
  database: BenchDatabase,
  server: ReturnType<typeof startPinned<ServerQuestions>>,
  load: ReturnType<typeof startPinned<LikeLoadQuestions>>,
  entryPoint: EntryPoint,
  count: number,
): Promise<Cost> {
  const posts: string[] = [];
  while (posts.length < count) posts.push(await server.ask("makePost", null));
  const likes = count * CALLERS;
  const backends = await readBackends(database);
  await server.ask("takeStatements", null);
  await server.ask("takeCpu", null);
  const { micros, clientMicros } = await load.ask("like", { name: entryPoint, posts });
  const serverMicros = await server.ask("takeCpu", null);
  const statements = await server.ask("takeStatements", null);
  const databaseMicros = (await readBackends(database)) - backends;
  return {
    rate: (likes / micros) * 1e6,
    server: serverMicros / likes,
    client: clientMicros / likes,
    database: databaseMicros / likes,
    statements: statements / likes,
    serverShare: serverMicros / micros,
    clientShare: clientMicros / micros,
  };
}

/** Microseconds of CPU all backends of this database have used; NaN where the system does not say. */
async function readBackends({ prisma }: BenchDatabase): Promise<number> {
  const rows = await prisma.$queryRaw<{ pid: number }[]>`
    SELECT pid FROM pg_stat_activity WHERE datname = current_database()`;
  try {
    return rows.reduce((sum, { pid }) => sum + readCpuMicros(pid), 0);
  } catch {
    return Number.NaN;
  }
}

function readCpuMicros(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/schedstat`, "utf8").split(" ")[0]) / 1_000;
}

function toFigures(rounds: Record<EntryPoint, Cost[]>): Figure[] {
  const of = (entryPoint: EntryPoint, part: keyof Cost) =>
    rounds[entryPoint].map((cost) => cost[part]);
  const server = (entryPoint: EntryPoint) => of(entryPoint, "server");
  const names: [entryPoint: EntryPoint, name: string][] = [
    ["ours", "ours"],
    ["echo", "Socket.IO that only answers"],
    ["bareEcho", "bare ws that only answers"],
  ];
  return [
    figure(
      GROUP,
      "server's CPU, ours ÷ Socket.IO that only answers",
      "×",
      ratios(server("ours"), server("echo")),
      atMost(1.4),
    ),
    figure(GROUP, "server's CPU, ours ÷ bare ws", "×", ratios(server("ours"), server("bareEcho"))),
    ...names.flatMap(([entryPoint, name]) => [
      figure(GROUP, `${name}: rate`, "likes/s", of(entryPoint, "rate")),
      figure(GROUP, `${name}: server's CPU per like`, "µs", server(entryPoint)),
      figure(GROUP, `${name}: client's CPU per like`, "µs", of(entryPoint, "client")),
      figure(GROUP, `${name}: server's use of its core`, "", of(entryPoint, "serverShare")),
      figure(GROUP, `${name}: client's use of its core`, "", of(entryPoint, "clientShare")),
    ]),
    figure(GROUP, "ours: database's CPU per like", "µs", of("ours", "database")),
    figure(GROUP, "ours: statements per like", "", of("ours", "statements")),
  ];
}

// Likes through the real gateway and engine: how late viewers hold a count that includes them, beside one
// event per like. Also what a like costs as its viewers grow, and what an idle connection weighs.
import type { BenchDatabase } from "../bench-database";
import { atMost, type Figure, figure, ratios, takeTurns } from "../figure";
import { requireEqual } from "../latencies";
import { sized } from "../size";
import type { FanOutBench } from "./processes";
import type { ServerQuestions } from "./server";

const ROUNDS = sized(5, 1);
const [SMALL, MIDDLE, LARGE] = sized([100, 1_000, 5_000] as const, [10, 100, 500] as const);
const PRESSERS = sized(1_000, 100);
/** One event per like falls behind for as long as it lasts: half a second shows it. */
const PRESSES = sized({ ours: 3_000, plain: 500 }, { ours: 300, plain: 50 });

type EntryPoint = keyof typeof PRESSES;

/** All figures of likes, on one server with everybody connected. */
export async function benchLikes(
  bench: FanOutBench,
  database: Pick<BenchDatabase, "connectionString" | "kind">,
): Promise<Figure[]> {
  const { server, viewers, pressers } = bench;
  const entryPoints = await server.ask("openGateways", database);
  const memory = await measureMemory(bench, entryPoints);
  const tokens = await server.ask("makePeople", { count: LARGE + PRESSERS });
  const watching = tokens.slice(0, LARGE);
  const pressing = tokens.slice(LARGE);
  const connect = (who: typeof viewers, name: EntryPoint, port: number, people: string[]) =>
    who.ask("connect", { name, port, count: people.length, tokens: people });
  await connect(viewers, "ours", entryPoints.port, watching);
  await connect(pressers, "ours", entryPoints.port, pressing);
  await connect(viewers, "plain", entryPoints.plainPort, watching.slice(0, MIDDLE));
  await connect(pressers, "plain", entryPoints.plainPort, pressing.slice(0, PRESSES.plain));
  return [...(await measureStaleness(bench)), ...(await measureGrowth(bench)), ...memory];
}

type EntryPoints = Awaited<ReturnType<ServerQuestions["openGateways"]>>;

async function measureMemory(
  { server, viewers }: FanOutBench,
  entryPoints: EntryPoints,
): Promise<Figure[]> {
  const group = "Memory of an idle connection";
  const count = sized(500, 50);
  const weigh = (name: string, port: number, isKnown: boolean) => async () => {
    const tokens = await server.ask("makePeople", { count });
    const before = await server.ask("readMemory", null);
    await viewers.ask("connect", { name, port, count, ...(isKnown ? { tokens } : {}) });
    const after = await server.ask("readMemory", null);
    await viewers.ask("disconnect", { name });
    return (after - before) / count / 1_024;
  };
  const weights = await takeTurns(ROUNDS, {
    ours: weigh("ours", entryPoints.port, true),
    bare: weigh("bare", entryPoints.emptyPort, false),
  });
  const relative = ratios(weights.ours, weights.bare);
  return [
    figure(group, "ours ÷ bare Socket.IO", "×", relative, atMost(1.2)),
    figure(group, "ours, signed in and greeted", "KB", weights.ours, atMost(18)),
    figure(group, "bare Socket.IO, nobody signed in", "KB", weights.bare),
  ];
}

interface Load {
  entryPoint: EntryPoint;
  contentId: string;
  viewers: number;
  perSecond: number;
  presses: number;
}

/** A fresh post that the first so many clients of a port watch. */
async function makeRoom({ server, viewers }: FanOutBench, entryPoint: EntryPoint, count: number) {
  const contentId = await server.ask("makePost", null);
  await viewers.ask("join", { name: entryPoint, contentId, count });
  return contentId;
}

/** Likes a post before its viewers; fails when a like, a commit or a viewer is missing. */
async function pressAndWatch(bench: FanOutBench, load: Load) {
  const { server, viewers, pressers } = bench;
  const { entryPoint, contentId, perSecond, presses } = load;
  const watching = { name: entryPoint, viewers: load.viewers };
  const deliveries = entryPoint === "plain" ? presses * load.viewers : 0;
  await server.ask("takeCommits", { contentId });
  await viewers.ask("watch", { name: entryPoint });
  await server.ask("takeCpu", null);
  const pace = await pressers.ask("press", { name: entryPoint, contentId, perSecond, presses });
  const answered = await pressers.ask("takeAnswers", { name: entryPoint, presses });
  const version = pace.base + presses;
  const settled = await viewers.ask("settle", { ...watching, version, deliveries });
  const cpuMicros = await server.ask("takeCpu", null);
  const commits = await server.ask("takeCommits", { contentId });
  requireEqual(`${entryPoint}: presses answered ok ${answered.refusal}`, answered.acked, presses);
  requireEqual(`${entryPoint}: commits`, commits.length, presses);
  requireEqual(`${entryPoint}: viewers with the last count`, settled.exact, load.viewers);
  if (entryPoint === "plain") requireEqual("plain: deliveries", settled.received, deliveries);
  const versions = commits.map((_, index) => pace.base + index + 1);
  const committed = { at: commits, versions };
  const times = {
    committed: await viewers.ask("readStaleness", { ...watching, marks: committed }),
    pressed: await viewers.ask("readStaleness", { ...watching, marks: answered.presses }),
  };
  for (const { count } of Object.values(times)) {
    requireEqual(`${entryPoint}: likes that reached viewers`, count, presses * load.viewers);
  }
  return {
    ...times,
    perSecond: pace.perSecond,
    exactAfterMs: (settled.exactAt - (commits.at(-1) ?? 0)) / 1_000,
    cpuPerLike: cpuMicros / presses,
    framesPerLike: settled.received / presses,
  };
}

type Round = Awaited<ReturnType<typeof pressAndWatch>>;

async function measureStaleness(bench: FanOutBench): Promise<Figure[]> {
  const group = "1,000 likes a second on one post, 1,000 viewers, through gateway and engine";
  const at1000 = { viewers: MIDDLE, perSecond: 1_000 };
  const rooms = {
    ours: await makeRoom(bench, "ours", at1000.viewers),
    plain: await makeRoom(bench, "plain", at1000.viewers),
  };
  const by = (entryPoint: EntryPoint) => () =>
    pressAndWatch(bench, {
      ...at1000,
      entryPoint,
      contentId: rooms[entryPoint],
      presses: PRESSES[entryPoint],
    });
  const rounds = await takeTurns(ROUNDS, { ours: by("ours"), plain: by("plain") });
  const of = (entryPoint: EntryPoint, read: (round: Round) => number) =>
    rounds[entryPoint].map(read);
  const plain = "one event per like, half a second";
  return [
    figure(
      group,
      "from commit to a viewer's count, p99",
      "ms",
      of("ours", ({ committed }) => committed.p99),
      atMost(100),
    ),
    figure(
      group,
      "from commit to a viewer's count, p50",
      "ms",
      of("ours", ({ committed }) => committed.p50),
    ),
    figure(
      group,
      "from press to a viewer's count, p99",
      "ms",
      of("ours", ({ pressed }) => pressed.p99),
    ),
    figure(
      group,
      `from press to a viewer's count, p99, ${plain}`,
      "ms",
      of("plain", ({ pressed }) => pressed.p99),
    ),
    figure(
      group,
      "from the last commit until every viewer is exact",
      "ms",
      of("ours", ({ exactAfterMs }) => exactAfterMs),
      atMost(2_000),
    ),
    figure(
      group,
      "presses sent",
      "/s",
      of("ours", ({ perSecond }) => perSecond),
    ),
    figure(
      group,
      `presses sent, ${plain}`,
      "/s",
      of("plain", ({ perSecond }) => perSecond),
    ),
  ];
}

async function measureGrowth(bench: FanOutBench): Promise<Figure[]> {
  const group = "A like as its viewers grow, 500 likes a second, through gateway and engine";
  const by = async (viewers: number) => {
    const contentId = await makeRoom(bench, "ours", viewers);
    const load = {
      entryPoint: "ours",
      contentId,
      viewers,
      perSecond: 500,
      presses: sized(500, 100),
    } as const;
    return () => pressAndWatch(bench, load);
  };
  const rounds = await takeTurns(ROUNDS, {
    "100": await by(SMALL),
    "1,000": await by(MIDDLE),
    "5,000": await by(LARGE),
  });
  return Object.entries(rounds).flatMap(([viewers, all]) => [
    figure(
      group,
      `${viewers} viewers, the server's CPU per like`,
      "µs",
      all.map(({ cpuPerLike }) => cpuPerLike),
    ),
    figure(
      group,
      `${viewers} viewers, deliveries per like`,
      "",
      all.map(({ framesPerLike }) => framesPerLike),
    ),
  ]);
}

// The server's process in the benchmark of fan-out: opens ports, sends bursts, and reports its own CPU time
// and memory. Answers the parent's requests; see fan-out.ts.
import { setTimeout as wait } from "node:timers/promises";
import { Client } from "pg";
import type { BenchDatabase } from "../bench-database";
import { answerParent, nowMicros } from "../pinned-process";
import { type Gateways, startGateways } from "./gateways";
import { startWays, type Way, type Ways } from "./ways";

let ways: Ways | undefined;
let gateways: Gateways | undefined;
let cpuBefore = process.cpuUsage();
let statements = 0;
const { query } = Client.prototype;
Client.prototype.query = function count(this: Client, ...words: never[]) {
  statements++;
  return Reflect.apply(query, this, words);
} as typeof query;

function opened<EntryPoint>(entryPoint: EntryPoint | undefined): EntryPoint {
  if (entryPoint === undefined) throw new Error("this port is not open yet");
  return entryPoint;
}

/** Microseconds of CPU of the whole process since the last time asked. */
function takeCpuMicros(): number {
  const { user, system } = process.cpuUsage(cpuBefore);
  cpuBefore = process.cpuUsage();
  return user + system;
}

const answers = {
  async openWays({ sizes }: { sizes: number[] }) {
    ways = await startWays(sizes);
    return { port: ways.port, barePort: ways.barePort };
  },
  /** Sends one event after the other at a steady pace; answers the CPU time it took. */
  async burst(input: { way: Way; size: number; events: number; everyMs: number }) {
    const { send } = opened(ways);
    const startedAt = nowMicros();
    takeCpuMicros();
    for (let event = 0; event < input.events; event++) {
      send(input.way, input.size);
      const due = startedAt + (event + 1) * input.everyMs * 1_000;
      await wait(Math.max(1, (due - nowMicros()) / 1_000));
    }
    return { cpuMicros: takeCpuMicros() };
  },
  async openGateways(database: Pick<BenchDatabase, "connectionString" | "kind">) {
    gateways = await startGateways(database);
    const { port, plainPort, emptyPort, echoPort, bareEchoPort } = gateways;
    return { port, plainPort, emptyPort, echoPort, bareEchoPort };
  },
  makePeople: ({ count }: { count: number }) => opened(gateways).makePeople(count),
  makeCircle: ({ count, followersEach }: { count: number; followersEach: number }) =>
    opened(gateways).makeCircle(count, followersEach),
  makePost: (_: null) => opened(gateways).makePost(),
  takeCommits: ({ contentId }: { contentId: string }) => opened(gateways).takeCommits(contentId),
  takeCpu: (_: null) => takeCpuMicros(),
  /** Statements sent to the database since the last time asked, BEGIN and COMMIT among them. */
  takeStatements(_: null) {
    const taken = statements;
    statements = 0;
    return taken;
  },
  /** Bytes the process holds of its own, after a garbage collection. */
  async readMemory(_: null) {
    for (let round = 0; round < 3; round++) {
      globalThis.gc?.();
      await wait(20);
    }
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  },
};

export type ServerQuestions = typeof answers;
answerParent(answers);

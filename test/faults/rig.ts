// One fault run from beginning to end: a real server behind a bad network, writers and viewers, and at the
// end every checker and audit. Its test says what happens in between.
import type { ChildProcess } from "node:child_process";
import { rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { expect, type TestContext } from "vitest";
import { seededRandom } from "@/client/testing/virtual-clock";
import { startTcpProxy, type TcpProxy } from "@/test/network/tcp-proxy";
import type { StackPerson } from "@/test/servers/signed-in-person";
import { waitUntil } from "@/test/wait-until";
import { findersOf, judge, type Verdict } from "./checkers";
import { createHistory, type FinalState, type History, type Seen } from "./history";
import type { PostgresCluster } from "./postgres-cluster";
import { forkServer, loadServer, type RunningServer, serverFaults } from "./server";
import type { ServerRequest } from "./server-orders";
import { openViewer, untilRight, type Viewer, type ViewerOptions } from "./viewers";
import { startWriters, type Writers, type WritersOptions } from "./writers";

export interface RigOptions extends Partial<ServerRequest> {
  /** Without it the embedded database. */
  postgres?: PostgresCluster;
  writers?: number;
  viewers?: number;
  contents?: number;
}

export interface Rig {
  history: History;
  seed: number;
  random: () => number;
  /** Between clients and server; `url` leads through it. */
  network: TcpProxy;
  url: string;
  /** Between server and PostgreSQL; null with the embedded database. */
  databaseNetwork: TcpProxy | null;
  readonly server: RunningServer;
  author: StackPerson;
  contents: string[];
  /** The first watches, and is the author of all contents. */
  viewers: Viewer[];
  people: StackPerson[];
  write(options?: Partial<WritersOptions>): Writers;
  /** Records one like, and how it was answered. */
  record(operation: RecordedLike): Promise<void>;
  look(options: Partial<ViewerOptions> & { person: StackPerson }): Viewer;
  /** Loads the server that the next `restart` starts. */
  loadNext(): void;
  /** Starts another server on the same database; everybody's address stays. */
  restart(changes?: Partial<ServerRequest>): Promise<void>;
  /** Another server on the same PostgreSQL database, behind no network. */
  openNeighbor(): Promise<{ url: string; server: RunningServer }>;
  /** Waits, with all likes answered, until every viewer shows what the database says. */
  untilRight(withinMs?: number): Promise<number>;
  readFinal(): Promise<FinalState>;
  /** Asks judges and auditors, and hands the numbers to the scoreboard. */
  finish(context: TestContext, rightAfterMs?: number): Promise<Verdict>;
  close(): Promise<void>;
}

/** One like that is made by the test itself. */
export interface RecordedLike {
  process: string;
  contentId: string;
  liked: boolean;
  /** Makes it; answers the state it was answered with. */
  make(): Promise<(Seen & { liked: boolean }) | null>;
}

/** After the network or the server is back, everybody is right within this. */
export const RIGHT_WITHIN_MS = 10_000;

export async function openRig(options: RigOptions = {}): Promise<Rig> {
  const { postgres, writers = 20, viewers = 6, contents: contentCount = 5 } = options;
  const seed = Number(process.env.FAULT_SEED ?? Math.floor(Math.random() * 1e9));
  const random = seededRandom(seed);
  const history = createHistory();
  const folder = await mkdtemp(path.join(os.tmpdir(), "heartwire-faults-"));
  const databaseNetwork = postgres ? await startTcpProxy(postgres.target) : null;
  let request: ServerRequest = {
    dataDir: options.dataDir ?? folder,
    ...(options.plant ? { plant: options.plant } : {}),
    ...(options.clockOffsetMs ? { clockOffsetMs: options.clockOffsetMs } : {}),
    ...(postgres && databaseNetwork
      ? { databaseUrl: await postgres.createDatabase(databaseNetwork) }
      : {}),
  };
  let server = await forkServer(request);
  const { everybody, author, contents } = await orElse(
    makeScene(server, writers + viewers, contentCount),
    () => server.kill(),
  );
  const network = await startTcpProxy({ host: "127.0.0.1", port: server.port });
  const url = `http://${network.host}:${network.port}`;
  const opened: { close(): void }[] = [];
  const running: Writers[] = [];
  let loaded: ChildProcess | undefined;
  const neighbors: RunningServer[] = [];
  const faultsBefore = { ...serverFaults };

  const rig: Rig = {
    history,
    seed,
    random,
    network,
    url,
    databaseNetwork,
    get server() {
      return server;
    },
    author,
    contents,
    viewers: [],
    people: everybody.slice(viewers),
    write(more) {
      const started = startWriters({ url, people: rig.people, contents, history, random, ...more });
      running.push(started);
      return started;
    },
    async record({ process, contentId, liked, make }) {
      const at = { process, key: contentId, op: "like" } as const;
      history.record({ ...at, type: "invoke", value: { liked } });
      const state = await make();
      if (!state) return history.record({ ...at, type: "info", value: { code: "LOST" } });
      const { likeCount, version } = state;
      history.record({ ...at, type: "ok", value: { liked: state.liked, likeCount, version } });
    },
    look(more) {
      const viewer = openViewer({ url, epoch: server.epoch, contents, history, ...more });
      opened.push(viewer);
      return viewer;
    },
    loadNext() {
      loaded = loadServer();
    },
    async restart(changes) {
      request = { ...request, ...changes };
      server = await forkServer(request, loaded);
      loaded = undefined;
      network.target = { host: "127.0.0.1", port: server.port };
    },
    async openNeighbor() {
      const neighbor = await forkServer(request);
      neighbors.push(neighbor);
      return { url: `http://127.0.0.1:${neighbor.port}`, server: neighbor };
    },
    async untilRight(withinMs = RIGHT_WITHIN_MS) {
      return untilRight(rig.viewers, await rig.readFinal(), withinMs);
    },
    // A database that is still busy with everybody's return is asked again.
    readFinal: () =>
      waitUntil("the final state", () => server.ask("final").catch(() => null), 30_000),
    async finish(context, rightAfterMs) {
      for (const writers of running) await writers.stop();
      const verdict = judge({ events: history.events, final: await rig.readFinal() });
      const audit = await server.ask("audit");
      const faults = {
        uncaught: serverFaults.exception - faultsBefore.exception,
        unhandled: serverFaults.rejection - faultsBefore.rejection,
      };
      context.task.meta.faultRun = {
        acked: verdict.acked,
        recovered: verdict.recovered,
        lost: verdict.lost.length,
        unexpected: verdict.unexpected.length,
        drift: audit.length,
        ...faults,
        ...(rightAfterMs === undefined ? {} : { rightAfterMs }),
      };
      const found = Object.fromEntries(findersOf(verdict).map((name) => [name, verdict[name]]));
      expect({ seed, found, audit, ...faults }).toEqual({
        seed,
        found: {},
        audit: [],
        uncaught: 0,
        unhandled: 0,
      });
      return verdict;
    },
    async close() {
      for (const writers of running) await writers.stop();
      for (const each of opened) each.close();
      loaded?.kill("SIGKILL");
      network.heal();
      databaseNetwork?.heal();
      await Promise.all([server, ...neighbors].map((each) => each.stop()));
      await network.close();
      await databaseNetwork?.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  for (const person of everybody.slice(0, viewers)) rig.viewers.push(rig.look({ person }));
  if (viewers > 0) await orElse(rig.untilRight(), rig.close);
  return rig;
}

async function makeScene(server: RunningServer, people: number, contentCount: number) {
  const everybody = await server.ask("people", people);
  const author = everybody[0] as StackPerson;
  const contents: string[] = [];
  while (contents.length < contentCount) {
    contents.push(await server.ask("post", author.userId, "public"));
  }
  return { everybody, author, contents };
}

/** A run that cannot even begin leaves nothing running. */
async function orElse<Value>(work: Promise<Value>, cleanUp: () => Promise<void>): Promise<Value> {
  try {
    return await work;
  } catch (error) {
    await cleanUp();
    throw error;
  }
}

/** Waits for that many more acks. */
export async function untilAcked(writers: Writers, more: number, withinMs = 30_000): Promise<void> {
  const enough = writers.acked + more;
  await waitUntil(`${more} more acks`, () => writers.acked >= enough, withinMs);
}

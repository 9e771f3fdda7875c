// What it costs to tell a room, and how late viewers learn of likes, beside a bare WebSocket, `io.to().emit`,
// `socket.emit` in a loop and one event per like. The server has one core; load, pressers and database
// share the other. A run that delivered less than it sent fails. `node --import tsx bench/fan-out.ts`
// measures this part alone, in some three minutes.
import { pathToFileURL } from "node:url";
import { type BenchDatabase, openEmbedded, openPostgres } from "./bench-database";
import { benchLikes } from "./fan-out-likes";
import type { LoadQuestions } from "./fan-out-load";
import { benchRooms } from "./fan-out-rooms";
import type { ServerQuestions } from "./fan-out-server";
import type { Figure } from "./figure";
import { type PinnedProcess, pinThisProcess, startPinned } from "./pinned-process";
import { renderFigures } from "./results";

export interface FanOutBench {
  server: PinnedProcess<ServerQuestions>;
  /** Those who watch. */
  viewers: PinnedProcess<LoadQuestions>;
  /** Those who press, so that a viewer's work delays nobody's press. */
  pressers: PinnedProcess<LoadQuestions>;
}

const SERVER_CORE = 0;
const LOAD_CORE = 1;

/** Measures everything; likes go through an engine on that database. */
export async function benchFanOut({ connectionString, kind }: BenchDatabase): Promise<Figure[]> {
  return [
    ...(await withProcesses(benchRooms)),
    ...(await withProcesses((bench) => benchLikes(bench, { connectionString, kind }))),
  ];
}

async function withProcesses<Measured>(
  measure: (bench: FanOutBench) => Promise<Measured>,
): Promise<Measured> {
  const server = startPinned<ServerQuestions>("fan-out-server.ts", SERVER_CORE);
  const viewers = startPinned<LoadQuestions>("fan-out-load.ts", LOAD_CORE);
  const pressers = startPinned<LoadQuestions>("fan-out-load.ts", LOAD_CORE);
  try {
    return await measure({ server, viewers, pressers });
  } finally {
    await Promise.all([server, viewers, pressers].map((child) => child.end()));
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  // What is started from here, the database too, stays off the server's core.
  pinThisProcess(LOAD_CORE);
  const database = (await openPostgres()) ?? (await openEmbedded());
  try {
    const startedAt = performance.now();
    const figures = await benchFanOut(database);
    console.log(renderFigures(figures, `${database.kind}, Node ${process.versions.node}`));
    console.error(`${Math.round((performance.now() - startedAt) / 1_000)} s`);
  } finally {
    await database.close();
  }
}

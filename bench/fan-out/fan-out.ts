// What it costs to send to a room, and how late viewers receive likes. Compared with a bare WebSocket,
// `io.to().emit`, `socket.emit` in a loop and one event per like. The server has one core; load, likers and
// database share the other. A run that delivered less than it sent fails. `node --import tsx
// bench/fan-out/fan-out.ts` measures this part alone, in some three minutes.
import { pathToFileURL } from "node:url";
import { setup } from "@/test/database/database-template";
import { createTestDatabase } from "@/test/database/test-database";
import { type BenchDatabase, openPostgres } from "../bench-database";
import type { Figure } from "../figure";
import { pinThisProcess } from "../pinned-process";
import { renderFigures } from "../results";
import { benchLikes } from "./likes";
import { LOAD_CORE, withProcesses } from "./processes";
import { benchRooms } from "./rooms";

/** Measures everything; likes on PostgreSQL where there is one, else on the embedded database. */
export async function benchFanOut(): Promise<Figure[]> {
  // What is started from here, the database too, stays off the server's core.
  pinThisProcess(LOAD_CORE);
  const rooms = await withProcesses(benchRooms);
  const database = await openDatabase();
  try {
    const { connectionString, kind } = database;
    const likes = await withProcesses((bench) => benchLikes(bench, { connectionString, kind }));
    return [...rooms, ...likes];
  } finally {
    await database.close();
  }
}

/** Only the server's process connects: the embedded database has one caller at a time. */
async function openDatabase(): Promise<Pick<BenchDatabase, "connectionString" | "kind" | "close">> {
  const postgres = await openPostgres();
  if (postgres) return postgres;
  await setup();
  return { kind: "embedded", ...(await createTestDatabase()) };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const startedAt = performance.now();
  console.log(renderFigures(await benchFanOut(), `Node ${process.versions.node}`));
  console.error(`${Math.round((performance.now() - startedAt) / 1_000)} s`);
}

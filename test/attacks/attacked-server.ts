// The server that is attacked: a process of its own with the default limits, an embedded database and no
// Next. It makes people and a post, counts the lines of its log, and reports on demand.
import { mkdtempSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { pino } from "pino";
import { startLifecycle } from "@/server/lifecycle";
import { createRealtimeMetrics } from "@/server/metrics";
import { readHeldMemory } from "@/test/held-memory";
import { startProcessServer } from "@/test/servers/process-server";
import { signInPerson } from "@/test/servers/signed-in-person";

export interface Attacked {
  port: number;
  tokens: string[];
  contentId: string;
}

/** Since the last report. */
export interface Report {
  loopStoodMs: number;
  heldBytes: number;
  lines: number;
  sockets: number;
  faults: number;
}

const PEOPLE = 12;
/** A feed of a hundred of these is a large answer. */
const LONG_POSTS = 100;

let lines = 0;
let faults = 0;
const log = pino(
  { level: "info" },
  {
    write(line: string) {
      lines++;
      if (process.env.TEST_LOG) process.stdout.write(line);
    },
  },
);
const metrics = createRealtimeMetrics();
const life = startLifecycle({ log, countFault: () => faults++ });
process.on("disconnect", () => void life.stop(0));

async function start(): Promise<Attacked> {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), "heartwire-attacked-"));
  const { engine, prisma, server } = await startProcessServer({
    databaseUrl: undefined,
    dataDir,
    life,
    metrics,
    log,
    limitScale: 1,
  });
  const people = await Promise.all(
    Array.from({ length: PEOPLE }, (_, count) => signInPerson(engine, `person${count}`)),
  );
  const authorId = people[0]?.userId ?? "";
  const body = "x".repeat(2_000);
  await prisma.content.createMany({
    data: Array.from({ length: LONG_POSTS }, (_, count) => ({
      id: `0190a000-0000-7000-8000-${String(count).padStart(12, "0")}`,
      contentType: "post" as const,
      authorId,
      body,
    })),
  });
  const { content } = await engine.contents.createPost(authorId, {
    body: "One year today.",
    visibility: "public",
  });
  const tokens = people.map(({ token }) => token);
  return { port: server.port, tokens, contentId: content.contentId };
}

const attacked = await start();
/** Processor time between two turns of the loop: what it would have stood on a machine of its own. */
let loopStoodMs = 0;
let usedAt = process.cpuUsage();
setInterval(() => {
  const { user, system } = process.cpuUsage(usedAt);
  usedAt = process.cpuUsage();
  loopStoodMs = Math.max(loopStoodMs, (user + system) / 1_000);
}, 10);
process.on("message", () => {
  const report: Report = {
    loopStoodMs,
    heldBytes: readHeldMemory(),
    lines,
    sockets: metrics.presence.read().sockets,
    faults,
  };
  loopStoodMs = 0;
  lines = 0;
  process.send?.(report);
});
process.send?.(attacked);

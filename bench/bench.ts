// `npm run bench`: measures every figure beside its limit and beside the textbook, in one run on one machine.
// Prints one table and writes it to bench/results.md. `npm run bench -- write` runs one part; `npm run
// bench:smoke` runs every part for a moment and fails where one is broken.
import { writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { type BenchDatabase, openEmbedded, openPostgres } from "./bench-database";
import { benchFanOut } from "./fan-out/fan-out";
import { LOAD_CORE } from "./fan-out/processes";
import type { Figure } from "./figure";
import { benchFollowers } from "./followers/followers";
import { benchLikeCost } from "./like-cost/like-cost";
import { pinThisProcess } from "./pinned-process";
import { renderFigures } from "./results";
import { isSmoke } from "./size";
import { benchSessionCheck } from "./whole-stack/session-check";
import { benchWholeStack } from "./whole-stack/whole-stack";
import { benchLoneGroups } from "./write-path/lone-groups";
import { benchWritePath } from "./write-path/write-path";

const parts: Record<string, () => Promise<Figure[]>> = {
  write: async () => [
    ...(await onEmbedded((database) => benchWritePath(database, { hasSlowDisk: false }))),
    ...(await onPostgres()),
  ],
  stack: onSlowPostgres,
  session: () => onEmbedded(benchSessionCheck),
  // Last: these hold this process, and what it starts, to one core for good.
  like() {
    pinThisProcess(LOAD_CORE);
    return withPostgres(benchLikeCost);
  },
  followers() {
    pinThisProcess(LOAD_CORE);
    return withPostgres(benchFollowers);
  },
  "fan-out": benchFanOut,
};

const asked = process.argv.slice(2).filter((word) => word !== "--smoke");
const unknown = asked.filter((name) => !(name in parts));
if (unknown.length > 0) {
  console.error(
    `No such part: ${unknown.join(", ")}. There are: ${Object.keys(parts).join(", ")}.`,
  );
  process.exit(2);
}
const figures: Figure[] = [];
for (const [name, run] of Object.entries(parts)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  const startedAt = performance.now();
  try {
    figures.push(...(await run()));
  } catch (error) {
    console.error(`${name}:`, error);
    process.exitCode = 1;
  }
  console.error(`${name}: ${Math.round((performance.now() - startedAt) / 1_000)} s`);
}
if (isSmoke) {
  for (const { group, name, value } of figures) {
    if (Number.isFinite(value)) continue;
    console.error(`${group}: ${name} is no number`);
    process.exitCode = 1;
  }
}
const report = renderFigures(figures, describeMachine());
if (isSmoke)
  console.log(`${figures.length} figures, which mean nothing: every part ran for a moment.`);
else console.log(report);
if (!isSmoke && asked.length === 0 && process.exitCode !== 1)
  writeFileSync(path.join(import.meta.dirname, "results.md"), report);

async function onEmbedded(run: (database: BenchDatabase) => Promise<Figure[]>): Promise<Figure[]> {
  const database = await openEmbedded();
  try {
    return await run(database);
  } finally {
    await database.close();
  }
}

async function onPostgres(): Promise<Figure[]> {
  return withPostgres(async (database) => {
    const figures = await benchLoneGroups(database);
    figures.push(...(await benchWritePath(database, { hasSlowDisk: false })));
    await database.slowDownCommits();
    figures.push(...(await benchWritePath(database, { hasSlowDisk: true })));
    return figures;
  });
}

async function onSlowPostgres(): Promise<Figure[]> {
  return withPostgres(async (database) => {
    await database.slowDownCommits();
    return benchWholeStack(database);
  });
}

async function withPostgres(
  run: (database: BenchDatabase) => Promise<Figure[]>,
): Promise<Figure[]> {
  const database = await openPostgres();
  if (!database) {
    console.error("No PostgreSQL: set BENCH_DATABASE_URL, or install its binaries. Left out.");
    if (isSmoke) throw new Error("this part cannot be tried without PostgreSQL");
    return [];
  }
  try {
    return await run(database);
  } finally {
    await database.close();
  }
}

function describeMachine(): string {
  const [cpu] = os.cpus();
  return `Node ${process.versions.node}, ${os.cpus().length} cores (${cpu?.model.trim() ?? "unknown"}), ${process.platform}, ${new Date().toISOString().slice(0, 10)}`;
}

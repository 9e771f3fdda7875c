// Before the browser tests: the pages are built, people move into one data folder, and every worker gets a
// server with a copy of it. After them all of it goes. (Playwright wants a default export here.)
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import type { FullConfig } from "@playwright/test";
import { openDemoServer } from "../e2e/fixtures/demo-server";
import { ensureBuild } from "../scripts/launch/build";

const root = path.join(import.meta.dirname, "..");

/** Leaves the servers' addresses in E2E_URLS, one a worker, and the people in E2E_SEEDED. */
export default async function startServers({ workers }: FullConfig): Promise<() => Promise<void>> {
  ensureBuild();
  // With a space in its name, as folders of people have.
  const seeded = await mkdtemp(path.join(os.tmpdir(), "heartwire e2e "));
  await seed(seeded);
  const servers = await Promise.all(
    Array.from({ length: workers }, (_, worker) =>
      openDemoServer({ seeded, onOutput: (words) => repeat(worker, words) }),
    ),
  );
  process.env.E2E_URLS = servers.map(({ url }) => url).join(" ");
  process.env.E2E_SEEDED = seeded;
  return async () => {
    await Promise.all(servers.map((server) => server.stop()));
    for (const server of servers) await server.close();
    await rm(seeded, { recursive: true, force: true });
  };
}

async function seed(folder: string): Promise<void> {
  const seeding = spawn(process.execPath, ["--import", "tsx", "prisma/seed.ts"], {
    cwd: root,
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, HEARTWIRE_DATA_DIR: folder, DATABASE_URL: "" },
  });
  const [status] = await once(seeding, "exit");
  if (status !== 0) throw new Error(`the people could not be seeded (${status})`);
}

/** What is worth a look: everything but the log's ordinary lines. */
function repeat(worker: number, words: string): void {
  for (const line of words.split("\n")) {
    const level = Number(/^\{"level":(\d+)/.exec(line)?.[1] ?? 0);
    if (line.trim() !== "" && (level === 0 || level >= 40))
      console.log(`[server ${worker}] ${line}`);
  }
}

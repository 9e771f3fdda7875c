// Erases everything: the folder of the embedded database, or the schema of a given one. Refuses while another
// process holds the folder.
import { mkdir, rm } from "node:fs/promises";
import path from "node:path";
import { Client } from "pg";
import { acquireDataLock } from "@/engine/database/data-lock";

export interface EraseOptions {
  databaseUrl: string | undefined;
  dataDir: string;
}

/** Leaves a database without tables; opening it applies the migrations again, with a new epoch. */
export async function eraseDatabase({ databaseUrl, dataDir }: EraseOptions): Promise<void> {
  if (databaseUrl) {
    const client = new Client({ connectionString: databaseUrl });
    await client.connect();
    try {
      await client.query("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
    } finally {
      await client.end();
    }
    return;
  }
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const lock = await acquireDataLock(path.resolve(dataDir, "heartwire.lock"));
  try {
    await rm(path.resolve(dataDir, "postgres"), { recursive: true, force: true });
  } finally {
    lock.release();
  }
}

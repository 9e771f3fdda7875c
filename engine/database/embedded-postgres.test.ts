import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, statSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { Client, Pool } from "pg";
import { afterEach, beforeAll, expect, test } from "vitest";
import { testLog } from "@/test/database/test-database";
import { temporaryFolder } from "@/test/temporary-folder";
import { waitUntil } from "@/test/wait-until";
import { DataFolderHeldError } from "./data-lock";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "./embedded-postgres";

const folder = temporaryFolder();
const opened: { close(): Promise<unknown> }[] = [];
const spawned: ChildProcess[] = [];
afterEach(async () => {
  for (const child of spawned.splice(0)) child.kill("SIGKILL");
  for (const each of opened.splice(0).reverse()) await each.close();
});

/** Made once: a new database takes seconds, a copy of one does not. */
const empty = path.join(folder, "empty");
beforeAll(async () => {
  await (await startEmbeddedPostgres({ dataDir: empty, log: testLog })).close();
});

let folders = 0;
function newFolder(name = `data ${++folders}`): string {
  const dataDir = path.join(folder, name);
  cpSync(empty, dataDir, { recursive: true });
  return dataDir;
}

async function start(dataDir: string): Promise<EmbeddedPostgres> {
  const embedded = await startEmbeddedPostgres({ dataDir, log: testLog });
  opened.push(embedded);
  return embedded;
}

function connect(embedded: EmbeddedPostgres): Pool {
  const { connectionString } = embedded;
  const pool = new Pool({
    connectionString,
    max: 8,
    query_timeout: 4_000,
    connectionTimeoutMillis: 2_000,
  });
  pool.on("error", () => undefined);
  pool.on("connect", (client) => client.on("error", () => undefined));
  opened.push({ close: () => pool.end() });
  return pool;
}

const isGone = (pid: number) => {
  try {
    process.kill(pid, 0);
    return false;
  } catch {
    return true;
  }
};

test("[D7] every acked row survives kill -9 of the database process, which comes back by itself", async () => {
  const embedded = await start(newFolder());
  const pool = connect(embedded);
  await pool.query("CREATE TABLE acks (n int PRIMARY KEY)");
  const acked: number[] = [];
  let next = 0;
  for (let round = 0; round < 3; round++) {
    const before = acked.length;
    const pid = embedded.pid();
    let isDead = false;
    const writers = Array.from({ length: 8 }, async () => {
      while (!isDead) {
        const n = next++;
        const stored = await pool.query("INSERT INTO acks VALUES ($1)", [n]).then(
          () => true,
          () => false,
        );
        if (stored) acked.push(n);
      }
    });
    await waitUntil("a hundred acks", () => acked.length >= before + 100);
    process.kill(Number(pid), "SIGKILL");
    await waitUntil("another child", () => embedded.pid() !== pid);
    isDead = true;
    await Promise.all(writers);
    const stored = await waitUntil("the database to be back", () =>
      pool.query<{ n: number }>("SELECT n FROM acks").catch(() => null),
    );
    const present = new Set(stored.rows.map((row) => row.n));
    expect(acked.filter((n) => !present.has(n))).toEqual([]);
  }
  expect(acked.length).toBeGreaterThanOrEqual(300);
});

test("[D8] kill -9 of the server takes the database process along, and the next start has every acked row", async () => {
  const dataDir = newFolder();
  const script = `
    import { Client } from "pg";
    import { startEmbeddedPostgres } from ${JSON.stringify(path.join(import.meta.dirname, "embedded-postgres.ts"))};
    const log = { info() {}, warn() {}, error() {} };
    const embedded = await startEmbeddedPostgres({ dataDir: ${JSON.stringify(dataDir)}, log });
    const client = new Client({ connectionString: embedded.connectionString });
    await client.connect();
    await client.query("CREATE TABLE IF NOT EXISTS acks (n serial PRIMARY KEY)");
    console.log("pid " + embedded.pid());
    for (;;) console.log((await client.query("INSERT INTO acks DEFAULT VALUES RETURNING n")).rows[0].n);
  `;
  const acked: number[] = [];
  for (let round = 0; round < 2; round++) {
    const args = ["--import", "tsx", "--input-type=module", "--eval", script];
    const server = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    spawned.push(server);
    const before = acked.length;
    let databasePid = 0;
    createInterface({ input: server.stdout }).on("line", (line) => {
      if (line.startsWith("pid ")) databasePid = Number(line.slice(4));
      else acked.push(Number(line));
    });
    await waitUntil("a hundred acks", () => acked.length >= before + 100);
    const exited = once(server, "close");
    server.kill("SIGKILL");
    await exited;
    await waitUntil("the database process to end", () => isGone(databasePid));
  }
  const embedded = await start(dataDir);
  const { rows } = await connect(embedded).query<{ n: number }>("SELECT n FROM acks");
  const present = new Set(rows.map((row) => row.n));
  expect(acked.filter((n) => !present.has(n))).toEqual([]);
});

test.runIf(process.platform !== "win32")(
  "[D9] one that stops answering is killed and started again",
  async () => {
    const embedded = await start(newFolder());
    const pool = connect(embedded);
    await pool.query("CREATE TABLE kept AS SELECT 7 AS n");
    embedded.killWhenSilentFor(4_000);
    const hung = Number(embedded.pid());
    process.kill(hung, "SIGSTOP");
    await waitUntil("another child", () => embedded.pid() !== hung);
    const { rows } = await waitUntil("an answer", () =>
      pool.query("SELECT n FROM kept").catch(() => null),
    );
    expect(rows).toEqual([{ n: 7 }]);
    expect(isGone(hung)).toBe(true);
  },
);

test("[D2] a second one on the same folder is refused and gets the holder's pid", async () => {
  const dataDir = newFolder();
  const embedded = await start(dataDir);
  const second = startEmbeddedPostgres({ dataDir, log: testLog });
  await expect(second).rejects.toThrow(DataFolderHeldError);
  await expect(second).rejects.toThrow(`process ${embedded.pid()} `);
  const { rows } = await connect(embedded).query("SELECT 1 AS n");
  expect(rows).toEqual([{ n: 1 }]);
});

test.runIf(process.platform !== "win32")(
  "[D10] only its owner may open the socket, and a long path has one too",
  async () => {
    const deep = newFolder("a folder with a rather long name".repeat(4));
    const embedded = await start(deep);
    const { rows } = await connect(embedded).query("SELECT 1 AS n");
    expect(rows).toEqual([{ n: 1 }]);
    const host = new URL(embedded.connectionString).searchParams.get("host") ?? "";
    expect(host.startsWith(deep)).toBe(false);
    expect(statSync(host).mode & 0o077).toBe(0);
    expect(statSync(path.join(host, ".s.PGSQL.5432")).mode & 0o077).toBe(0);
  },
);

test("[D11] parallel transactions on the embedded database do not see into each other", async () => {
  const embedded = await start(newFolder());
  const pool = connect(embedded);
  await pool.query("CREATE TABLE tally (n int); INSERT INTO tally VALUES (0)");
  await Promise.all(
    Array.from({ length: 8 }, async (_, worker) => {
      for (let k = 0; k < 20; k++) {
        const client = await pool.connect();
        await client.query("BEGIN");
        const { rows } = await client.query<{ n: number }>("SELECT n FROM tally FOR UPDATE");
        await client.query("UPDATE tally SET n = $1", [(rows[0]?.n ?? 0) + 1]);
        await client.query((worker + k) % 4 === 0 ? "ROLLBACK" : "COMMIT");
        client.release();
      }
    }),
  );
  const { rows } = await pool.query("SELECT n FROM tally");
  expect(rows).toEqual([{ n: 120 }]);
});

test("[D11] a connection that dies inside a transaction leaves the others going", async () => {
  const embedded = await start(newFolder());
  const pool = connect(embedded);
  await pool.query("CREATE TABLE tally (n int)");
  const client = new Client({ connectionString: embedded.connectionString });
  client.on("error", () => undefined);
  await client.connect();
  await client.query("BEGIN");
  await client.query("INSERT INTO tally VALUES (1)");
  (
    client as unknown as { connection: { stream: { destroy(): void } } }
  ).connection.stream.destroy();
  expect((await pool.query("SELECT n FROM tally")).rows).toEqual([]);
});

test("[D19] the watch for silence disturbs no statement, however large", async () => {
  const embedded = await start(newFolder());
  const pool = new Pool({ connectionString: embedded.connectionString, max: 1 });
  opened.push({ close: () => pool.end() });
  embedded.killWhenSilentFor(4_000);
  const pid = embedded.pid();
  const asked = Date.now();
  // Each is sent in many pieces; anything between its parts would take the statement from under it.
  const wide = ["x".repeat(3_000_000)];
  do {
    const { rows } = await pool.query("SELECT length($1::text) AS n", wide);
    expect(rows).toEqual([{ n: 3_000_000 }]);
  } while (Date.now() - asked < 3_500);
  expect(embedded.pid()).toBe(pid);
});

test.runIf(process.platform !== "win32")(
  "[D53] one whose parent died before it looked ends at once and takes no lock",
  async () => {
    const dataDir = newFolder();
    const request = {
      databaseFolder: path.join(dataDir, "postgres"),
      listen: { socketPath: path.join(dataDir, ".s.PGSQL.5432") },
      maxConnections: 1,
      // Another process than the one that starts it, as after the parent's death.
      parentPid: 1_000_000_007,
    };
    const child = spawn(
      process.execPath,
      [
        "--import",
        "tsx",
        path.join(import.meta.dirname, "embedded-postgres-child.ts"),
        JSON.stringify(request),
      ],
      { stdio: ["ignore", "ignore", "inherit", "ipc", "pipe"] },
    );
    spawned.push(child);
    const [, signal] = await once(child, "exit");
    expect(signal).toBe("SIGKILL");
    expect(existsSync(`${request.databaseFolder}.lock`)).toBe(false);
  },
);

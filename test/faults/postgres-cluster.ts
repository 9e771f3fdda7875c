// A PostgreSQL server for one test, on a Unix socket in a temporary folder: started, crashed, stopped. As
// root it runs under the account PostgreSQL requires. Where none is installed, the tests that need it are
// skipped with a message.
import { execFile, execFileSync } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { Client } from "pg";
import type { Target } from "@/test/network/tcp-proxy";

const run = promisify(execFile);
const SOCKET = ".s.PGSQL.5432";

export interface PostgresCluster {
  /** What a proxy in front of it dials. */
  target: Target;
  /** A new, empty database; by the address of a proxy where there is one in front. */
  createDatabase(proxy?: { host: string; port: number }): Promise<string>;
  /** Ends every process at once, as a crash does, and starts again. */
  crashAndRestart(): Promise<void>;
  /** Starts it if it is down, as after a disk that was full. */
  ensureStarted(): Promise<void>;
  stop(): Promise<void>;
}

/** The folder of the newest server installed, or null. */
export function findPostgres(): string | null {
  const parent = "/usr/lib/postgresql";
  if (!existsSync(parent)) return null;
  const versions = readdirSync(parent).toSorted((one, other) => Number(other) - Number(one));
  return versions.map((version) => path.join(parent, version, "bin")).find(existsSync) ?? null;
}

/** Makes and starts one. `folder` must be empty; without it a temporary one is made and removed at the end. */
export async function startPostgres(options: { folder?: string } = {}): Promise<PostgresCluster> {
  const bin = findPostgres();
  if (!bin) throw new Error("no PostgreSQL server is installed");
  const account = findAccount();
  const folder = options.folder ?? mkdtempSync(path.join(os.tmpdir(), "heartwire-postgres-"));
  if (account) chownSync(folder, account.uid, account.gid);
  const data = path.join(folder, "data");
  const command = (name: string, args: string[]) =>
    run(path.join(bin, name), args, { ...account, cwd: folder });
  const control = (...args: string[]) => command("pg_ctl", ["-D", data, "-w", "-s", ...args]);
  const settings = [
    `-k '${folder}'`,
    "-c listen_addresses=''",
    "-c max_connections=100",
    "-c min_wal_size=2MB",
    "-c max_wal_size=32MB",
  ];
  const start = () => control("-l", path.join(folder, "log"), "-o", settings.join(" "), "start");

  await command("initdb", ["-D", data, "-A", "trust", "-U", "postgres", "-N", "--wal-segsize=1"]);
  await start();
  let databases = 0;
  return {
    target: { path: path.join(folder, SOCKET) },
    async createDatabase(proxy) {
      const name = `run_${++databases}`;
      const admin = new Client({ host: folder, user: "postgres", database: "postgres" });
      await admin.connect();
      await admin.query(`CREATE DATABASE ${name}`);
      await admin.end();
      if (proxy) return `postgresql://postgres@${proxy.host}:${proxy.port}/${name}`;
      return `postgresql://postgres@localhost/${name}?host=${encodeURIComponent(folder)}`;
    },
    async crashAndRestart() {
      await control("-m", "immediate", "stop");
      await start();
    },
    async ensureStarted() {
      const isRunning = await control("status").then(
        () => true,
        () => false,
      );
      if (!isRunning) await start();
    },
    async stop() {
      await control("-m", "immediate", "stop").catch(() => undefined);
      if (!options.folder) rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** PostgreSQL refuses to run as root. */
function findAccount(): { uid: number; gid: number } | null {
  if (process.getuid?.() !== 0) return null;
  const ask = (flag: string) =>
    Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8" }));
  return { uid: ask("-u"), gid: ask("-g") };
}

// Starts that must fail, one by one: each ends in time with one sentence that names the variable and holds no
// password.
import { execFile } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { createServer, type Server, type Socket } from "node:net";
import path from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { prepareDataFolder } from "@/engine/database/data-folder";
import { openDatabase } from "@/engine/database/database";
import { readConfig } from "@/server/config";
import { createLog } from "@/server/log";
import { explainFailure } from "@/server/startup-messages";
import { testLog } from "@/test/database/test-database";
import { temporaryFolder } from "@/test/temporary-folder";

const root = path.join(import.meta.dirname, "../..");
const folder = temporaryFolder();
const isPosix = process.platform !== "win32";
const servers: Server[] = [];
const sockets = new Set<Socket>();
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
  for (const socket of sockets) socket.destroy();
  vi.restoreAllMocks();
});

/** What the operator reads of a failure. */
function wordsOf(error: unknown): string {
  let words = "";
  vi.spyOn(process.stderr, "write").mockImplementationOnce((text) => {
    words += String(text);
    return true;
  });
  explainFailure(error, testLog);
  return words;
}

async function failureOf(databaseUrl: string): Promise<string> {
  const error = await openDatabase({ databaseUrl, dataDir: folder, log: testLog }).catch(
    (failure: unknown) => failure,
  );
  return wordsOf(error);
}

async function listen(server: Server): Promise<number> {
  servers.push(server);
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as { port: number }).port;
}

/** A PostgreSQL server of which only the refusal is there. */
function refusing(sqlState: string, message: string): Server {
  const fields = `SFATAL\0C${sqlState}\0M${message}\0\0`;
  const head = Buffer.alloc(5);
  head.write("E");
  head.writeInt32BE(4 + Buffer.byteLength(fields), 1);
  return createServer((socket: Socket) => {
    socket.on("error", () => socket.destroy());
    socket.once("data", () => socket.end(Buffer.concat([head, Buffer.from(fields)])));
  });
}

const SECRET = "hunter2%21secret";

test.each([
  ["28P01", 'password authentication failed for user "ada"', "does not let this user"],
  ["28000", 'role "ada" does not exist', "does not let this user"],
  ["3D000", 'database "hearts" does not exist', "has no database called hearts"],
  ["53300", "too many clients", "cannot be used: too many clients"],
])("[S133] a database that refuses with %s is one sentence", async (code, message, words) => {
  const port = await listen(refusing(code, message));
  const said = await failureOf(`postgresql://ada:${SECRET}@127.0.0.1:${port}/hearts`);
  expect(said).toMatch(/^[^\n]+\.\n$/);
  expect(said).toContain("DATABASE_URL");
  expect(said).toContain(words);
  expect(said).not.toMatch(/hunter2/);
});

test("[S133] hosts and servers that are none are one sentence each", async () => {
  const silent = createServer((socket) => socket.on("error", () => socket.destroy()));
  const closing = createServer((socket) => socket.destroy());
  const plain = createServer((socket) => {
    socket.on("error", () => socket.destroy());
    socket.once("data", () => socket.write("N"));
  });
  const web = createHttpServer((_, response) => response.end("hello"));
  const at = (port: number, query = "") => `postgresql://ada:${SECRET}@127.0.0.1:${port}/x${query}`;
  const cases: [url: string, words: string][] = [
    [`postgresql://ada:${SECRET}@nowhere.invalid/x`, "names a host that is not known"],
    [at(await listen(silent)), "does not answer"],
    [at(await listen(closing)), "does not answer"],
    [at(await listen(plain), "?sslmode=require"), "offers no TLS"],
    [at(await listen(web)), "DATABASE_URL"],
    [at(1), "does not answer"],
  ];
  const said = [];
  for (const [url] of cases) said.push(await failureOf(url));
  for (const [index, [url, words]] of cases.entries()) {
    expect(said[index], url).toContain(words);
    expect(said[index], url).toMatch(/^[^\n]*DATABASE_URL[^\n]+\.\n$/);
    expect(said[index], url).not.toMatch(/hunter2/);
  }
});

test("[S19] half a database address, a wildcard origin, a user in an address, a port in HOST and an unknown log level are refused", () => {
  const bad: Record<string, string>[] = [
    { DATABASE_URL: "postgresql://" },
    { DATABASE_URL: `postgresql://ada:${SECRET}@host:port/x` },
    { ALLOWED_ORIGINS: "https://*.example.org" },
    { ALLOWED_ORIGINS: "https://*" },
    { ALLOWED_ORIGINS: `https://ada:${SECRET}@example.org` },
    { NEXTAUTH_URL: `https://ada:${SECRET}@example.org` },
    { HOST: "localhost:80" },
    { HOST: "1.2.3.4:80" },
    { LOG_LEVEL: "loud" },
    { METRICS_TOKEN: "short" },
    { HEARTWIRE_ERASE_AFTER_DAYS: "never" },
  ];
  for (const env of bad) {
    const [name = ""] = Object.keys(env);
    const read = () =>
      readConfig({ NODE_ENV: "production", NEXTAUTH_SECRET: "x".repeat(32), ...env });
    const failure = (() => {
      try {
        return read();
      } catch (error) {
        return error;
      }
    })();
    const said = wordsOf(failure);
    expect(said, JSON.stringify(env)).toMatch(new RegExp(`^${name} [^\\n]+\\.\\n$`));
    expect(said).not.toMatch(/hunter2/);
  }
  expect(readConfig({ HEARTWIRE_DATA_DIR: folder, HOST: "::1" }).host).toBe("::1");
  vi.stubEnv("LOG_LEVEL", "loud");
  expect(createLog().level).toBe("info");
  vi.unstubAllEnvs();
});

test("[S133] a data folder that cannot be is one sentence, below /proc too", async () => {
  const file = path.join(folder, "a file");
  writeFileSync(file, "");
  const places = [file, path.join(file, "below"), ...(existsSync("/proc/self") ? ["/proc/x"] : [])];
  for (const dataDir of places) {
    const error = await openDatabase({ dataDir, log: testLog }).catch(
      (failure: unknown) => failure,
    );
    expect(wordsOf(error), dataDir).toMatch(
      /^HEARTWIRE_DATA_DIR \([^\n]+\) cannot be used: [^\n]+\.\n$/,
    );
  }
});

test.runIf(isPosix)("[D51] a folder everybody shares is refused and left as it was", () => {
  const shared = path.join(folder, "shared");
  mkdirSync(shared);
  chmodSync(shared, 0o1777);
  expect(() => prepareDataFolder(shared)).toThrow(/is shared by everybody/);
  expect(statSync(shared).mode & 0o7777).toBe(0o1777);
});

test.runIf(isPosix)(
  "[D51] the data folder and our files are their owner's alone, also where they were there before",
  async () => {
    const dataDir = path.join(folder, "before");
    mkdirSync(dataDir);
    const open = async () => (await openDatabase({ dataDir, log: testLog })).close();
    await open();
    expect(findOpenToOthers(dataDir)).toEqual([]);
    chmodSync(dataDir, 0o755);
    writeFileSync(path.join(dataDir, "auth-secret"), "x");
    for (const each of readdirSync(dataDir, { recursive: true, encoding: "utf8" })) {
      const entry = path.join(dataDir, each);
      chmodSync(entry, statSync(entry).isDirectory() ? 0o777 : 0o666);
    }
    await open();
    expect(findOpenToOthers(dataDir)).toEqual([]);

    const foreign = path.join(folder, "with others");
    mkdirSync(foreign);
    chmodSync(foreign, 0o755);
    writeFileSync(path.join(foreign, "notes.txt"), "x");
    chmodSync(path.join(foreign, "notes.txt"), 0o644);
    writeFileSync(path.join(foreign, "auth-secret"), "x");
    prepareDataFolder(foreign);
    expect(statSync(foreign).mode & 0o777).toBe(0o755);
    expect(statSync(path.join(foreign, "notes.txt")).mode & 0o777).toBe(0o644);
    expect(statSync(path.join(foreign, "auth-secret")).mode & 0o777).toBe(0o600);
  },
);

function findOpenToOthers(dataDir: string): string[] {
  const entries = readdirSync(dataDir, { recursive: true, encoding: "utf8" });
  expect(readFileSync(path.join(dataDir, "postgres", "PG_VERSION"), "utf8")).not.toBe("");
  return [".", ...entries].filter((each) => statSync(path.join(dataDir, each)).mode & 0o077);
}

test("[S28, S133] the process says its one sentence and exits with 1", async () => {
  const start = (env: Record<string, string>) =>
    new Promise<{ code: number | null; stderr: string }>((resolve) => {
      const child = execFile(
        process.execPath,
        ["--import", "tsx", "server.ts"],
        {
          cwd: root,
          env: {
            PATH: process.env.PATH,
            NODE_ENV: "production",
            NEXTAUTH_SECRET: "x".repeat(32),
            HEARTWIRE_DATA_DIR: path.join(folder, "started"),
            ...env,
          },
        },
        (_error, _stdout, stderr) => resolve({ code: child.exitCode, stderr }),
      );
    });
  expect(await start({ LOG_LEVEL: "loud" })).toEqual({
    code: 1,
    stderr: "LOG_LEVEL must be one of trace, debug, info, warn, error, fatal, silent.\n",
  });
  expect(await start({ DATABASE_URL: "postgresql://nowhere.invalid/x" })).toEqual({
    code: 1,
    stderr: "DATABASE_URL names a host that is not known: nowhere.invalid.\n",
  });
});

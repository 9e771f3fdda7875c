import { cpSync, existsSync } from "node:fs";
import path from "node:path";
import { Client } from "pg";
import { afterEach, beforeAll, expect, test } from "vitest";
import { settlesBefore } from "@/test/clocks/same-loop";
import { createTestDatabase, testLog } from "@/test/database/test-database";
import { temporaryFolder } from "@/test/temporary-folder";
import { waitUntil } from "@/test/wait-until";
import { DataFolderHeldError } from "./data-lock";
import { type Database, openDatabase } from "./database";

const folder = temporaryFolder();
const made = path.join(folder, "made");
const opened: Database[] = [];
let epoch = "";

const open = async (dataDir: string, databaseUrl?: string) => {
  const database = await openDatabase({ dataDir, databaseUrl, log: testLog });
  opened.push(database);
  return database;
};
const readEpoch = async ({ prisma }: Database) => (await prisma.epoch.findFirstOrThrow()).epoch;

beforeAll(async () => {
  const database = await openDatabase({ dataDir: made, log: testLog });
  epoch = await readEpoch(database);
  await database.close();
});
afterEach(async () => {
  for (const each of opened.splice(0)) await each.close();
});

let folders = 0;
function newFolder(): string {
  const dataDir = path.join(folder, `data ${++folders}`);
  cpSync(made, dataDir, { recursive: true });
  return dataDir;
}

/** The pid of the database process, from the lock it holds. */
const databasePid = async (dataDir: string) => {
  const lock = await import("node:fs/promises").then(({ readFile }) =>
    readFile(path.join(dataDir, "postgres.lock"), "utf8"),
  );
  return (JSON.parse(lock) as { pid: number }).pid;
};

test("[D1] opening makes a migrated database, opening again finds the same one", async () => {
  expect(epoch).toMatch(/^[0-9a-f-]{36}$/);
  expect(await readEpoch(await open(newFolder()))).toBe(epoch);
});

test("[D1] with a DATABASE_URL that server is used and the data folder stays untouched", async () => {
  const server = await createTestDatabase();
  const dataDir = path.join(folder, "never made");
  const database = await open(dataDir, server.connectionString);
  expect(await readEpoch(database)).toMatch(/^[0-9a-f-]{36}$/);
  expect(database.connectionString).toBe(server.connectionString);
  expect(existsSync(dataDir)).toBe(false);
  await opened.pop()?.close();
  await server.close();
});

test("[D2] the same folder cannot be opened twice; after closing it can", async () => {
  const dataDir = newFolder();
  const database = await open(dataDir);
  const second = openDatabase({ dataDir, log: testLog });
  await expect(second).rejects.toThrow(DataFolderHeldError);
  await expect(second).rejects.toThrow(`process ${process.pid} `);
  await database.close();
  opened.pop();
  expect(await readEpoch(await open(dataDir))).toBe(epoch);
});

test("[D2] a start that fails gives the folder back", async () => {
  const dataDir = newFolder();
  const database = await open(dataDir);
  await database.prisma.$executeRaw`UPDATE _prisma_migrations SET checksum = 'other'`;
  await opened.pop()?.close();
  await expect(openDatabase({ dataDir, log: testLog })).rejects.toThrow("was changed after");
  expect(existsSync(path.join(dataDir, "heartwire.lock"))).toBe(false);
  expect(existsSync(path.join(dataDir, "postgres.lock"))).toBe(false);
});

test("[D13] every call is answered within 5 s while the database hangs, and works again after", async () => {
  const dataDir = newFolder();
  const { prisma } = await open(dataDir);
  await prisma.epoch.count();
  const pid = await databasePid(dataDir);
  process.kill(pid, "SIGSTOP");
  const outcomes = await settlesBefore(5_000, "every answer", () =>
    Promise.allSettled([
      ...Array.from({ length: 20 }, () => prisma.epoch.count()),
      prisma.$transaction((tx) => tx.epoch.count()),
      prisma.$transaction([prisma.epoch.count()]),
    ]),
  );
  expect(outcomes.every(({ status }) => status === "rejected")).toBe(true);
  await waitUntil("an answer", () => prisma.epoch.count().catch(() => 0));
  expect(await databasePid(dataDir)).not.toBe(pid);
});

test("[D13] a broken connection costs at most the call that was on it", async () => {
  const dataDir = newFolder();
  const { prisma } = await open(dataDir);
  process.kill(await databasePid(dataDir), "SIGKILL");
  expect(await waitUntil("an answer", () => prisma.epoch.count().catch(() => 0))).toBe(1);
});

test.runIf(process.env.TEST_DATABASE_URL)(
  "[D13] the server ends a statement that takes longer than 4 s",
  async () => {
    const server = await createTestDatabase();
    const { prisma } = await open(folder, server.connectionString);
    await settlesBefore(5_000, "the end of it", () =>
      expect(prisma.$queryRaw`SELECT 1 FROM pg_sleep(60)`).rejects.toThrow(),
    );
    const client = new Client({ connectionString: server.connectionString });
    await client.connect();
    const { rows } = await client.query(
      "SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '%pg_sleep%' AND state = 'active' AND pid <> pg_backend_pid()",
    );
    expect(rows).toEqual([{ n: 0 }]);
    await client.end();
    await opened.pop()?.close();
    await server.close();
  },
);

test("[D14] the database itself refuses what can never be true", async () => {
  const server = await createTestDatabase();
  const { prisma } = server;
  const id = "0190a000-0000-7000-8000-000000000001";
  const user = { id, username: "dao", displayName: "Dao" };
  await prisma.user.create({ data: user });
  await prisma.content.create({ data: { id, contentType: "post", authorId: id, body: "x" } });
  const refused: [string, () => Promise<unknown>][] = [
    ["like_count", () => prisma.content.update({ where: { id }, data: { likeCount: -1 } })],
    ["version", () => prisma.content.update({ where: { id }, data: { version: -1 } })],
    ["comment_count", () => prisma.content.update({ where: { id }, data: { commentCount: -1 } })],
    ["repost_count", () => prisma.content.update({ where: { id }, data: { repostCount: -1 } })],
    ["follower_count", () => prisma.user.update({ where: { id }, data: { followerCount: -1 } })],
    ["following_count", () => prisma.user.update({ where: { id }, data: { followingCount: -1 } })],
    ["unread_count", () => prisma.inbox.create({ data: { userId: id, unreadCount: -1 } })],
    ["not_oneself", () => prisma.follow.create({ data: { followerId: id, followeeId: id } })],
    ["username_form", () => prisma.user.update({ where: { id }, data: { username: "Dao!" } })],
    ["single_row", () => prisma.epoch.create({ data: { id: 2 } })],
  ];
  for (const [constraint, attempt] of refused) {
    await expect(attempt(), constraint).rejects.toThrow(new RegExp(constraint));
  }
  await server.close();
});

import { Client } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase, testLog } from "@/test/database/test-database";
import { createTestEngine } from "@/test/servers/engine-fixture";
import { connectPrisma, embeddedPool, openDatabase } from "./database";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

const ODD = {
  TimeZone: "'Asia/Kolkata'",
  DateStyle: "'SQL, DMY'",
  IntervalStyle: "'sql_standard'",
  search_path: "elsewhere",
  default_transaction_isolation: "'serializable'",
};

/** As an operator would; the embedded database has one session, whose settings stand beside its defaults. */
async function giveOddDefaults(odd: Record<string, string> = ODD): Promise<void> {
  const client = new Client({ connectionString: database.connectionString });
  await client.connect();
  const { rows } = await client.query<{ name: string }>("SELECT current_database() AS name");
  for (const [name, value] of Object.entries(odd)) {
    await client.query(`ALTER DATABASE ${rows[0]?.name} SET ${name} TO ${value}`);
    await client.query(`SET ${name} TO ${value}`);
  }
  await client.end();
}

function connect() {
  const { connectionString } = database;
  const isServer = process.env.TEST_DATABASE_URL !== undefined;
  return connectPrisma(
    isServer ? { connectionString, max: 2 } : embeddedPool(connectionString),
    testLog,
  );
}

test("[D61] a session means the same whatever the database's defaults are", async () => {
  await giveOddDefaults();
  const { prisma, runStatement, close } = connect();
  const text = `SELECT current_setting('TimeZone') AS zone, current_setting('DateStyle') AS dates,
    current_setting('IntervalStyle') AS intervals, current_setting('search_path') AS path,
    current_setting('transaction_isolation') AS isolation`;
  const expected = {
    zone: "UTC",
    dates: "ISO, MDY",
    intervals: "postgres",
    path: "public",
    isolation: "read committed",
  };
  expect(await runStatement({ name: "settings", text }, [])).toEqual([expected]);
  expect(await prisma.$queryRawUnsafe(text)).toEqual([expected]);
  await close();
});

for (const zone of ["Asia/Kolkata", "America/New_York"]) {
  test(`[D61] a time is the same moment for Prisma, the driver and SQL in ${zone}`, async () => {
    await giveOddDefaults({ TimeZone: `'${zone}'` });
    const { prisma, runStatement, close } = connect();
    const before = Date.now();
    const engine = await createTestEngine({ database: { ...database, prisma, runStatement } });
    const author = await engine.makePerson();
    const fan = await engine.makePerson();
    const post = await engine.makePost(author.userId);
    await engine.engine.likes.setLike(fan.userId, {
      contentId: post.contentId,
      contentType: "post",
      liked: true,
    });
    const [stored] = await prisma.$queryRaw<Record<string, number>[]>`
      SELECT extract(epoch FROM c.created_at)::float8 * 1000 AS posted,
             extract(epoch FROM l.liked_at)::float8 * 1000 AS liked,
             extract(epoch FROM u.created_at)::float8 * 1000 AS joined
        FROM contents c JOIN likes l ON l.content_id = c.id JOIN users u ON u.id = c.author_id
       WHERE c.id = ${post.contentId}::uuid`;
    const likers = await engine.engine.likes.listLikers(author.userId, post.contentId, {
      limit: 5,
    });
    const inbox = await engine.engine.notifications.listNotifications(author.userId, { limit: 5 });
    const moments = {
      ...stored,
      read: Date.parse(post.createdAt),
      told: Date.parse(likers.items[0]?.likedAt ?? ""),
      notified: Date.parse(inbox.items[0]?.updatedAt ?? ""),
    };
    const after = Date.now();
    for (const [what, at] of Object.entries(moments)) {
      expect(at >= before - 1_000 && at <= after + 1_000, `${what}: ${at - before} ms off`).toBe(
        true,
      );
    }
    await close();
  });
}

test.runIf(process.env.TEST_DATABASE_URL)(
  "[D61] migrations know no limit of time, whatever the database's defaults are",
  async () => {
    await giveOddDefaults({ statement_timeout: "1" });
    const opened = await openDatabase({
      databaseUrl: database.connectionString,
      dataDir: "never made",
      log: testLog,
    });
    expect(await opened.prisma.epoch.count()).toBe(1);
    await opened.close();
  },
);

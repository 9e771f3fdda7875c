// Statements of the driver: their names, and that their errors mean what the same errors of Prisma mean.
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/test/database/test-database";
import { classifyDatabaseError } from "./database-errors";
import { createStatements } from "./statements";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

test("[L51] a statement is named where every connection has a session of its own", async () => {
  const sent: unknown[] = [];
  const pool = {
    async query(config: unknown) {
      sent.push(config);
      return { rows: [] };
    },
  } as never;
  for (const hasOneSession of [false, true]) {
    await createStatements(pool, { hasOneSession })({ name: "one", text: "SELECT $1" }, ["a"]);
  }
  expect(sent).toEqual([
    { name: "one", text: "SELECT $1", values: ["a"] },
    { text: "SELECT $1", values: ["a"] },
  ]);
});

test("[L51] it answers the rows, again and again, also after one that failed", async () => {
  const { runStatement } = database;
  const add = { name: "add", text: "SELECT ($1::int + 1)::text AS next" };
  for (const value of ["1", "2", "3"]) {
    expect(await runStatement(add, [value])).toEqual([{ next: String(Number(value) + 1) }]);
  }
  await expect(runStatement(add, ["no number"])).rejects.toThrow();
  expect(await runStatement(add, ["4"])).toEqual([{ next: "5" }]);
});

test("[L51] an error of the driver is judged as the same error of Prisma", async () => {
  const { prisma, runStatement } = database;
  const codes = ["40001", "40P01", "57014", "53100", "22012", "P0001", "25006"];
  const verdicts: string[] = [];
  for (const code of codes) {
    const text = `DO $$ BEGIN RAISE EXCEPTION 'on purpose' USING ERRCODE = '${code}'; END $$`;
    const failures = await Promise.all([
      runStatement({ name: `fail ${code}`, text }, []).catch((error: unknown) => error),
      prisma.$executeRawUnsafe(text).catch((error: unknown) => error),
    ]);
    const [byDriver, byPrisma] = failures.map(classifyDatabaseError);
    expect(byDriver, code).toBe(byPrisma);
    verdicts.push(byDriver ?? "");
  }
  expect(verdicts).toEqual([
    "conflict",
    "conflict",
    "spent",
    "spent",
    "refused",
    "refused",
    "spent",
  ]);
});

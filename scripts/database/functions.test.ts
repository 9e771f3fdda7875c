// The files of prisma/functions against the migrations, and the SQL a new migration gets from them.
import { PGlite } from "@electric-sql/pglite";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readMigrations } from "@/engine/database/migrate";
import {
  compareFunctions,
  type FunctionFile,
  readFunctionFiles,
  writeMigration,
} from "./functions";

let db: PGlite;

beforeAll(async () => {
  db = await PGlite.create();
});
afterAll(() => db.close());

/** The changes between a database that ran these scripts and the files. */
async function compare(scripts: readonly string[], files: readonly FunctionFile[]) {
  await db.exec("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
  for (const sql of scripts) await db.exec(sql);
  return compareFunctions(db, files);
}

const add = (body: string, args = "a int, b int"): FunctionFile => ({
  name: "add",
  sql: `-- Adds.\nCREATE OR REPLACE FUNCTION add(${args}) RETURNS int LANGUAGE sql AS $$ ${body} $$;\n`,
});
const landed = [add("SELECT a + b").sql];

test("[D30] every function the migrations build has a file that builds the same, and no file is left over", async () => {
  const migrations = (await readMigrations()).map(({ sql }) => sql);
  const changes = await compare(migrations, await readFunctionFiles());
  expect(changes.map(({ problem }) => problem)).toEqual([]);
});

test("[D30] a function that differs, lacks a file or was never migrated is named", async () => {
  const other: FunctionFile = { name: "other", sql: add("SELECT 1").sql.replace("add(", "other(") };
  const problemsOf = async (files: FunctionFile[]) =>
    (await compare(landed, files)).map(({ problem }) => problem);
  expect(await problemsOf([add("SELECT a + b")])).toEqual([]);
  expect(await problemsOf([add("SELECT b + a")])).toEqual([
    "add: the migrations build another one",
  ]);
  expect(await problemsOf([])).toEqual([
    "add: in the migrations, without a file in prisma/functions",
  ]);
  expect(await problemsOf([add("SELECT a + b"), other])).toEqual(["other: not in the migrations"]);
});

test("[D30] a file makes one function, the one it is named after", async () => {
  const misnamed = { ...add("SELECT a + b"), name: "sum" };
  const [change] = await compare([], [misnamed]);
  expect(change?.problem).toContain("sum: its file cannot be built: it makes add(integer,integer)");
  const two = add("SELECT a + b");
  two.sql += two.sql.replace("add(a int, b int)", "add(a text)");
  const [another] = await compare([], [two]);
  expect(another?.problem).toContain("it makes add(integer,integer), add(text)");
});

const changed: [what: string, file: FunctionFile, drops: string[]][] = [
  ["another body is replaced", add("SELECT b + a"), []],
  [
    "another argument: the old one is dropped",
    add("SELECT a + b + c", "a int, b int, c int"),
    ["add(integer,integer)"],
  ],
  [
    "an argument's other name: the old one is dropped",
    add("SELECT x + b", "x int, b int"),
    ["add(integer,integer)"],
  ],
];
for (const [what, file, drops] of changed) {
  test(`[D31] ${what}, and the migration leads to the file`, async () => {
    const changes = await compare(landed, [file]);
    expect(changes.flatMap((change) => change.drops)).toEqual(drops);
    const sql = writeMigration("CREATE TABLE extra (n int);", changes);
    expect(sql).toContain("-- Adds.");
    expect(await compare([...landed, sql], [file])).toEqual([]);
  });
}

test("[D31] a file that is gone drops its function; a file whose type is missing is written all the same", async () => {
  const gone = writeMigration("", await compare(landed, []));
  expect(gone).toBe("DROP FUNCTION add(integer,integer);");
  const early = add("SELECT 1", "a not_yet");
  const [change] = await compare(landed, [early]);
  expect(change).toMatchObject({ drops: ["add(integer,integer)"], sql: early.sql });
  expect(change?.problem).toContain("type not_yet does not exist");
});

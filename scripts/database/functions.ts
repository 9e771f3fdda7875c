// Compares the SQL functions in prisma/functions with those of the migrations, by the catalog of an embedded
// database. Writes the SQL that leads from the latter to the former.
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { PGlite } from "@electric-sql/pglite";

const FUNCTIONS_FOLDER = path.join(import.meta.dirname, "../../prisma/functions");

export interface FunctionFile {
  /** The file's name without its ending; the function's name must be the same. */
  name: string;
  sql: string;
}

export interface FunctionChange {
  name: string;
  /** What differs, in words that name the function. */
  problem: string;
  /** Signatures to drop before the file is applied. */
  drops: string[];
  /** The file's text; null when there is no file any more. */
  sql: string | null;
}

interface BuiltFunction {
  name: string;
  /** Name and argument types: what DROP FUNCTION takes. */
  signature: string;
  /** What CREATE OR REPLACE cannot change. */
  shape: string;
  definition: string;
}

const CATALOG = `
SELECT p.proname AS name, p.oid::regprocedure::text AS signature,
       concat_ws(' ', p.prokind, pg_get_function_arguments(p.oid), '->', pg_get_function_result(p.oid)) AS shape,
       pg_get_functiondef(p.oid) AS definition
  FROM pg_proc p
 WHERE p.pronamespace = 'public'::regnamespace AND p.prokind IN ('f', 'p')
   AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
 ORDER BY signature`;

/** The files of a folder, by name. */
export async function readFunctionFiles(folder = FUNCTIONS_FOLDER): Promise<FunctionFile[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".sql")).sort();
  return Promise.all(
    names.map(async (file) => ({
      name: path.basename(file, ".sql"),
      sql: await readFile(path.join(folder, file), "utf8"),
    })),
  );
}

/** A throw-away database in memory that ran these scripts. */
export async function withDatabase<Value>(
  scripts: readonly string[],
  work: (db: PGlite) => Promise<Value>,
): Promise<Value> {
  const db = await PGlite.create();
  try {
    for (const sql of scripts) await db.exec(sql);
    return await work(db);
  } finally {
    await db.close();
  }
}

/**
 * The differences between the functions of a database and the files; empty when they agree. Changes nothing.
 */
export async function compareFunctions(
  db: PGlite,
  files: readonly FunctionFile[],
): Promise<FunctionChange[]> {
  const landed = await readCatalog(db);
  await db.exec("BEGIN; SET LOCAL check_function_bodies = off");
  try {
    for (const { signature } of landed) {
      await db.exec(`DROP ROUTINE IF EXISTS ${signature} CASCADE`);
    }
    const changes: FunctionChange[] = [];
    for (const file of files) {
      const change = await compareFile(db, file, landed.filter(isNamed(file.name)));
      if (change) changes.push(change);
    }
    return [...changes, ...findGone(landed, files)];
  } finally {
    await db.exec("ROLLBACK");
  }
}

/** The SQL of a migration: drops first, then what the datamodel asks for, then the functions. */
export function writeMigration(datamodelSql: string, changes: readonly FunctionChange[]): string {
  const drops = changes.flatMap((change) => change.drops);
  return [
    drops.map((signature) => `DROP FUNCTION ${signature};`).join("\n"),
    datamodelSql,
    ...changes.map(({ sql }) => sql?.trim() ?? ""),
  ]
    .filter(Boolean)
    .join("\n\n");
}

async function compareFile(
  db: PGlite,
  file: FunctionFile,
  landed: readonly BuiltFunction[],
): Promise<FunctionChange | null> {
  const { name, sql } = file;
  const built = await build(db, file);
  if (typeof built === "string") {
    const drops = landed.map(({ signature }) => signature);
    return { name, problem: `${name}: its file cannot be built: ${built}`, drops, sql };
  }
  const [only] = landed;
  if (!only) return { name, problem: `${name}: not in the migrations`, drops: [], sql };
  if (landed.length === 1 && only.definition === built.definition) return null;
  const drops = landed
    .filter(({ shape }) => shape !== built.shape)
    .map(({ signature }) => signature);
  return { name, problem: `${name}: the migrations build another one`, drops, sql };
}

/** The one function of a file as the catalog has it, or why there is none. Undone where it fails. */
async function build(db: PGlite, { name, sql }: FunctionFile): Promise<BuiltFunction | string> {
  const before = (await readCatalog(db)).map(({ signature }) => signature);
  await db.exec("SAVEPOINT file");
  try {
    await db.exec(sql);
    const added = (await readCatalog(db)).filter(({ signature }) => !before.includes(signature));
    const [only] = added;
    const isRight = only !== undefined && added.length === 1 && only.name === name;
    await db.exec(isRight ? "RELEASE file" : "ROLLBACK TO file");
    if (isRight) return only;
    return `it makes ${added.map(({ signature }) => signature).join(", ") || "no function"}`;
  } catch (error) {
    await db.exec("ROLLBACK TO file");
    return (error as Error).message;
  }
}

function findGone(
  landed: readonly BuiltFunction[],
  files: readonly FunctionFile[],
): FunctionChange[] {
  return landed
    .filter(({ name }) => !files.some((file) => file.name === name))
    .map(({ name, signature }) => ({
      name,
      problem: `${name}: in the migrations, without a file in prisma/functions`,
      drops: [signature],
      sql: null,
    }));
}

function isNamed(name: string) {
  return (built: BuiltFunction): boolean => built.name === name;
}

async function readCatalog(db: PGlite): Promise<BuiltFunction[]> {
  const { rows } = await db.query<BuiltFunction>(CATALOG);
  return rows;
}

// `npm run db:migration -- name [--from=REVISION]`: writes the next migration folder. Its SQL leads from
// prisma/schema.prisma as last committed (or at that revision) to the current file, and from the migrations'
// functions to prisma/functions. Read it, add what Prisma cannot spell, and run `npm run db:drift`.
import { execFileSync } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import type { PGlite } from "@electric-sql/pglite";
import { MIGRATIONS_FOLDER, readMigrations } from "@/engine/database/migrate";
import { compareFunctions, readFunctionFiles, withDatabase, writeMigration } from "./functions";
import { datamodelOf, diffSql, readDatamodel } from "./schema-engine";

const root = path.join(import.meta.dirname, "../..");
const words = process.argv.slice(2);
const revision = words.find((word) => word.startsWith("--from="))?.slice(7) ?? "HEAD";
const name = words
  .find((word) => !word.startsWith("--"))
  ?.toLowerCase()
  .replaceAll(/[^a-z0-9]+/g, "_");
if (!name) {
  console.error("How shall it be called? npm run db:migration -- add_comments");
  process.exit(1);
}

const committed = execFileSync("git", ["show", `${revision}:prisma/schema.prisma`], {
  cwd: root,
  encoding: "utf8",
});
const migrations = await readMigrations();
const landed = migrations.map(({ sql }) => sql);
const datamodelSql = await diffSql(datamodelOf(committed), await readDatamodel());
const files = await readFunctionFiles();
const changes = await withDatabase(landed, async (db) => {
  await applyIfItCan(db, datamodelSql);
  return compareFunctions(db, files);
});
for (const { problem } of changes) console.log(problem);
const sql = writeMigration(datamodelSql, changes);
if (sql) {
  const numbers = migrations.map((migration) => Number.parseInt(migration.name, 10));
  const number = String(1 + Math.max(0, ...numbers)).padStart(4, "0");
  const folder = path.join(MIGRATIONS_FOLDER, `${number}_${name}`);
  await mkdir(folder);
  await writeFile(path.join(folder, "migration.sql"), `${sql}\n`);
  console.log(`${path.relative(root, folder)}/migration.sql: read it before you commit it`);
} else {
  console.log(
    `prisma/schema.prisma says what it said at ${revision}, and prisma/functions what the migrations build: nothing to migrate.`,
  );
}

/** Functions may need what the datamodel adds; its SQL may want a hand before it applies. */
async function applyIfItCan(db: PGlite, datamodelChange: string): Promise<void> {
  await db.exec("BEGIN");
  try {
    await db.exec(datamodelChange);
    await db.exec("COMMIT");
  } catch (error) {
    await db.exec("ROLLBACK");
    console.log(`The datamodel's SQL does not apply by itself: ${(error as Error).message}`);
  }
}

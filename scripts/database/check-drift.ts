// `npm run db:drift`: fails, and says how, when the migrations have grown apart from the datamodel or from the
// files in prisma/functions.
import { readMigrations } from "@/engine/database/migrate";
import { findSchemaDrift } from "./drift";
import { compareFunctions, readFunctionFiles, withDatabase } from "./functions";

const migrations = (await readMigrations()).map(({ sql }) => sql);
const files = await readFunctionFiles();
const changes = await withDatabase(migrations, (db) => compareFunctions(db, files));
const differences = [...(await findSchemaDrift()), ...changes.map(({ problem }) => problem)];
for (const difference of differences) console.error(difference);
console.log(
  differences.length === 0
    ? "Migrations, datamodel and functions agree."
    : `Differences: ${differences.length}`,
);
process.exitCode = differences.length === 0 ? 0 : 1;

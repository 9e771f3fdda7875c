// Tries `npm run db:migration` in a copy of the project, where a function differs from its migrations.
import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";

const COPIED = ["package.json", "tsconfig.json", "engine", "prisma", "protocol", "scripts"];
const ADDED = "CREATE OR REPLACE FUNCTION smoke() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$;\n";

/** Throws when the new migration does not hold the function that was added. */
export function tryMigration(root: string): void {
  const copy = mkdtempSync(path.join(os.tmpdir(), "heartwire smoke "));
  const run = (program: string, ...args: string[]) =>
    execFileSync(program, args, { cwd: copy, encoding: "utf8" });
  try {
    for (const name of COPIED) {
      cpSync(path.join(root, name), path.join(copy, name), { recursive: true });
    }
    symlinkSync(path.join(root, "node_modules"), path.join(copy, "node_modules"));
    run("git", "init", "-q");
    run("git", "add", "prisma");
    run(
      "git",
      "-c",
      "user.name=smoke",
      "-c",
      "user.email=smoke@localhost",
      "commit",
      "-qm",
      "smoke",
    );
    appendFileSync(path.join(copy, "prisma/functions/smoke.sql"), ADDED);
    run("npm", "run", "-s", "db:migration", "--", "smoke");
    const migrations = path.join(copy, "prisma/migrations");
    const written = readdirSync(migrations).find((name) => name.endsWith("_smoke"));
    if (!written) throw new Error("no migration was written");
    const sql = readFileSync(path.join(migrations, written, "migration.sql"), "utf8");
    if (sql !== ADDED) throw new Error(`the migration holds something else: ${sql}`);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

// `npm run check`: all static checks. Every step runs, so that one run shows every failure.
import { spawnSync } from "node:child_process";
import path from "node:path";

const root = path.join(import.meta.dirname, "../..");
const modules = path.join(root, "node_modules");

const steps: [name: string, args: string[]][] = [
  [
    "format and lint",
    [path.join(modules, "@biomejs/biome/bin/biome"), "check", "--error-on-warnings", "."],
  ],
  ["types", [path.join(modules, "typescript/bin/tsc"), "--noEmit"]],
  ["unused code", [path.join(modules, "knip/bin/knip.js")]],
  ["zones", ["--import", "tsx", path.join(root, "scripts/check/check-zones.ts")]],
  ["rules and tests", ["--import", "tsx", path.join(root, "scripts/check/check-spec.ts")]],
];

const failed = steps.filter(([name, args]) => {
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: "inherit" });
  console.log(`${status === 0 ? "✓" : "✗"} ${name}`);
  return status !== 0;
});
process.exitCode = failed.length === 0 ? 0 : 1;

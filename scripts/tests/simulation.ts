// `npm run test:simulation [runs] [first seed]`: the client's convergence over many seeds, 10,000 by default.
// `npm test` runs a few hundred. A failure names its seed.
import { spawnSync } from "node:child_process";
import path from "node:path";

const [runs = "10000", firstSeed = "1"] = process.argv.slice(2);
const root = path.join(import.meta.dirname, "../..");
const vitest = path.join(root, "node_modules/vitest/vitest.mjs");
const { status } = spawnSync(
  process.execPath,
  [vitest, "run", "--project", "page", "test/simulation/convergence.test.ts"],
  {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, SIMULATION_RUNS: runs, SIMULATION_SEED: firstSeed },
  },
);
process.exitCode = status ?? 1;

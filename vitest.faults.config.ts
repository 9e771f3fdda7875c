// `npm run test:faults`: processes killed, disks filled, networks cut. Too long for `npm test`, and
// jealous of the machine: one file at a time, since a fault run measures how soon all is well again.
import { defineConfig } from "vitest/config";

const root = import.meta.dirname;

export default defineConfig({
  resolve: { alias: { "@": root } },
  test: {
    root,
    name: "faults",
    environment: "node",
    pool: "forks",
    fileParallelism: false,
    retry: 0,
    testTimeout: 240_000,
    hookTimeout: 90_000,
    setupFiles: ["./test/leaks.ts"],
    include: ["test/faults/**/*.test.ts"],
    reporters: ["default", "./test/faults/scoreboard.ts"],
  },
});

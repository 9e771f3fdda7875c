// Four projects: real databases and servers (node), hooks and components (page), faults and attacks. A page
// test says in its first line when it needs a page to render in; faults and attacks have npm scripts.
import path from "node:path";
import { defineConfig } from "vitest/config";

const root = import.meta.dirname;

export default defineConfig({
  resolve: { alias: { "@": root } },
  oxc: { jsx: { runtime: "automatic" } },
  test: {
    root,
    // One more than the cores CI has: a test that kills a database or times a heartbeat waits and computes nothing.
    maxWorkers: 3,
    pool: "forks",
    // As in playwright.config.ts: a busy machine may miss a deadline once.
    retry: process.env.CI ? 1 : 0,
    // As long as a busy machine may need; what passes takes no longer for it.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    setupFiles: ["./test/leaks.ts", "./test/patience.ts"],
    expect: { poll: { timeout: 30_000, interval: 10 } },
    projects: [
      {
        extends: true,
        test: {
          name: "node",
          environment: "node",
          globalSetup: ["./test/database/database-template.ts"],
          include: ["**/*.test.ts"],
          exclude: [
            "node_modules/**",
            ".next/**",
            "e2e/**",
            "test/faults/**",
            "test/attacks/**",
            "test/simulation/**",
            "client/*/**",
            "client/!(create-client).test.ts",
            "hooks/**",
            "components/**",
          ],
        },
      },
      {
        extends: true,
        test: {
          name: "page",
          environment: "node",
          include: ["{client,hooks,components,test/simulation}/**/*.test.{ts,tsx}"],
          // On a real server and its database.
          exclude: ["client/create-client.test.ts"],
        },
      },
      {
        // Processes killed, disks filled, networks cut: one file at a time, since a fault run measures how soon
        // all is well again. Its reporter, a matter of the whole run, is named by the npm script.
        extends: true,
        test: {
          name: "faults",
          environment: "node",
          fileParallelism: false,
          sequence: { groupOrder: 1 },
          retry: 0,
          testTimeout: 240_000,
          include: ["test/faults/**/*.test.ts"],
        },
      },
      {
        // Floods, unread answers, pages of other sites, full disks, wrong clocks, killed starts. One file at a
        // time, since what is measured is how others fare meanwhile.
        extends: true,
        test: {
          name: "attacks",
          environment: "node",
          fileParallelism: false,
          sequence: { groupOrder: 2 },
          retry: 0,
          globalSetup: ["./test/database/database-template.ts"],
          include: [
            "test/attacks/**/*.test.ts",
            // Full disks, clocks and killed starts have their tests beside their sources.
            "test/faults/full-disk.test.ts",
            "server/log.test.ts",
            "engine/limits.test.ts",
            "engine/database/{data-lock,embedded-postgres}.test.ts",
          ],
        },
      },
    ],
    coverage: {
      provider: "v8",
      reporter: ["text", "json-summary"],
      reportsDirectory: path.join(root, "coverage"),
      include: ["engine/**", "realtime/**", "protocol/**", "client/**", "hooks/**", "server/**"],
      exclude: [
        "**/*.test.{ts,tsx}",
        // Runs in processes of its own, out of the collector's sight; engine/database/embedded-postgres.test.ts proves it.
        "engine/database/embedded-postgres-child.ts",
      ],
      thresholds: { lines: 90, statements: 90, functions: 90, branches: 80 },
    },
  },
});

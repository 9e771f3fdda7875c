// Two kinds of tests: those beside real databases and servers, and those of hooks and components, which say
// in their first line when they need a page to render in. Coverage is held to a limit for the four folders
// where the rules live.
import path from "node:path";
import { defineConfig } from "vitest/config";

const root = import.meta.dirname;

export default defineConfig({
  resolve: { alias: { "@": root } },
  oxc: { jsx: { runtime: "automatic" } },
  test: {
    root,
    maxWorkers: 2,
    pool: "forks",
    // As in playwright.config.ts: a busy machine may miss a deadline once.
    retry: process.env.CI ? 1 : 0,
    testTimeout: 60_000,
    hookTimeout: 90_000,
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
            "test/simulation/**",
            "client/**",
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
          setupFiles: ["./client/testing/eager-schemas.ts"],
          include: ["{client,hooks,components,test/simulation}/**/*.test.{ts,tsx}"],
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

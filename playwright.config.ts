// The browser tests: the built app in demo mode on a free port and a fresh data folder, people in real
// windows. LIMIT_SCALE is raised here, openly, because one machine plays a whole crowd.
import { randomBytes } from "node:crypto";
import { createServer } from "node:net";
import os from "node:os";
import path from "node:path";
import { defineConfig, devices } from "@playwright/test";
import { findBrowser } from "./scripts/find-browser";

// Workers read this file again: what is chosen once stands in the environment they inherit.
process.env.E2E_PORT ??= String(await findFreePair());
process.env.E2E_DATA_DIR ??= path.join(
  os.tmpdir(),
  `heartwire e2e ${randomBytes(4).toString("hex")}`,
);
process.env.E2E_CHROMIUM ??= findBrowser()?.executablePath ?? "";

const port = process.env.E2E_PORT;
const executablePath = process.env.E2E_CHROMIUM;
const isRoot = process.getuid?.() === 0;

const launchOptions = {
  ...(executablePath ? { executablePath } : {}),
  args: [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    ...(isRoot ? ["--no-sandbox"] : []),
  ],
};

export default defineConfig({
  testDir: "e2e",
  outputDir: "test-results/browser",
  globalTeardown: "./test/e2e-teardown.ts",
  // One: the server and a browser already fill two cores, and a test that times presses needs them.
  workers: 1,
  fullyParallel: false,
  forbidOnly: true,
  // A machine that does something else for a moment is told apart from a fault: twice is a fault.
  retries: process.env.CI ? 1 : 0,
  timeout: 45_000,
  expect: { timeout: 8_000 },
  reporter: [["list"], ["json", { outputFile: "test-results/browser.json" }]],
  use: {
    ...devices["Desktop Chrome"],
    baseURL: `http://localhost:${port}`,
    launchOptions,
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
  },
  webServer: {
    command: `"${process.execPath}" --import tsx scripts/demo.ts`,
    url: `http://localhost:${port}/readyz`,
    timeout: 240_000,
    gracefulShutdown: { signal: "SIGTERM", timeout: 8_000 },
    stdout: "pipe",
    stderr: "pipe",
    env: {
      PORT: port,
      HEARTWIRE_DATA_DIR: process.env.E2E_DATA_DIR,
      DATABASE_URL: "",
      LIMIT_SCALE: "1000",
      LOG_LEVEL: "warn",
    },
  },
});

/** Two neighbouring ports nobody listens on: the demo's second window uses the next one. */
async function findFreePair(): Promise<number> {
  for (let tries = 0; tries < 50; tries++) {
    const first = await tryPort(0);
    if (first && (await tryPort(first + 1))) return first;
  }
  throw new Error("no two neighbouring ports are free");
}

function tryPort(wanted: number): Promise<number | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(null));
    server.listen(wanted, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" ? (address?.port ?? null) : null));
    });
  });
}

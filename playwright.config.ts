// The browser tests: the built app in demo mode, a server for each worker (test/e2e-setup.ts), people in real
// windows. Runs Chromium, Playwright's own Firefox and WebKit where they are, and the Firefox of
// FIREFOX_PATH.
import path from "node:path";
import { defineConfig, devices, type Project } from "@playwright/test";
import { findBrowser, findNamedFirefox, lookForOwnBuild } from "./scripts/tests/find-browser";

// Workers read this file again: what is chosen once is in the environment they inherit.
process.env.E2E_CHROMIUM ??= findBrowser()?.executablePath ?? "";

const executablePath = process.env.E2E_CHROMIUM;
const isRoot = process.getuid?.() === 0;

const chromiumOptions = {
  ...(executablePath ? { executablePath } : {}),
  args: [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    // Type is drawn the same whatever the machine thinks of hinting.
    "--font-render-hinting=none",
    ...(isRoot ? ["--no-sandbox"] : []),
  ],
};

const isWorker = process.env.TEST_WORKER_INDEX !== undefined;

// An ordinary Firefox speaks WebDriver BiDi, which Playwright takes for channels of this name.
const ordinaryFirefox = {
  browserName: "firefox" as const,
  viewport: { width: 1280, height: 720 },
  launchOptions: {
    channel: "moz-firefox",
    executablePath: path.join(import.meta.dirname, "test/firefox-over-bidi.mjs"),
  },
};

/** Chromium always; Firefox and WebKit where they are, without what needs Chromium. */
function listProjects(): Project[] {
  const projects: Project[] = [
    {
      name: "chromium",
      use: { ...devices["Desktop Chrome"], launchOptions: chromiumOptions },
    },
  ];
  const others = { firefox: "Desktop Firefox", webkit: "Desktop Safari" } as const;
  for (const name of ["firefox", "webkit"] as const) {
    const { isHere, reason } = lookForOwnBuild(name);
    if (isHere) {
      projects.push({ name, grepInvert: /@chromium/, use: { ...devices[others[name]] } });
    }
    if (!isWorker) console.log(`${name}: ${isHere ? "" : "skipped, "}${reason}`);
  }
  const ordinary = findNamedFirefox();
  if (ordinary) {
    projects.push({
      name: "ordinary-firefox",
      // Left out too: Axe, which takes minutes over this protocol and says little of the engine.
      grepInvert: /@chromium|@own-build/,
      timeout: 120_000,
      expect: { timeout: 20_000 },
      use: ordinaryFirefox,
    });
    if (!isWorker) console.log(`ordinary-firefox: ${ordinary}`);
  }
  return projects;
}

export default defineConfig({
  testDir: "e2e",
  outputDir: "test-results/browser",
  globalSetup: "./test/e2e-setup.ts",
  // As many as fill two cores: a page waits for its server and its animations half of the time.
  workers: 2,
  fullyParallel: false,
  forbidOnly: true,
  // A brief stall of the machine is distinguished from a fault: twice is a fault.
  retries: process.env.CI ? 1 : 0,
  // As long as a busy machine may need, as in test/patience.ts: what passes takes no longer for it.
  timeout: 120_000,
  expect: {
    timeout: 30_000,
    // A shade that a layer of its own gives an edge is nothing to see; six pixels of another colour are.
    toHaveScreenshot: {
      scale: "css",
      animations: "disabled",
      stylePath: path.join(import.meta.dirname, "e2e/pictures/at-rest.css"),
      threshold: 0.4,
      maxDiffPixels: 5,
    },
  },
  snapshotPathTemplate: "e2e/pictures/{arg}{ext}",
  reporter: [["list"], ["json", { outputFile: "test-results/browser.json" }]],
  projects: listProjects(),
  use: {
    // Without a film of every frame, which two cores draw at the cost of what is tested.
    trace: { mode: "retain-on-failure", screenshots: false },
    screenshot: "only-on-failure",
  },
});

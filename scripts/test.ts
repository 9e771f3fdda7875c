// `npm test`: all tests. Unit and integration tests with coverage, then the browser tests on a built app;
// finds or installs the browser. Fails if either does; counts at the end.
import { spawnSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { ensureBuild } from "./launch/build";
import { ensureBrowser } from "./tests/find-browser";

const root = path.join(import.meta.dirname, "..");
const results = path.join(root, "test-results");

interface Count {
  passed: number;
  failed: number;
}

const unitFile = path.join(results, "unit.json");
const browserFile = path.join(results, "browser.json");
rmSync(unitFile, { force: true });
rmSync(browserFile, { force: true });

const unitStatus = run("vitest/vitest.mjs", [
  "run",
  "--project=node",
  "--project=page",
  "--coverage",
  "--reporter=default",
  "--reporter=json",
  `--outputFile=${unitFile}`,
]);
const unit = readUnitCount();

let browserStatus = 1;
try {
  ensureBrowser();
  ensureBuild();
  browserStatus = run("@playwright/test/cli.js", ["test"]);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
}
const browser = readBrowserCount();

const passed = unit.passed + browser.passed;
const failed = unit.failed + browser.failed;
if (unitStatus !== 0 && unit.failed === 0) {
  console.log("The unit tests passed, but their run did not: coverage or a leak; see above.");
}
if (browserStatus !== 0 && browser.failed === 0) {
  console.log("The browser tests did not run to the end; see above.");
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = unitStatus === 0 && browserStatus === 0 ? 0 : 1;

function run(script: string, args: string[]): number {
  const command = [path.join(root, "node_modules", script), ...args];
  return spawnSync(process.execPath, command, { cwd: root, stdio: "inherit" }).status ?? 1;
}

function readUnitCount(): Count {
  const report = readJson(unitFile) as { numPassedTests?: number; numFailedTests?: number };
  return { passed: report.numPassedTests ?? 0, failed: report.numFailedTests ?? 0 };
}

function readBrowserCount(): Count {
  const { stats } = readJson(browserFile) as {
    stats?: { expected: number; flaky: number; unexpected: number };
  };
  return { passed: (stats?.expected ?? 0) + (stats?.flaky ?? 0), failed: stats?.unexpected ?? 0 };
}

function readJson(file: string): object {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as object;
  } catch {
    return {};
  }
}

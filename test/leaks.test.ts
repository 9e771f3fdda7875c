// The leak check itself: a run with a leak or an unhandled rejection must not pass.
import { execFile } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "./temporary-folder";

const root = path.join(import.meta.dirname, "..");
const folder = temporaryFolder();
let runs = 0;

/** Runs one test body under our setup file in a vitest of its own. */
function runAlone(body: string): Promise<{ code: number; output: string }> {
  const place = path.join(folder, String(++runs));
  mkdirSync(place);
  symlinkSync(path.join(root, "node_modules"), path.join(place, "node_modules"), "dir");
  const setup = JSON.stringify(path.join(root, "test/leaks.ts"));
  writeFileSync(
    path.join(place, "vitest.config.mjs"),
    `export default { test: { setupFiles: [${setup}] } };`,
  );
  const imports = 'import { createServer } from "node:net"; import { test } from "vitest";';
  writeFileSync(path.join(place, "x.test.mjs"), `${imports} test("x", async () => { ${body} });`);
  const cli = path.join(root, "node_modules/vitest/vitest.mjs");
  return new Promise((resolve) => {
    execFile(process.execPath, [cli, "run"], { cwd: place }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, output: stdout + stderr }),
    );
  });
}

test("[D17] a test that closes what it opens passes", async () => {
  const server = "const s = createServer(); await new Promise((r) => s.listen(0, r));";
  const { code, output } = await runAlone(`${server} await new Promise((r) => s.close(r));`);
  expect(code, output).toBe(0);
});

test("[D17] a server left open fails the run, by name", async () => {
  const { code, output } = await runAlone("await new Promise((r) => createServer().listen(0, r));");
  expect(code).not.toBe(0);
  expect(output).toContain("TCPServerWrap");
});

test("[D17] a rejection nobody handles fails the run", async () => {
  const { code, output } = await runAlone('void Promise.reject(new Error("nobody caught me"));');
  expect(code).not.toBe(0);
  expect(output).toContain("nobody caught me");
});

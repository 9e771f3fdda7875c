// The reporter that prints, at the end of `npm run test:attacks`, the number of cases and the server's
// figures. Test files give it their numbers as meta of the test. (Vitest wants a default export here.)
import type { Reporter, TestModule } from "vitest/node";

/** How the server fared in one case. */
export interface AttackRun {
  loopStoodMs: number;
  memoryGrewBytes: number;
  lines: number;
  faults: number;
}

declare module "vitest" {
  interface TaskMeta {
    attackRun?: AttackRun;
  }
}

export default class Scoreboard implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const fallen = tests.filter((test) => test.result().state === "failed");
    const runs = tests.flatMap((test) => test.meta().attackRun ?? []);
    const worst = (field: keyof AttackRun) => Math.max(0, ...runs.map((run) => run[field]));
    console.log(`\ncases: ${tests.length}, fallen: ${fallen.length}`);
    for (const test of fallen) console.log(`  FALLEN ${test.name}`);
    console.log(`event loop stood at worst: ${worst("loopStoodMs").toFixed(0)} ms`);
    console.log(`memory grew at worst: ${(worst("memoryGrewBytes") / 1_048_576).toFixed(0)} MB`);
    console.log(`log lines at worst: ${worst("lines")}, faults: ${worst("faults")}`);
  }
}

// The reporter that prints, at the end of `npm run test:attacks`, the number of cases and the server's
// figures. Test files give it their numbers as meta of the test. (Vitest wants a default export here.)
import type { Reporter, TestModule } from "vitest/node";

/** How long likes of others take, in milliseconds. */
export interface LikeTimes {
  quietP99Ms: number;
  floodedP99Ms: number;
}

/** How the server fared in one case. */
export interface AttackRun extends LikeTimes {
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
    for (const { quietP99Ms, floodedP99Ms } of runs) {
      const figures = `${quietP99Ms.toFixed(0)} ms in the quiet, ${floodedP99Ms.toFixed(0)} ms under a flood`;
      console.log(`likes of others, p99: ${figures}`);
    }
    console.log(`log lines at worst: ${worst("lines")}, faults: ${worst("faults")}`);
    const passed = tests.filter((test) => test.result().state === "passed").length;
    console.log(`${passed} passed, ${fallen.length} failed`);
  }
}

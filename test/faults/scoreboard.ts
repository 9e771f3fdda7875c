// The reporter that prints, at the end of `npm run test:faults`, the results of every fault run. Test files
// give it their numbers as meta of the test. (Vitest wants a default export here.)
import type { Reporter, TestModule } from "vitest/node";

/** What one fault run came to. */
export interface FaultRun {
  acked: number;
  recovered: number;
  lost: number;
  unexpected: number;
  /** Counters that differ from their rows, and likes without their notification. */
  drift: number;
  uncaught: number;
  unhandled: number;
  /** How soon every viewer was right again, at worst. */
  rightAfterMs?: number;
}

declare module "vitest" {
  interface TaskMeta {
    faultRun?: FaultRun;
    /** The planted bug, and the checkers that found it. */
    planted?: { bug: string; caughtBy: string[] };
  }
}

const COLUMNS = [
  "acked",
  "recovered",
  "lost",
  "unexpected",
  "drift",
  "uncaught",
  "unhandled",
] as const;
const NAME_WIDTH = 62;
const COLUMN_WIDTH = 11;

export default class Scoreboard implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const runs = tests.flatMap((test) => {
      const run = test.meta().faultRun;
      return run ? [{ name: test.name, isPassed: test.result().state === "passed", run }] : [];
    });
    const planted = tests.flatMap((test) => test.meta().planted ?? []);
    console.log(`\n${line("fault", [...COLUMNS, "right after"])}`);
    for (const { name, isPassed, run } of runs) {
      const after =
        run.rightAfterMs === undefined ? "" : `${(run.rightAfterMs / 1_000).toFixed(1)} s`;
      console.log(
        line(isPassed ? name : `FAILED ${name}`, [...COLUMNS.map((each) => run[each]), after]),
      );
    }
    const sums = COLUMNS.map((each) => runs.reduce((sum, { run }) => sum + run[each], 0));
    console.log(line(`${runs.length} fault runs`, [...sums, ""]));
    for (const { bug, caughtBy } of planted) {
      console.log(
        `planted: ${bug}: ${caughtBy.length > 0 ? `caught by ${caughtBy.join(", ")}` : "NOT CAUGHT"}`,
      );
    }
    const caught = planted.filter(({ caughtBy }) => caughtBy.length > 0).length;
    console.log(`planted bugs caught: ${caught}/${planted.length}`);
    for (const test of tests) {
      if (test.result().state === "failed" && !test.meta().faultRun)
        console.log(`FAILED ${test.name}`);
    }
    const passed = tests.filter((test) => test.result().state === "passed").length;
    const failed = tests.filter((test) => test.result().state === "failed").length;
    console.log(`${passed} passed, ${failed} failed`);
  }
}

function line(name: string, cells: readonly (string | number)[]): string {
  const shown = name.length > NAME_WIDTH ? `${name.slice(0, NAME_WIDTH - 1)}…` : name;
  return (
    shown.padEnd(NAME_WIDTH) + cells.map((cell) => String(cell).padStart(COLUMN_WIDTH)).join("")
  );
}

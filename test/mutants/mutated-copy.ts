// A copy of the client's sources and tests with one mutant at a time, and a Vitest that runs its rule's own
// tests. A rule counts as proven only by a failed assertion or a wait in vain. Code that does not load, or an
// uncaught promise, proves nothing.
import { cpSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { TestError } from "vitest";
import { createVitest, type TestModule, type Vitest } from "vitest/node";
import { type Mutant, plant } from "./mutant";

const root = path.join(import.meta.dirname, "../..");
const COPIED = [
  "client",
  "hooks",
  "components",
  "protocol",
  "test",
  "package.json",
  "vitest.config.ts",
];
/** Nothing a rule's tests wait for takes this long; the simulation names limits of its own. */
const TEST_TIMEOUT_MS = 5_000;
/** For the tests of one rule; all of them together may take as long as ten. */
const RUN_TIMEOUT_MS = 120_000;

export interface Outcome {
  passed: number;
  /** Titles of tests that failed in an assertion. */
  noticedBy: string[];
  /** What else went wrong, in words. */
  otherwise: string[];
}

export class MutatedCopy {
  readonly #folder = mkdtempSync(path.join(os.tmpdir(), "heartwire broken "));
  readonly #slowness: number;
  #vitest: Vitest | null = null;

  /** Limits of time are stretched by how slow the machine is. */
  constructor(slowness: number) {
    this.#slowness = slowness;
    symlinkSync(path.join(root, "node_modules"), path.join(this.#folder, "node_modules"));
    for (const name of COPIED) {
      cpSync(path.join(root, name), path.join(this.#folder, name), { recursive: true });
    }
  }

  async close(): Promise<void> {
    await this.#vitest?.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** All tests of these files whose titles begin with a matching id, on the sources as they are. */
  runUnbroken(files: readonly string[], id: string): Promise<Outcome> {
    return this.#run(files, id, 10 * RUN_TIMEOUT_MS * this.#slowness);
  }

  async #run(files: readonly string[], id: string, timeoutMs: number): Promise<Outcome> {
    this.#vitest ??= await this.#start();
    const vitest = this.#vitest;
    const [project] = vitest.projects;
    if (!project) throw new Error("there is no project to run tests in");
    const testNamePattern = new RegExp(`\\[${id}[\\],]`);
    const places = new Set(files.map((file) => path.join(this.#folder, file)));
    const specifications = [...places].map((place) =>
      project.createSpecification(place, { testNamePattern }),
    );
    const ended = vitest.runTestSpecifications(specifications);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<null>((resolve) => {
      timer = setTimeout(() => resolve(null), timeoutMs);
    });
    const result = await Promise.race([ended, late]).finally(() => clearTimeout(timer));
    if (result) {
      const modules = result.testModules.filter(({ moduleId }) => places.has(moduleId));
      return judge(modules, result.unhandledErrors);
    }
    await this.#stop(ended);
    return { passed: 0, noticedBy: [], otherwise: [`no end within ${timeoutMs / 1_000} s`] };
  }

  /** The rule's own tests with it taken out, file by file until one notices; that of the source first. */
  async runBroken(planted: Mutant, files: readonly string[]): Promise<Outcome> {
    const mend = plant(this.#folder, planted);
    const place = path.join(this.#folder, planted.file);
    this.#vitest?.invalidateFile(place);
    const stem = planted.file.replace(/\.tsx?$/, "");
    const isOwn = (file: string) => file.startsWith(`${stem}.test.`);
    const otherwise: string[] = [];
    try {
      for (const file of files.toSorted((a, b) => Number(isOwn(b)) - Number(isOwn(a)))) {
        const outcome = await this.#run([file], planted.rule, RUN_TIMEOUT_MS * this.#slowness);
        otherwise.push(...outcome.otherwise);
        if (outcome.noticedBy.length > 0) return { ...outcome, otherwise };
      }
      return { passed: 0, noticedBy: [], otherwise };
    } finally {
      mend();
      this.#vitest?.invalidateFile(place);
    }
  }

  #start(): Promise<Vitest> {
    return createVitest("test", {
      root: this.#folder,
      config: path.join(this.#folder, "vitest.config.ts"),
      project: ["page"],
      watch: false,
      retry: 0,
      testTimeout: TEST_TIMEOUT_MS * this.#slowness,
      maxWorkers: 1,
      silent: true,
      reporters: [{}],
    });
  }

  /**
   * Closing kills a worker that no longer answers; its run then ends or fails, and its result is not read.
   */
  async #stop(running: Promise<unknown>): Promise<void> {
    running.catch(() => undefined);
    await this.#vitest?.close();
    this.#vitest = null;
  }
}

function judge(modules: readonly TestModule[], unhandled: readonly unknown[]): Outcome {
  const tests = modules.flatMap((each) => [...each.children.allTests()]);
  const failed = tests.flatMap((test) => {
    const { state, errors } = test.result();
    return state === "failed" ? [{ title: test.name, errors }] : [];
  });
  const isNoticer = ({ errors }: { errors: readonly TestError[] }) => errors.some(isAssertion);
  return {
    passed: tests.filter((test) => test.result().state === "passed").length,
    noticedBy: failed.filter(isNoticer).map(({ title }) => title),
    otherwise: [
      ...failed
        .filter((each) => !isNoticer(each))
        .map(({ title, errors }) => `${title}: ${errors.map(inWords).join("; ")}`),
      ...modules.flatMap((each) => each.errors().map((error) => inWords(error))),
      ...unhandled.map((error) => `unhandled: ${inWords(error as TestError)}`),
    ],
  };
}

/** Also one that a property of random cases failed by, and a wait that ended in vain. */
function isAssertion(error: TestError): boolean {
  const { name = "", message = "", cause } = error;
  if (message.startsWith("Property failed") && cause) return isAssertion(cause as TestError);
  return (
    /^(AssertionError|TestingLibraryElementError)$/.test(name) || /^Test timed out/.test(message)
  );
}

function inWords({ name, message }: { name?: string | undefined; message: string }): string {
  return `${name}: ${message.split("\n")[0]}`;
}

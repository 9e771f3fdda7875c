// `npm run test:mutants [rule or file …]`: applies one mutant at a time to a copy of the sources and runs its
// rule's tests. At least one must fail by an assertion; before that all must pass unchanged. Two at a time; a
// line for each, and "N passed, N failed" at the end.

import { measureSlowness } from "@/test/machine-pace";
import { type Mutant, readMutants } from "@/test/mutants/mutant";
import { MutatedCopy, type Outcome } from "@/test/mutants/mutated-copy";
import { findTestsByRule } from "../check/spec-rules";

const LANES = 2;
/** The simulation's own tests look at as many seeds here as in the other lane. */
process.env.SIMULATION_RUNS ??= "300";

const wanted = process.argv.slice(2);
const tests = findTestsByRule();
const startedAt = Date.now();
const breaks = readMutants().filter(
  ({ rule, file }) => wanted.length === 0 || wanted.some((each) => each === rule || each === file),
);
const slowness = measureSlowness();
const lanes = Array.from({ length: LANES }, () => new MutatedCopy(slowness));
try {
  process.exitCode = (await seeUnbrokenPass()) ? await seeBreaksNoticed() : 1;
} finally {
  await Promise.all(lanes.map((lane) => lane.close()));
}

async function seeUnbrokenPass(): Promise<boolean> {
  const rules = new Set(breaks.map((each) => each.rule));
  const files = [...new Set([...rules].flatMap((rule) => filesOf(rule)))].sort();
  const outcomes = await Promise.all(
    lanes.map((lane, number) => {
      const share = files.filter((_file, index) => index % lanes.length === number);
      return lane.runUnbroken(share, "C\\d+");
    }),
  );
  const passed = outcomes.reduce((sum, each) => sum + each.passed, 0);
  const problems = outcomes.flatMap(({ noticedBy, otherwise }) => [...noticedBy, ...otherwise]);
  for (const problem of problems) console.error(`fails unbroken: ${problem}`);
  console.log(`unbroken: ${passed} tests passed in ${secondsSince(startedAt)}`);
  if (problems.length > 0) console.log(`${passed} passed, ${problems.length} failed`);
  return problems.length === 0;
}

async function seeBreaksNoticed(): Promise<number> {
  const outcomes: Outcome[] = [];
  const waiting = breaks.values();
  await Promise.all(
    lanes.map(async (lane) => {
      for (const planted of waiting) {
        const outcome = await lane.runBroken(planted, filesOf(planted.rule));
        outcomes.push(outcome);
        console.log(inWords(planted, outcome));
      }
    }),
  );
  const noticed = outcomes.filter(({ noticedBy }) => noticedBy.length > 0).length;
  console.log(`${breaks.length} breaks in ${secondsSince(startedAt)}`);
  console.log(`${noticed} passed, ${breaks.length - noticed} failed`);
  return noticed === breaks.length ? 0 : 1;
}

function inWords({ rule, what, file }: Mutant, { noticedBy, otherwise }: Outcome): string {
  const [first, ...others] = noticedBy;
  const more = others.length === 0 ? "" : ` (and ${others.length} more)`;
  const notice = first ? `${first}${more}` : `NOT NOTICED ${otherwise.join(" | ")}`;
  return `${rule.padEnd(4)} ${what} · ${file}\n     ${notice}`;
}

/** Those that run on a copy of the client alone, without a server. */
function filesOf(rule: string): string[] {
  return (tests.get(rule) ?? []).filter((file) => !/^(e2e\/|client\/create-client)/.test(file));
}

function secondsSince(from: number): string {
  return `${((Date.now() - from) / 1_000).toFixed(0)} s`;
}

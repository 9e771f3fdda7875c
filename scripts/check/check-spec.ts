// Holds SPEC.md, the tests and the mutants together. Every rule is in the title of a test, and every id in a
// title is a rule. Every rule of the client has a mutant that fits its source.
import { readFileSync } from "node:fs";
import path from "node:path";

import { misfitOf, readMutants } from "@/test/mutants/mutant";
import { findTestsByRule, readRules } from "./spec-rules";

const root = path.join(import.meta.dirname, "../..");

const rules = readRules();
const named = findTestsByRule();
const breaks = readMutants();
const broken = new Set(breaks.map((each) => each.rule));

const problems = [
  ...rules.filter((id, at) => rules.indexOf(id) !== at).map((id) => `SPEC.md lists ${id} twice`),
  ...rules.filter((id) => !named.has(id)).map((id) => `no test's title names ${id}`),
  ...[...named]
    .filter(([id]) => !rules.includes(id))
    .map(([id, files]) => `${files.join(", ")} names ${id}, which SPEC.md does not list`),
  ...rules
    .filter((id) => id.startsWith("C") && !broken.has(id))
    .map((id) => `no break in test/mutants takes ${id} out`),
  ...[...broken].filter((id) => !rules.includes(id)).map((id) => `a break is of ${id}, no rule`),
  ...breaks.flatMap((each) => {
    return misfitOf(each, readFileSync(path.join(root, each.file), "utf8")) ?? [];
  }),
];
for (const problem of problems) console.error(problem);
console.log(
  `${rules.length} rules, ${named.size} named by tests, ${broken.size} broken on purpose`,
);
process.exitCode = problems.length === 0 && rules.length > 0 ? 0 : 1;

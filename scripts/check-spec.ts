// Holds SPEC.md and the tests together: every rule is named by the title of a test that proves it, and
// every id in a title is a rule.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const root = path.join(import.meta.dirname, "..");
const IGNORED = new Set(["node_modules", ".next", ".git", ".data", "generated", "coverage"]);

const rules = readRules(readFileSync(path.join(root, "SPEC.md"), "utf8"));
const named = new Map<string, string>();
for (const file of listTests()) {
  for (const id of readIds(readFileSync(path.join(root, file), "utf8"))) named.set(id, file);
}

const problems = [
  ...rules.filter((id, at) => rules.indexOf(id) !== at).map((id) => `SPEC.md lists ${id} twice`),
  ...rules.filter((id) => !named.has(id)).map((id) => `no test's title names ${id}`),
  ...[...named]
    .filter(([id]) => !rules.includes(id))
    .map(([id, file]) => `${file} names ${id}, which SPEC.md does not list`),
];
for (const problem of problems) console.error(problem);
console.log(`${rules.length} rules, ${named.size} named by tests`);
process.exitCode = problems.length === 0 && rules.length > 0 ? 0 : 1;

/** A rule is a list item or table row that begins with its id. */
function readRules(text: string): string[] {
  const lines = text.matchAll(/^[-*|\s]*\**`?([LNAWCRSDFE]\d+)`?\**\s*[:.|·—-]/gm);
  return [...lines].map((found) => found[1] ?? "");
}

/** `"[L3] …"`, or several: `"[L3, L4] …"`. */
function readIds(text: string): string[] {
  const titles = text.matchAll(/["'`]\[([LNAWCRSDFE]\d+(?:[,\s]+[LNAWCRSDFE]\d+)*)\]/g);
  return [...titles].flatMap((found) => (found[1] ?? "").split(/[,\s]+/));
}

function listTests(folder = ""): string[] {
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const place = path.join(folder, entry.name);
    if (entry.isDirectory()) return IGNORED.has(entry.name) ? [] : listTests(place);
    return /\.(test|spec)\.tsx?$/.test(entry.name) ? [place] : [];
  });
}

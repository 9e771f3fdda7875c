// Which rules SPEC.md lists, and which test files name them in a title.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const root = path.join(import.meta.dirname, "../..");
const IGNORED = new Set(["node_modules", ".next", ".git", ".data", "generated", "coverage"]);

/** A rule is a list item or table row that begins with its id. In the order of the file, doubles too. */
export function readRules(): string[] {
  const text = readFileSync(path.join(root, "SPEC.md"), "utf8");
  const lines = text.matchAll(/^[-*|\s]*\**`?([LNAWCRSDFE]\d+)`?\**\s*[:.|·—-]/gm);
  return [...lines].map((found) => found[1] ?? "");
}

/** By rule: the test files, from the root of the project, with a title `"[L3] …"` or `"[L3, L4] …"`. */
export function findTestsByRule(): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const file of listTests()) {
    for (const id of new Set(readIds(readFileSync(path.join(root, file), "utf8")))) {
      found.set(id, [...(found.get(id) ?? []), file]);
    }
  }
  return found;
}

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

// Reads the mutants: each takes one rule out of a copy of the sources by a small textual edit. The lists
// beside this file read like patches. After `@ file` each mutant is a line with the rule and the fault, the
// text to find (`- `) and its replacement (`+ `, nothing when left out). Refuses an edit that does not fit
// exactly once: no list outlives its source.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

export interface Mutant {
  /** The rule of SPEC.md that is taken out. */
  rule: string;
  /** What is wrong with the product then. */
  what: string;
  /** From the root of the sources. */
  file: string;
  find: string;
  put: string;
}

/** All lists, in the order of their names. Throws on a line that is none of a list. */
export function readMutants(): Mutant[] {
  const folder = import.meta.dirname;
  const lists = readdirSync(folder).filter((name) => name.endsWith(".mutants"));
  return lists
    .sort()
    .flatMap((name) => parseMutants(readFileSync(path.join(folder, name), "utf8")));
}

export function parseMutants(text: string): Mutant[] {
  const breaks: Mutant[] = [];
  let file = "";
  for (const line of text.split("\n")) {
    const [, sign, rest = ""] = /^([-+@]|[A-Z]\d+) ?(.*)$/.exec(line) ?? [];
    const last = breaks.at(-1);
    if (sign === "@") file = rest;
    else if (sign === "-" && last) last.find += `${last.find && "\n"}${rest}`;
    else if (sign === "+" && last) last.put += `${last.put && "\n"}${rest}`;
    else if (sign) breaks.push({ rule: sign, what: rest, file, find: "", put: "" });
    else if (line !== "") throw new Error(`no line of a list of breaks: ${line}`);
  }
  return breaks;
}

/** Edits the copy below `root`; the returned function takes the edit back. Throws when it does not fit. */
export function plant(root: string, planted: Mutant): () => void {
  const place = path.join(root, planted.file);
  const source = readFileSync(place, "utf8");
  const misfit = misfitOf(planted, source);
  if (misfit) throw new Error(misfit);
  writeFileSync(
    place,
    source.replace(planted.find, () => planted.put),
  );
  return () => writeFileSync(place, source);
}

/** Why the edit does not fit this source, in words; null when it does. */
export function misfitOf({ rule, what, file, find, put }: Mutant, source: string) {
  const times = source.split(find).length - 1;
  if (times !== 1) return `${file} holds ${times} times what breaks ${rule} (${what}): ${find}`;
  return find === put ? `nothing is broken for ${rule} (${what})` : null;
}

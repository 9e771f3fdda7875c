// Checks that every source file is in a zone of biome.json that says what it may import. A folder without one
// fails.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";

interface LintOverride {
  includes: string[];
  linter?: { rules?: { style?: { noRestrictedImports?: unknown } } };
}

const root = path.join(import.meta.dirname, "../..");
/** Tool configuration at the root is read by its tool alone. */
const TOOL_CONFIGURATION = /^[\w.-]+\.config\.(ts|mjs)$|^next-env\.d\.ts$/;

const { overrides } = JSON.parse(readFileSync(path.join(root, "biome.json"), "utf8")) as {
  overrides: LintOverride[];
};
const zones = overrides
  .filter(({ linter }) => linter?.rules?.style?.noRestrictedImports !== undefined)
  .flatMap(({ includes }) => includes)
  .filter((pattern) => !pattern.startsWith("!"));

const listed = spawnSync("git", ["ls-files", "-co", "--exclude-standard", "*.ts", "*.tsx"], {
  cwd: root,
  encoding: "utf8",
});
if (listed.status !== 0) throw new Error("git did not list the files of this checkout");
const files = listed.stdout.split("\n").filter((file) => file !== "");

const homeless = files.filter((file) => !TOOL_CONFIGURATION.test(file) && !isInZone(file));
for (const file of homeless) console.error(`${file} lies in no zone of biome.json`);
console.log(`${files.length} files in ${zones.length} zones`);
process.exitCode = homeless.length === 0 && files.length > 0 ? 0 : 1;

function isInZone(file: string): boolean {
  return zones.some((zone) =>
    zone.endsWith("/**") ? file.startsWith(zone.slice(0, -2)) : file === zone,
  );
}

// Builds the pages when there is no build yet, or when a source is newer than it; says which.
import { spawnSync } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import path from "node:path";
import { packAssets } from "./pack-assets";

const root = path.join(import.meta.dirname, "../..");
const SOURCES = [
  "app",
  "components",
  "client",
  "hooks",
  "protocol",
  "engine",
  "server",
  "public",
  "package-lock.json",
  "scripts/launch/pack-assets.ts",
];
const ROOT_SOURCE = /^[\w.-]+\.(ts|mjs)$/;

/** Leaves a build of the sources as they are. Throws when they do not build. */
export function ensureBuild(): void {
  const reason = whyBuild();
  if (!reason) return;
  console.log(`Building the pages (${reason}); this takes a minute …`);
  const next = path.join(root, "node_modules/next/dist/bin/next");
  const built = spawnSync(process.execPath, [next, "build"], {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
  });
  if (built.status !== 0) throw new Error("The pages could not be built; the reason stands above.");
  packAssets();
}

function whyBuild(): string | null {
  const builtAt = modifiedAt(path.join(root, ".next/BUILD_ID"));
  if (builtAt === null) return "there is no build yet";
  const rootFiles = readdirSync(root).filter((name) => ROOT_SOURCE.test(name));
  for (const name of [...SOURCES, ...rootFiles]) {
    const newer = findNewer(path.join(root, name), builtAt);
    if (newer) return `${path.relative(root, newer)} is newer than the last one`;
  }
  return null;
}

function findNewer(place: string, than: number): string | null {
  const stat = statSync(place, { throwIfNoEntry: false });
  if (!stat || /\.(test|spec)\.tsx?$|next-env/.test(place)) return null;
  if (!stat.isDirectory()) return stat.mtimeMs > than ? place : null;
  for (const name of readdirSync(place)) {
    const newer = findNewer(path.join(place, name), than);
    if (newer) return newer;
  }
  return null;
}

function modifiedAt(file: string): number | null {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? null;
}

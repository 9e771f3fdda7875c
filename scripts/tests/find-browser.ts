// Finds a Chromium for the browser tests: a named one, Playwright's own, or the system's. If there is none,
// installs one through Playwright or, as root on Debian, through apt-get, and says so.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { chromium, firefox, webkit } from "@playwright/test";

export interface Browser {
  /** Undefined: Playwright knows where its own is. */
  executablePath: string | undefined;
  /** Where it came from, in words. */
  source: string;
}

const SYSTEM_NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const MAC_CHROME = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";

/** The first browser that starts, or null. Installs nothing. */
export function findBrowser(): Browser | null {
  for (const name of ["PLAYWRIGHT_CHROMIUM_PATH", "CHROMIUM_PATH"]) {
    const named = process.env[name];
    if (named && starts(named)) return { executablePath: named, source: `${name}=${named}` };
    if (named) console.warn(`${name} is set to ${named}, which does not start; looking further`);
  }
  if (starts(chromium.executablePath())) {
    return { executablePath: undefined, source: "Playwright's own Chromium" };
  }
  for (const candidate of [...systemPaths(), MAC_CHROME]) {
    if (starts(candidate))
      return { executablePath: candidate, source: `the system's ${candidate}` };
  }
  return null;
}

/** The ordinary Firefox that FIREFOX_PATH names, or null; never looked for, since its driver is young. */
export function findNamedFirefox(): string | null {
  const named = process.env.FIREFOX_PATH;
  if (!named) return null;
  if (starts(named)) return named;
  console.warn(`FIREFOX_PATH is set to ${named}, which does not start`);
  return null;
}

/**
 * Whether Playwright's own Firefox or WebKit is here, and why not. Only these are driven through the patch
 * of Playwright's own builds.
 */
export function lookForOwnBuild(name: "firefox" | "webkit"): { isHere: boolean; reason: string } {
  const executable = { firefox, webkit }[name].executablePath();
  if (!existsSync(executable)) {
    return { isHere: false, reason: `not installed; npx playwright install ${name}` };
  }
  if (name === "firefox" && !starts(executable)) {
    return { isHere: false, reason: `installed, but does not start: ${executable}` };
  }
  return { isHere: true, reason: executable };
}

/** A browser, installed if need be; throws with what to do when none can be had. */
export function ensureBrowser(): Browser {
  const found = findBrowser();
  if (found) return announce(`Browser: ${found.source}`, found);

  console.log("Browser: none found, installing Playwright's Chromium …");
  const cli = path.join(
    path.dirname(createRequire(import.meta.url).resolve("@playwright/test")),
    "cli.js",
  );
  spawnSync(process.execPath, [cli, "install", "chromium"], { stdio: "inherit" });
  const downloaded = findBrowser();
  if (downloaded) return announce(`Browser: installed ${downloaded.source}`, downloaded);

  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    console.log("Browser: Playwright's did not work out, installing Debian's chromium …");
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    spawnSync("apt-get", ["update", "-qq"], { stdio: "inherit", env });
    const install = ["install", "-y", "-qq", "--no-install-recommends", "chromium"];
    spawnSync("apt-get", install, { stdio: "inherit", env });
    const packaged = findBrowser();
    if (packaged) return announce(`Browser: installed ${packaged.source}`, packaged);
  }
  throw new Error(
    "No Chromium was found and none could be installed. Install one and name it: CHROMIUM_PATH=/path/to/chromium npm test",
  );
}

function announce(words: string, browser: Browser): Browser {
  console.log(words);
  return browser;
}

function systemPaths(): string[] {
  const folders = (process.env.PATH ?? "").split(path.delimiter).filter(Boolean);
  return SYSTEM_NAMES.flatMap((name) => folders.map((folder) => path.join(folder, name)));
}

/** A file may exist and still lack its libraries: only one that prints its version counts. */
function starts(executable: string): boolean {
  if (!existsSync(executable)) return false;
  try {
    execFileSync(executable, ["--version"], { stdio: "ignore", timeout: 20_000 });
    return true;
  } catch {
    return false;
  }
}

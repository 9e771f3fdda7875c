// A folder for one test file, with a space in its name because people have those; removed at the end.
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll } from "vitest";

/** Call at the top of a file or describe block. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), "heartwire test "));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

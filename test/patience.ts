// How long every test waits for a condition: as long as a busy machine may need. A failure takes longer to
// report; a pass takes no longer. Playwright's patience: playwright.config.ts.
import { vi } from "vitest";

const PATIENCE_MS = 30_000;

const waitFor = vi.waitFor;
// Vitest has a setting for `expect.poll`, and none for this one.
vi.waitFor = (check, options) =>
  waitFor(check, {
    timeout: PATIENCE_MS,
    interval: 10,
    ...(typeof options === "number" ? { timeout: options } : options),
  });

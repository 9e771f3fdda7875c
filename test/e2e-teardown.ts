// After the browser tests: the data folder they were given goes. (Playwright wants a default export here.)
import { rmSync } from "node:fs";

export default function removeDataFolder(): void {
  const folder = process.env.E2E_DATA_DIR;
  if (folder) rmSync(folder, { recursive: true, force: true });
}

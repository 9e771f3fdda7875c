// Runs around every test file: what a file opened it must have closed when it ends. A socket, server, child
// process or timer that keeps the process alive fails the file.
import { afterAll, expect, vi } from "vitest";

const WATCHED = new Set([
  "TCPSocketWrap",
  "TCPServerWrap",
  "TCPWrap",
  "PipeWrap",
  "PipeServerWrap",
  "PipeConnectWrap",
  "ProcessWrap",
  "MessagePort",
  "Timeout",
]);

const atStart = countResources();

// Registered before any hook of the file, so it runs after all of them.
afterAll(async () => {
  await vi.waitFor(() => expect(findLeaks()).toEqual({}), { timeout: 3_000, interval: 20 });
}, 5_000);

function findLeaks(): Record<string, number> {
  const leaks: Record<string, number> = {};
  for (const [name, count] of countResources()) {
    // Waiting here holds timers of its own.
    const allowed = (atStart.get(name) ?? 0) + (name === "Timeout" ? 4 : 0);
    if (count > allowed) leaks[name] = count - allowed;
  }
  return leaks;
}

function countResources(): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of process.getActiveResourcesInfo()) {
    if (WATCHED.has(name)) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

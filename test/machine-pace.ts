// Measures how slow the machine is now, beside the one that the time limits in the tests were written on. A
// shared core may give a third of an hour ago, so a limit without it proves nothing.
import { createHash } from "node:crypto";

/** The time of the work below on two idle cores of the kind the limits were written on. */
const REFERENCE_MS = 40;
/** Beyond that a time says nothing any more. */
const SLOWNESS_MAX = 4;

/** 1 on the reference machine or a faster one; a limit of time is multiplied by it. Prints what it found. */
export function measureSlowness(): number {
  const work = Buffer.alloc(1 << 20, 7);
  const startedAt = performance.now();
  for (let round = 0; round < 12; round++) {
    createHash("sha256").update(work).digest();
    Array.from({ length: 20_000 }, (_, nth) => (nth * 7_919) % 20_011).sort((a, b) => a - b);
  }
  const tookMs = performance.now() - startedAt;
  const slowness = Math.min(SLOWNESS_MAX, Math.max(1, tookMs / REFERENCE_MS));
  console.log(
    `this machine took ${tookMs.toFixed(0)} ms for work of ${REFERENCE_MS} ms: limits of time × ${slowness.toFixed(1)}`,
  );
  return slowness;
}

// One deadline for everything that must answer in time: routes, socket requests, pages, readiness.

import { HeartwireError } from "@/protocol/errors";

/**
 * What the work answers, or TIMEOUT with these words once it took longer than `withinMs`. The work itself
 * goes on, so what it changes may still happen.
 */
export function withDeadline<Value>(
  work: Promise<Value>,
  withinMs: number,
  words = "That took too long. It may still have happened.",
): Promise<Value> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new HeartwireError("TIMEOUT", words)), withinMs);
    work.then(
      (value) => {
        clearTimeout(timer);
        resolve(value);
      },
      (error: unknown) => {
        clearTimeout(timer);
        reject(error);
      },
    );
  });
}

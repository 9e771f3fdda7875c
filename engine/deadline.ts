// One deadline for everything that must answer in time: routes, socket requests, pages, readiness.
import { HeartwireError } from "@/protocol/errors";

interface DeadlineOptions {
  /** What the caller reads. */
  message?: string;
  /** Called at the deadline, before the caller is answered: work not yet begun may be left undone. */
  onLate?(): void;
}

/**
 * What the work answers, or TIMEOUT once it took longer than `withinMs`. The work itself goes on, so what it
 * changes may still happen.
 */
export function withDeadline<Value>(
  work: Promise<Value>,
  withinMs: number,
  options?: DeadlineOptions,
): Promise<Value> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      options?.onLate?.();
      const message = options?.message ?? "That took too long. It may still have happened.";
      reject(new HeartwireError("TIMEOUT", message));
    }, withinMs);
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

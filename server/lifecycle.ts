// The life of the process: faults are counted and never end it. The first signal to stop starts an orderly
// end, the second one ends it at once. Parts opened at start are closed in reverse.
import type { Logger } from "pino";

type Closer = () => unknown;

/** What runs us kills after ten seconds. */
const STOP_WITHIN_MS = 8_000;
/** What every part has, however long the others took. */
const LEAST_MS = 150;

export interface Lifecycle {
  /** Remembers how to close what was just opened. */
  onClose(close: Closer): void;
  /** True from the first signal on. */
  isStopping(): boolean;
  /** Closes everything, newest first, and exits. */
  stop(exitCode: number): Promise<void>;
}

/** Takes over signals and faults. Call before anything else is loaded that listens for them. */
export function startLifecycle(options: {
  log: Logger;
  countFault: (kind: "exception" | "rejection") => void;
}): Lifecycle {
  const { log, countFault } = options;
  const closers: Closer[] = [];
  let stopping = false;

  /** The log may be the very fault: what it throws here would come back here. */
  function noteFault(kind: "exception" | "rejection", words: string, error: unknown) {
    countFault(kind);
    try {
      log.fatal({ err: error }, words);
    } catch {
      // Counted above.
    }
  }
  process.on("uncaughtException", (error) => noteFault("exception", "uncaught exception", error));
  process.on("unhandledRejection", (reason) =>
    noteFault("rejection", "unhandled rejection", reason),
  );

  async function stop(exitCode: number): Promise<void> {
    stopping = true;
    const endsAt = performance.now() + STOP_WITHIN_MS;
    for (const close of closers.splice(0).reverse()) {
      try {
        await withinTime(close, Math.max(LEAST_MS, endsAt - performance.now()));
      } catch (error) {
        log.warn({ err: error }, "could not close in order");
      }
    }
    process.exit(exitCode);
  }

  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      if (stopping) process.exit(130);
      log.info("stopping; once more to end at once");
      void stop(0);
    });
  }
  return { onClose: (close) => closers.push(close), isStopping: () => stopping, stop };
}

/** Rejects when it is not closed in time; the part is left to end with the process. */
async function withinTime(close: Closer, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not closed within ${Math.round(ms)} ms`)), ms);
  });
  try {
    await Promise.race([close(), late]);
  } finally {
    clearTimeout(timer);
  }
}

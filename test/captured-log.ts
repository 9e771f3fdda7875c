// The product's own logger, redaction and all, with its lines kept instead of printed. For tests alone.
import type { Logger } from "pino";
import { createLog } from "@/server/log";

export interface CapturedLog {
  log: Logger;
  /** The lines since the last call, as written. */
  take(): string[];
}

/** A logger with no lines yet. */
export function captureLog(): CapturedLog {
  let lines: string[] = [];
  return {
    log: createLog({ write: (line) => void lines.push(line) }),
    take() {
      const taken = lines;
      lines = [];
      return taken;
    },
  };
}

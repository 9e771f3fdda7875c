// The one logger of the process, shared by both module graphs. Secrets and what people write never
// reach it: fields that could hold them are blanked here, whoever logs.
import { type DestinationStream, type Logger, pino } from "pino";

const REDACTED_FIELDS = [
  "authorization",
  "cookie",
  "password",
  "token",
  "secret",
  "body",
  "payload",
  "headers",
];

const SLOT = Symbol.for("heartwire.log");
type Slotted = typeof globalThis & { [SLOT]?: Logger };

/** A logger that blanks secrets; pretty on a terminal, JSON lines everywhere else. */
export function createLog(destination?: DestinationStream): Logger {
  const options = {
    level: process.env.LOG_LEVEL ?? "info",
    base: null,
    redact: {
      paths: REDACTED_FIELDS.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]),
      censor: "[redacted]",
    },
  };
  if (destination) return pino(options, destination);
  if (!process.stdout.isTTY) return pino(options);
  return pino({
    ...options,
    transport: { target: "pino-pretty", options: { ignore: "pid,hostname", singleLine: true } },
  });
}

/** Puts another logger in the process's slot, as tests do. */
export function putLog(log: Logger): void {
  (globalThis as Slotted)[SLOT] = log;
}

/** The process's logger. */
export function getLog(): Logger {
  const slotted = globalThis as Slotted;
  slotted[SLOT] ??= createLog();
  return slotted[SLOT];
}

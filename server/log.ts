// The one logger of the process, shared by both module graphs. Secrets and what people write never reach it:
// fields that could hold them are blanked here for every caller.
import { writeSync } from "node:fs";
import { type DestinationStream, type Logger, pino } from "pino";
import { LOG_LEVELS } from "@/server/config";
import { defineSlot } from "./slot";

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

const slot = defineSlot<Logger>("heartwire.log");

/** A logger that blanks secrets; pretty on a terminal, JSON lines everywhere else. */
export function createLog(destination?: DestinationStream): Logger {
  const options = {
    level: LOG_LEVELS.find((level) => level === process.env.LOG_LEVEL) ?? "info",
    base: null,
    redact: {
      paths: REDACTED_FIELDS.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]),
      censor: "[redacted]",
    },
  };
  if (destination) return pino(options, destination);
  if (!process.stdout.isTTY) return pino(options, createLossyDestination(process.stdout.fd));
  return pino({
    ...options,
    transport: { target: "pino-pretty", options: { ignore: "pid,hostname", singleLine: true } },
  });
}

/**
 * Writes what can be written and loses the rest. @NOTE pino's own destination waits in a loop where a disk is full,
 * and the whole process with it; and what it throws would be logged as a fault, with the same end.
 */
export function createLossyDestination(fd: number): DestinationStream {
  /** A line that was cut short is ended before the next one. */
  let isBroken = false;
  return {
    write(line) {
      const bytes = Buffer.from(isBroken ? `\n${line}` : line);
      let written = 0;
      try {
        while (written < bytes.byteLength) written += writeSync(fd, bytes, written);
        isBroken = false;
      } catch {
        isBroken ||= written > 0;
      }
    },
  };
}

const said = new WeakMap<Logger, Set<string>>();

/** Warns with these words unless the process's logger has them already; `fields` are those of the first time. */
export function warnOnce(fields: Record<string, unknown>, words: string): void {
  const log = getLog();
  const known = said.get(log) ?? new Set();
  if (known.has(words)) return;
  said.set(log, known.add(words));
  log.warn(fields, words);
}

/** Puts another logger in the process's slot, as tests do. */
export const putLog = slot.put;

/** The process's logger. */
export function getLog(): Logger {
  const known = slot.read();
  if (known) return known;
  const log = createLog();
  slot.put(log);
  return log;
}

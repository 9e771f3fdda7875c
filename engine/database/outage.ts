// Distinguishes an outage from a fault. When the database is gone, starting, full or too slow, callers get
// UNAVAILABLE and may try again. Everything else unknown stays INTERNAL. HTTP and the socket both ask here.
import { HeartwireError } from "@/protocol/errors";
import { classifyDatabaseError } from "./database-errors";

const RETRY_AFTER_MS = 1_000;

/** The error itself, or UNAVAILABLE where the database is the reason and waiting can help. */
export function toUnavailable(error: unknown): unknown {
  if (!(error instanceof Error) || error.name === "HeartwireError") return error;
  if (classifyDatabaseError(error) === "refused") return error;
  return databaseUnavailable(error);
}

/** UNAVAILABLE with the time to wait; the cause stays inside. */
export function databaseUnavailable(cause: unknown): HeartwireError {
  return new HeartwireError("UNAVAILABLE", "The database does not answer. Try again soon.", {
    retryAfterMs: RETRY_AFTER_MS,
    cause,
  });
}

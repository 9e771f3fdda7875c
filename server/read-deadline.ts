// Pages answer within five seconds, whatever the database does. All reads of one request share one deadline,
// since separate waits would add up.
import { cache } from "react";
import { withDeadline } from "../engine/deadline";

/** Leaves time to draw the page that says so. */
const READ_WITHIN_MS = 3_500;

const readDeadline = cache(() => Date.now() + READ_WITHIN_MS);

/** What is read, or TIMEOUT once the request has waited long enough altogether. */
export function inTime<Value>(reading: Promise<Value>): Promise<Value> {
  const leftMs = Math.max(0, readDeadline() - Date.now());
  return withDeadline(reading, leftMs, { message: "That took too long." });
}

// Pages answer within five seconds, whatever the database does. All reads of one request share the moment
// by which they must be there: two that each wait a little would together wait too long.
import { cache } from "react";
import { HeartwireError } from "@/protocol/errors";

/** Leaves time to draw the page that says so. */
const READ_WITHIN_MS = 3_500;

const readDeadline = cache(() => Date.now() + READ_WITHIN_MS);

/** What is read, or TIMEOUT once the request has waited long enough altogether. */
export async function inTime<Value>(reading: Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    const leftMs = Math.max(0, readDeadline() - Date.now());
    timer = setTimeout(() => reject(new HeartwireError("TIMEOUT", "That took too long.")), leftMs);
  });
  try {
    return await Promise.race([reading, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}

// Turns the engine's NOT_FOUND into the not-found page; every other error stays an error, also a timeout.
import { notFound } from "next/navigation";
import { toHeartwireError } from "@/protocol/errors";
import { inTime } from "@/server/read-deadline";

/** The value, or the not-found page. */
export async function orNotFound<Value>(reading: Promise<Value>): Promise<Value> {
  try {
    return await inTime(reading);
  } catch (error) {
    if (toHeartwireError(error).code === "NOT_FOUND") notFound();
    throw error;
  }
}

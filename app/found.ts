// Turns the engine's NOT_FOUND into the page that says so; every other error stays an error.
import { notFound } from "next/navigation";
import { toHeartwireError } from "@/protocol/errors";

/** The value, or the not-found page. */
export async function orNotFound<Value>(reading: Promise<Value>): Promise<Value> {
  try {
    return await reading;
  } catch (error) {
    if (toHeartwireError(error).code === "NOT_FOUND") notFound();
    throw error;
  }
}

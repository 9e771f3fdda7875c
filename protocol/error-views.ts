// The forms of an error in transit: an ErrorView in acknowledgements, a Problem over HTTP. Which errors exist
// and how they become views is in errors.ts.
import "./zod-config";
import * as z from "zod/mini";
import { ERROR_CODES, type ErrorCode } from "./errors";

const errorCodeSchema = z.enum(Object.keys(ERROR_CODES) as [ErrorCode, ...ErrorCode[]]);

export const errorViewSchema = z.object({
  code: errorCodeSchema,
  message: z.string(),
  retryable: z.boolean(),
  retryAfterMs: z.optional(z.int().check(z.nonnegative())),
  fields: z.optional(z.record(z.string(), z.string())),
  reason: z.optional(z.string()),
  errorId: z.string(),
});
export type ErrorView = z.infer<typeof errorViewSchema>;

/** RFC 9457 plus the fields of ErrorView. */
export const problemSchema = z.extend(errorViewSchema, {
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
});
export type Problem = z.infer<typeof problemSchema>;

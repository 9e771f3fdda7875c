// The basic values of requests alone: devices and their numbers, names, cursors, page limits, text. Refuses
// what is not exactly of its form, so that no later layer checks again. For servers: a page that imports it
// carries all of zod.
import { z } from "zod";
import { PAGE_LIMIT_DEFAULT, PAGE_LIMIT_MAX } from "./bounds";

/** Names one browser profile or program; stable for as long as it keeps counting `seq`. */
export const deviceIdSchema = z
  .string()
  .regex(/^[A-Za-z0-9_.:-]{1,64}$/, "must be 1 to 64 letters, digits or _ . : -");

/** Rises with every like of one device on one content. */
export const seqSchema = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

export const usernameSchema = z
  .string()
  .regex(/^[a-z0-9_][a-z0-9_.-]{1,29}$/, "must be 2 to 30 lower-case letters, digits or _ . -");

const MAX_CURSOR_LENGTH = 200;

/** Opaque to clients; only the engine reads what is inside. */
export const cursorSchema = z.string().min(1).max(MAX_CURSOR_LENGTH);

export const pageLimitSchema = z.coerce
  .number()
  .int()
  .min(1)
  .max(PAGE_LIMIT_MAX)
  .default(PAGE_LIMIT_DEFAULT);

const NUL_OR_LONE_SURROGATE =
  /\0|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;
/** Something beside spaces, controls and characters that draw nothing. */
const VISIBLE = /[^\p{White_Space}\p{Cc}\p{Default_Ignorable_Code_Point}\u2800]/u;
const COMBINING_PILE = /\p{M}{9,}/u;

/**
 * Text people write: trimmed, counted in code points. Refuses NUL, lone surrogates and piles of combining
 * marks, which PostgreSQL refuses, JSON mangles and screens overflow with.
 */
export function humanText(options: { min: number; max: number }) {
  return z
    .string()
    .max(options.max * 4, `must be at most ${options.max} characters`)
    .trim()
    .refine((text) => !NUL_OR_LONE_SURROGATE.test(text), "holds characters that cannot be stored")
    .refine((text) => !COMBINING_PILE.test(text), "holds too many combining marks in a row")
    .refine((text) => [...text].length <= options.max, `must be at most ${options.max} characters`)
    .refine((text) => options.min === 0 || VISIBLE.test(text), "must not be empty")
    .refine((text) => [...text].length >= options.min, {
      message:
        options.min === 1 ? "must not be empty" : `must be at least ${options.min} characters`,
    });
}

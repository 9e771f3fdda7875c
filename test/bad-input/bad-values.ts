// Bad values shared by the tables of all routes. Mostly raw JSON, so that any bytes can be written. For tests
// alone.
import type { Kind } from "./kinds";

/** A well-formed id of nothing. */
export const MISSING = "0190a000-0000-7000-8000-000000000404";

export const NOT_JSON = [
  "{",
  "nonsense",
  "{'a':true}",
  "[1,]",
  "undefined",
  "\u0000",
  "{}{}",
  "NaN",
];
/** JSON that is no object. */
export const NO_OBJECTS = ["null", "[]", '"text"', "7", "true"];
/** Raw values for any field; a field that takes one of them leaves it out. */
export const WRONG_TYPES = ["null", '""', "7", "[]", "{}", '"yes"', "[true]", "1.5"];

/** Each a raw value; no device, number, type or id may be any of them. */
export const BAD_TEXTS: [Kind, string][] = [
  ["text with NUL", '"a\\u0000b"'],
  ["lone surrogates", '"\\ud800"'],
  ["lone surrogates", '"a\\udc00b"'],
  ["zero-width", '"a\\u200bb"'],
  ["RTL", '"\\u202eabc"'],
  ["RTL", '"שלום"'],
  ["combining marks", JSON.stringify(`e${"\u0301".repeat(500)}`)],
  ["Prisma operators", '{"$ne":null}'],
  ["Prisma operators", '{"not":"x"}'],
  ["Prisma operators", '{"in":["post"]}'],
  ["SQL-looking text", '"\'; DROP TABLE likes; --"'],
  ["SQL-looking text", '"1 OR 1=1"'],
  ["deep arrays", nested(5_000)],
];

export const BAD_IDS = [
  "1",
  "null",
  `${MISSING}0`,
  MISSING.slice(1),
  MISSING.toUpperCase(),
  `{${MISSING}}`,
  MISSING.replaceAll("-", ""),
  "__proto__",
];

export const FOREIGN_FIELDS = ["userId", "likeCount", "user_id", "$where", "Liked", " liked"];
export const PROTOTYPE_FIELDS = [
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "hasOwnProperty",
];

/** Arrays in arrays, as raw JSON. */
export function nested(depth: number): string {
  return "[".repeat(depth) + "]".repeat(depth);
}

/** An object as raw JSON, one field put in or replaced by a raw value. */
export function withField(object: object, field: string, rawValue: string): string {
  const others = Object.entries(object).filter(([name]) => name !== field);
  const fields = others.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`);
  return `{${[...fields, `${JSON.stringify(field)}:${rawValue}`].join(",")}}`;
}

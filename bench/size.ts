// How much of everything a benchmark does: `--smoke` runs every part for a moment, to see that none is broken.
// Its figures mean nothing.

export const isSmoke = process.argv.includes("--smoke");

/** The first, or the second when only smoke is looked for. */
export function sized<Value>(full: Value, smoke: Value): Value {
  return isSmoke ? smoke : full;
}

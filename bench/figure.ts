// The result of a benchmark: one number with its spread and, where set, the target ratio. Variants take turns
// round by round, so that a slow machine slows all of them. Ratios are taken within a round.

export interface Figure {
  /** What was put to the test, as a heading. */
  group: string;
  name: string;
  value: number;
  min: number;
  max: number;
  unit: string;
  /** As people read it: "≥ 50", "≤ 0.75". */
  target?: string;
  isMet?: boolean;
}

/** The middle one; of an even number the upper of the two. NaN of nothing. */
export function median(numbers: readonly number[]): number {
  return sorted(numbers)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}

/** Median, least and most of the rounds. */
export function figure(
  group: string,
  name: string,
  unit: string,
  rounds: readonly number[],
  target?: Target,
): Figure {
  const value = median(rounds);
  return {
    group,
    name,
    value,
    min: Math.min(...rounds),
    max: Math.max(...rounds),
    unit,
    ...(target ? { target: target.words, isMet: target.isMetBy(value) } : {}),
  };
}

export interface Target {
  words: string;
  isMetBy(value: number): boolean;
}

export const atLeast = (limit: number): Target => ({
  words: `≥ ${limit}`,
  isMetBy: (value) => value >= limit,
});

export const atMost = (limit: number): Target => ({
  words: `≤ ${limit}`,
  isMetBy: (value) => value <= limit,
});

/** Round by round, one series over the other. */
export function ratios(over: readonly number[], under: readonly number[]): number[] {
  return over.map((value, round) => value / (under[round] ?? Number.NaN));
}

/** Runs every variant once a round, after one round that does not count. Answers by variant, by round. */
export async function takeTurns<Name extends string, Measured>(
  rounds: number,
  variants: Record<Name, () => Promise<Measured>>,
): Promise<Record<Name, Measured[]>> {
  const names = Object.keys(variants) as Name[];
  const results = Object.fromEntries(names.map((name) => [name, [] as Measured[]])) as Record<
    Name,
    Measured[]
  >;
  for (let round = 0; round <= rounds; round++) {
    for (const name of names) {
      const value = await variants[name]();
      if (round > 0) results[name].push(value);
    }
  }
  return results;
}

function sorted(numbers: readonly number[]): number[] {
  return [...numbers].sort((one, other) => one - other);
}

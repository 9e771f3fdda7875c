// Percentiles of millions of times: of every sample, not of a part.

const BUCKETS_PER_MS = 10;
const LONGEST_MS = 60_000;

/** Times in tenths of a millisecond; holds millions in the space of one array. */
export class Latencies {
  readonly #buckets = new Uint32Array(LONGEST_MS * BUCKETS_PER_MS + 1);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** Times below zero come of two clocks and are an error; above a minute they count as a minute. */
  add(ms: number): void {
    if (!(ms >= 0)) throw new Error(`${ms} ms is no time`);
    const bucket = Math.ceil(Math.min(ms, LONGEST_MS) * BUCKETS_PER_MS);
    this.#buckets[bucket] = (this.#buckets[bucket] ?? 0) + 1;
    this.#count++;
  }

  /** The least time that this share (0 to 1) of all samples did not exceed, rounded up to a tenth. */
  percentile(share: number): number {
    if (this.#count === 0) throw new Error("there is no percentile of nothing");
    const needed = Math.max(1, Math.ceil(share * this.#count));
    let passed = 0;
    let bucket = -1;
    while (passed < needed) passed += this.#buckets[++bucket] ?? 0;
    return bucket / BUCKETS_PER_MS;
  }
}

/** A run that lost something has no figures. */
export function requireEqual(what: string, found: number, expected: number): void {
  if (found !== expected) throw new Error(`${what}: ${found}, expected ${expected}`);
}

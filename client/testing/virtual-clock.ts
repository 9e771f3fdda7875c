// A clock that a test advances, with its own seeded random numbers. Timers run in order of time, then of
// setting.
import type { Clock } from "../clock";

interface Timer {
  at: number;
  order: number;
  run(): void;
}

/** mulberry32: small, seeded, good enough for dice. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export class VirtualClock implements Clock {
  #now: number;
  #order = 0;
  #timers: Timer[] = [];
  readonly random: () => number;

  constructor(seed = 1, startAt = 1_700_000_000_000) {
    this.random = seededRandom(seed);
    this.#now = startAt;
  }

  get pendingTimers(): number {
    return this.#timers.length;
  }

  now(): number {
    return this.#now;
  }

  after(delayMs: number, run: () => void): () => void {
    this.#order += 1;
    const timer = { at: this.#now + Math.max(0, delayMs), order: this.#order, run };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((each) => each !== timer);
    };
  }

  /** Moves time on, letting promises settle after every timer. */
  async advance(byMs: number): Promise<void> {
    const until = this.#now + byMs;
    await settle();
    for (let next = this.#next(until); next; next = this.#next(until)) {
      this.#now = Math.max(this.#now, next.at);
      this.#timers = this.#timers.filter((each) => each !== next);
      next.run();
      await settle();
    }
    this.#now = until;
  }

  #next(until: number): Timer | undefined {
    const due = this.#timers.filter((each) => each.at <= until);
    return due.sort((left, right) => left.at - right.at || left.order - right.order)[0];
  }
}

const TURNS = 12;

/** Lets chains of promises run to their end without any real time passing. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn += 1) await Promise.resolve();
}

// Repeatable random numbers: everything the seed draws comes from here, so one number gives one database.

export interface Dice {
  /** From 0 up to, not including, 1. */
  next(): number;
  chance(probability: number): boolean;
  /** An integer, both ends included. */
  between(low: number, high: number): number;
  /** That many different items, in drawn order. */
  pick<Item>(items: readonly Item[], count: number): Item[];
  /** A version 7 UUID of that moment, so that ids sort as the rows do. */
  uuidAt(moment: Date): string;
}

/** Random numbers that are the same for the same seed. */
export function rollFrom(seed: number): Dice {
  let state = seed >>> 0;
  // A Weyl sequence through a 32-bit mixer: short, and random enough for a village.
  const next = () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
  };
  const between = (low: number, high: number) => low + Math.floor(next() * (high - low + 1));
  const hex = (digits: number) =>
    Array.from({ length: digits }, () => between(0, 15).toString(16)).join("");
  return {
    next,
    between,
    chance: (probability) => next() < probability,
    pick(items, count) {
      const left = [...items];
      return Array.from({ length: Math.min(count, left.length) }, () => {
        const [item] = left.splice(between(0, left.length - 1), 1);
        return item as (typeof left)[number];
      });
    },
    uuidAt(moment) {
      const time = moment.getTime().toString(16).padStart(12, "0");
      const variant = between(8, 11).toString(16);
      return `${time.slice(0, 8)}-${time.slice(8)}-7${hex(3)}-${variant}${hex(3)}-${hex(12)}`;
    },
  };
}

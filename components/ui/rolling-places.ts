// Which digits of a written count move when it changes, and past what. Counted from the right, so that a
// place keeps its key as the number grows. Pure; rolling-number.tsx draws it.
import { writeCount } from "./format";

export interface Place {
  place: number;
  sign: string;
  /** What its wheel shows before it ends at `sign`, in order; empty where nothing changes. */
  passing: string[];
}

export interface Roll {
  /** The signs of the number it ends at, left to right. */
  places: Place[];
  /** What stood left of them and goes. */
  leaving: string;
  /** How many signs fewer there are than before. */
  shrunkBy: number;
}

/** What moves when one number becomes another. */
export function planRoll(from: number, to: number): Roll {
  const before = writeCount(from);
  const after = writeCount(to);
  const shrunkBy = before.length - after.length;
  const places = [...after].map((sign, index) => {
    const place = after.length - 1 - index;
    return { place, sign, passing: listPassing(before.at(-1 - place) ?? " ", sign, to > from) };
  });
  return { places, leaving: before.slice(0, Math.max(0, shrunkBy)), shrunkBy };
}

/** A wheel turns one way only, over nine to nought where it must; a separator is simply replaced. */
function listPassing(beginning: string, end: string, isRising: boolean): string[] {
  if (beginning === end) return [];
  if (!isDigit(beginning) || !isDigit(end)) return [beginning];
  const step = isRising ? 1 : 9;
  const passing: string[] = [];
  for (let digit = Number(beginning); digit !== Number(end); digit = (digit + step) % 10) {
    passing.push(String(digit));
  }
  return passing;
}

function isDigit(sign: string): boolean {
  return /^\d$/.test(sign);
}

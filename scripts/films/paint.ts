// Colours as three numbers from 0 to 255, smooth steps, and noise that repeats for the same place. `t` runs
// from 0 to 1 over a film and every scene ends where it began.

export type Colour = readonly [red: number, green: number, blue: number];

/** The colour of a point; x and y in picture heights from the upper left corner. */
export type Scene = (x: number, y: number, t: number) => Colour;

/** Picture width in picture heights. */
export const ASPECT = 16 / 9;

export function mix(from: Colour, to: Colour, share: number): Colour {
  const s = clamp(share);
  return [
    from[0] + (to[0] - from[0]) * s,
    from[1] + (to[1] - from[1]) * s,
    from[2] + (to[2] - from[2]) * s,
  ];
}

export function add(colour: Colour, light: Colour, strength: number): Colour {
  return [
    colour[0] + light[0] * strength,
    colour[1] + light[1] * strength,
    colour[2] + light[2] * strength,
  ];
}

export function clamp(value: number): number {
  return Math.min(1, Math.max(0, value));
}

/** 0 below `low`, 1 above `high`, smooth between. */
export function smooth(low: number, high: number, value: number): number {
  const s = clamp((value - low) / (high - low));
  return s * s * (3 - 2 * s);
}

/** Between the colours of a list of [place, colour], in ascending order. */
export function gradient(stops: readonly (readonly [number, Colour])[], place: number): Colour {
  let previous = stops[0] ?? ([0, [0, 0, 0]] as const);
  for (const stop of stops) {
    if (place <= stop[0]) {
      return mix(previous[1], stop[1], (place - previous[0]) / (stop[0] - previous[0] || 1));
    }
    previous = stop;
  }
  return previous[1];
}

/** From 0 to 1, always the same for the same number. */
export function chance(number: number): number {
  const wave = Math.sin(number * 127.1 + 311.7) * 43_758.5453;
  return wave - Math.floor(wave);
}

/** A wave that comes back after one film; `turns` is how often. */
export function sway(t: number, turns: number, phase = 0): number {
  return Math.sin(2 * Math.PI * (t * turns + phase));
}

/** How far between 0 and 1 a thing is that crosses `laps` times a film, starting at `start`. */
export function lap(t: number, laps: number, start: number): number {
  const place = t * laps + start;
  return place - Math.floor(place);
}

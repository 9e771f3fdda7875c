// Avatars from names: always the same, and different enough to distinguish people.
import { describe, expect, it } from "vitest";
import { drawAvatar, HAIR_SHAPES } from "./avatar-drawing";

const NAMES = "ada bob cleo dao eli fern gus hana ivo june kofi lena".split(" ");

describe("faces", () => {
  it("[C54] the same name is the same face, and a name that differs is another", () => {
    const drawn = NAMES.map((name) => JSON.stringify(drawAvatar(name)));
    expect(NAMES.map((name) => JSON.stringify(drawAvatar(name)))).toEqual(drawn);
    expect(new Set(drawn).size).toBe(NAMES.length);
  });

  it("[C54] every name gives a face within its bounds, the empty one too", () => {
    for (const name of [
      "",
      "é",
      "🙂",
      ...Array.from({ length: 500 }, (_, index) => `user_${index}`),
    ]) {
      const { hairShape, lean, backdrop } = drawAvatar(name);
      expect(hairShape).toBeGreaterThanOrEqual(0);
      expect(hairShape).toBeLessThan(HAIR_SHAPES);
      expect(Math.abs(lean)).toBeLessThanOrEqual(18);
      expect(backdrop).toMatch(/^oklch\(0\.86 0\.075 \d+\)$/);
    }
  });

  it("[C54] no pair of tones is worn by more than a fifth of many names", () => {
    const worn = new Map<string, number>();
    for (let index = 0; index < 1_200; index += 1) {
      const { backdrop } = drawAvatar(`person${index}`);
      worn.set(backdrop, (worn.get(backdrop) ?? 0) + 1);
    }
    expect(Math.max(...worn.values())).toBeLessThan(240);
  });
});

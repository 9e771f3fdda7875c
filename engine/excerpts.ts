// The first words of a longer text, for views that only refer to it.

const EXCERPT_MAX = 80;

/** At most eighty code points, cut at a word where there is one, white space folded. */
export function firstWords(text: string): string {
  const points = [...text.replace(/\s+/g, " ").trim()];
  if (points.length <= EXCERPT_MAX) return points.join("");
  const cut = points.slice(0, EXCERPT_MAX - 1).join("");
  const lastSpace = cut.lastIndexOf(" ");
  return `${cut.slice(0, lastSpace > EXCERPT_MAX / 2 ? lastSpace : cut.length)}…`;
}

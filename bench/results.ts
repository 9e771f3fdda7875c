// Figures as one Markdown table.
import type { Figure } from "./figure";

/** The page: a head that says where it was measured, then a table a group. */
export function renderFigures(figures: readonly Figure[], machine: string): string {
  const groups = [...new Set(figures.map((each) => each.group))];
  const targets = figures.filter((each) => each.isMet !== undefined);
  const met = targets.filter((each) => each.isMet).length;
  return [
    "# What was measured",
    "",
    `\`npm run bench\` on ${machine}. Medians of rounds in which all variants took turns, least and most beside`,
    `them; ratios are taken within a round. ${met} of ${targets.length} targets met.`,
    ...groups.flatMap((group) => [
      "",
      `## ${group}`,
      "",
      "| | median | least – most | target | |",
      "|---|---:|---:|---:|---|",
      ...figures.filter((each) => each.group === group).map(renderRow),
    ]),
    "",
  ].join("\n");
}

function renderRow({ name, value, min, max, unit, target, isMet }: Figure): string {
  const verdict = isMet === undefined ? "" : isMet ? "met" : "missed";
  return `| ${name} | ${show(value)} ${unit} | ${show(min)} – ${show(max)} | ${target ?? ""} | ${verdict} |`;
}

function show(value: number): string {
  if (value >= 100) return Math.round(value).toLocaleString("en");
  return value.toLocaleString("en", { maximumSignificantDigits: 3 });
}

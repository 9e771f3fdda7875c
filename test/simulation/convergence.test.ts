import { describe, expect, it } from "vitest";
import { Simulation } from "./simulation";

const RUNS = Number(process.env.SIMULATION_RUNS ?? 300);
const FIRST_SEED = Number(process.env.SIMULATION_SEED ?? 1);
const PROBLEMS_MAX = 10;

describe("several people, bad networks", () => {
  it.each([
    ["[C30] never shows what was never true and rests at the server's truth", false],
    ["[C30] with messages overtaking one another it still rests at the server's truth", true],
  ])(
    "%s",
    async (_title, isDisordered) => {
      const problems: string[] = [];
      let framesSeen = 0;
      for (let seed = FIRST_SEED; seed < FIRST_SEED + RUNS; seed += 1) {
        const simulation = new Simulation({ seed, isDisordered });
        const problem = await simulation.run();
        framesSeen += simulation.framesSeen;
        if (problem) problems.push(`seed ${seed}: ${problem}`);
        if (problems.length === PROBLEMS_MAX) break;
      }
      console.log(`${RUNS} runs from seed ${FIRST_SEED}, ${framesSeen} frames`);
      expect(problems).toEqual([]);
    },
    1_800_000,
  );
});

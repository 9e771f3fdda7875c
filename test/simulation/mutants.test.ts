// Takes one rule out of the client at a time and runs the simulation: it must notice. The edited copy is in a
// temporary folder; an edit that no longer fits the source fails here too.
import { cpSync, symlinkSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { plant } from "@/test/mutants/mutant";
import { temporaryFolder } from "@/test/temporary-folder";
import type { Simulation as SimulationClass } from "./simulation";

interface Mutant {
  rule: string;
  file: string;
  find: string;
  put: string;
  isDisordered?: boolean;
  /** For what comes together seldom: longer runs than usual. */
  steps?: number;
  /** Where the search begins: close to a run that once noticed. */
  firstSeed?: number;
}

const RUNS_MAX = Number(process.env.SIMULATION_RUNS ?? 3_000);
const root = path.join(import.meta.dirname, "../..");
const COPIED = ["client", "hooks", "test/simulation"];

const MUTANTS: Mutant[] = [
  {
    rule: "a count is guarded by version",
    file: "client/engagement/engagement-reducer.ts",
    find: "truth === null || engagement.version > heldVersion",
    put: "true",
  },
  {
    rule: "my own heart is guarded by version",
    file: "client/engagement/engagement-reducer.ts",
    find: "liked !== undefined && engagement.version > likedVersion",
    put: "liked !== undefined",
  },
  {
    rule: "my own heart has a guard apart from the count's",
    file: "client/engagement/engagement-reducer.ts",
    find: "liked !== undefined && engagement.version > likedVersion",
    put: "liked !== undefined && isCountNewer",
    isDisordered: true,
  },
  {
    rule: "room events wait while a like of mine may have landed",
    file: "client/engagement/engagement-reducer.ts",
    find: "if (state.mayHaveLanded) return holdBack",
    put: "if (state.mayHaveLanded && false) return holdBack",
    isDisordered: true,
  },
  {
    rule: "the count moves by the difference between wish and truth",
    file: "client/engagement/engagement-reducer.ts",
    find: "Number(liked) - Number(isLikedInTruth)",
    put: "Number(liked)",
  },
  {
    rule: "another epoch forgets the versions",
    file: "client/engagement/engagement-store.ts",
    find: "this.#put(contentId, invalidate(state));",
    put: "this.#put(contentId, state);",
  },
  {
    rule: "an answer asked in another epoch is not believed",
    file: "client/engagement/engagement-store.ts",
    find: "if (askedInEpoch !== this.#epoch) {",
    put: "if (askedInEpoch === null) {",
  },
  {
    rule: "a like answered in another epoch is asked again",
    file: "client/intents/intent-delivery.ts",
    find: "if (askedInEpoch !== engagement.epoch) throw",
    put: "if (askedInEpoch === null) throw",
    firstSeed: 6_700,
  },
  {
    rule: "an unknown outcome is asked again",
    file: "client/intents/intent-answers.ts",
    find: "before.hasUnknownOutcome || !isRefusal(error);",
    put: "before.hasUnknownOutcome && !isRefusal(error);",
  },
  {
    rule: "the last like intent waits for the one under way, and is sent",
    file: "client/intents/intent-answers.ts",
    find: "const isLast = before.latest.seq === like.seq;",
    put: "const isLast = true;",
  },
  {
    rule: "the last answer is asked before a like intent counts as done",
    file: "client/intents/intent-transitions.ts",
    find: "return intent.answeredLiked === null || intent.answeredLiked === liked;",
    put: "return true;",
  },
  {
    rule: "a room event tells my own heart only when it names me",
    file: "client/engagement/engagement-events.ts",
    find: "roomMessage(event, mine?.isLiked)",
    put: "roomMessage(event, mine?.isLiked ?? false)",
  },
  {
    rule: "a page of a past epoch is only a hint",
    file: "client/engagement/engagement-store.ts",
    find: "this.#pastEpochs.size > 0 ? asHint(before, view)",
    put: "this.#pastEpochs.size < 0 ? asHint(before, view)",
  },
  {
    rule: "a like intent that failed is given up, with what it showed",
    file: "client/engagement/engagement-reducer.ts",
    find: "return release({ ...state, intent: null, mayHaveLanded: false });",
    put: "return release({ ...state, mayHaveLanded: false });",
  },
  {
    rule: "an attempt that failed is made again",
    file: "client/intents/intent-answers.ts",
    find: 'effects: [...effects, { kind: "setTimer", delay }],',
    put: "effects: delay && effects,",
  },
  {
    rule: "what a closed page left is adopted",
    file: "client/intents/orphaned-intents.ts",
    find: "if (writer !== tabId && !livingTabs.has(writer)) adopt(intent);",
    put: "if (writer === tabId && !livingTabs.has(writer)) adopt(intent);",
  },
  {
    rule: "rooms are joined again after a reconnect",
    file: "client/connection/watched-rooms.ts",
    find: "if (this.#wanted.size > 0) await this.#askToJoin([...this.#wanted.values()]);",
    put: "for (const [id, content] of this.#wanted) this.#joined.set(id, content);",
  },
  {
    rule: "a join that was not answered is asked again",
    file: "client/connection/watched-rooms.ts",
    find: "await this.#askToJoin(toJoin).catch(() => undefined);\n    this.#flushSoon(0);",
    put: "await this.#askToJoin(toJoin).catch(() => undefined);",
    firstSeed: 520,
  },
  {
    rule: "a lost line is opened again",
    file: "client/connection/connection-loss.ts",
    find: '{ kind: "setTimer", timer: "opening", delay, gate: openGate },',
    put: "",
  },
  {
    rule: "sync is asked every 30 s",
    file: "client/connection/resync.ts",
    find: "return { connection: next, effects: [...effects, syncIn(SYNC_EVERY_MS)] };",
    put: "return { connection: next, effects };",
    isDisordered: true,
  },
  {
    rule: "room events wait until the room is joined",
    file: "client/engagement/engagement-reducer.ts",
    find: "if (!isRoomJoined) return holdBack",
    put: "if (!isRoomJoined && false) return holdBack",
    steps: 300,
    firstSeed: 1_240,
  },
  {
    rule: "a rendering of a past epoch is no truth to go back to",
    file: "client/intents/intent-transitions.ts",
    find: "!isKnown(truth) ||",
    put: "!truth ||",
    isDisordered: true,
    firstSeed: 2_600,
  },
  {
    rule: "a like intent is persisted before it is sent",
    file: "client/intents/orphaned-intents.ts",
    find: "await storage.put({ ...intent, userId, tabId });",
    put: "void [storage, userId, tabId, intent];",
  },
  {
    rule: "the number of a like intent only rises",
    file: "client/intents/device.ts",
    find: "return tick * TAB_DIGITS + this.#tabDigits;",
    put: "return this.#tabDigits + tick * 0;",
  },
];

const folder = temporaryFolder();
symlinkSync(path.join(root, "node_modules"), path.join(folder, "node_modules"));

describe("each rule taken out", () => {
  it.each(MUTANTS)(
    "[C31] the simulation notices when missing: $rule",
    async (mutant) => {
      const { Simulation } = await importMutated(mutant);
      const { isDisordered = false, steps = 40 } = mutant;
      let problem: string | null = null;
      let seed = (mutant.firstSeed ?? 1) - 1;
      const lastSeed = seed + RUNS_MAX;
      while (!problem && seed < lastSeed) {
        seed += 1;
        problem = await new Simulation({ seed, isDisordered, steps }).run();
      }
      console.log(`without "${mutant.rule}": seed ${seed}: ${problem}`);
      expect(problem).not.toBeNull();
    },
    120_000,
  );
});

async function importMutated({
  rule,
  file,
  find,
  put,
}: Mutant): Promise<{ Simulation: typeof SimulationClass }> {
  const copy = path.join(folder, rule.replaceAll(/\W+/g, "-"));
  for (const name of COPIED) {
    cpSync(path.join(root, name), path.join(copy, name), {
      recursive: true,
      filter: (source) => !source.includes(".test."),
    });
  }
  plant(copy, { rule: "C31", what: rule, file, find, put });
  return import(path.join(copy, "test/simulation/simulation.ts"));
}

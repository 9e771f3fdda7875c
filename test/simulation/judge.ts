// Checks that what a simulated tab shows was once true, is not older than what it showed before, and at rest
// equals the database. Remembers the first fault.
import type { Person } from "@/protocol/views";
import type { HeartwireClient } from "../../client/heartwire-client";
import type { TextShelf } from "../../client/intents/device";
import type { IntentStorage } from "../../client/intents/intent-storage";
import type { ManualPage } from "../../client/testing/manual-page";
import type { SimulatedDatabase } from "./simulated-database";
import type { SimulatedNetwork } from "./simulated-network";

export interface Browser {
  person: Person;
  shelf: TextShelf;
  storage: IntentStorage;
  tabs: Set<Tab>;
  /** The last like intent of each content; kept only while one tab alone made intents. */
  lastIntent: Map<string, boolean>;
  /** One tab from beginning to end: nobody but this tab changes this person's heart. */
  wasAlwaysAlone: boolean;
}

export interface Tab {
  browser: Browser;
  bornInEpoch: string;
  /** By content: looks away from it. */
  inView: Map<string, () => void>;
  /** The newest version shown, by content; an epoch begins again. */
  newestShown: Map<string, { epoch: string; version: number }>;
  client: HeartwireClient;
  wire: SimulatedNetwork;
  page: ManualPage;
}

export class SimulationJudge {
  problem: string | null = null;
  framesSeen = 0;
  readonly #database: SimulatedDatabase;
  /** Messages overtake one another: then only rest and one's own like seen twice are judged. */
  readonly #isDisordered: boolean;

  constructor(database: SimulatedDatabase, isDisordered: boolean) {
    this.#database = database;
    this.#isDisordered = isDisordered;
  }

  /** Shown must be the others of a moment that was, plus my own heart as shown, and never an older one. */
  seeFrame(tab: Tab, contentId: string): void {
    this.framesSeen += 1;
    const { browser, client } = tab;
    const shown = client.engagement.read(contentId);
    if (client.engagement.epoch !== this.#database.epoch || shown.version < 0) return;
    this.#judgeOrder(tab, contentId, shown.version);
    const moment = this.#database.momentAt(contentId, shown.version);
    const { person } = browser;
    if (!moment) {
      this.#wrong(person, `version ${shown.version} never was`);
      return;
    }
    const wasLiked = moment.likedBy.has(person.userId);
    const others = moment.likedBy.size - Number(wasLiked);
    if (browser.wasAlwaysAlone && shown.likeCount > others + 1) {
      this.#wrong(person, "sees their own like twice");
    }
    if (this.#isDisordered) return;
    if (shown.likeCount !== others + Number(shown.liked)) {
      this.#wrong(person, `shows ${shown.likeCount} where ${others} others liked it`);
    }
    if (!shown.isPending && shown.liked !== wasLiked) {
      this.#wrong(person, `shows a heart that at version ${shown.version} was ${wasLiked}`);
    }
  }

  seeRest({ browser, client }: Tab, contentId: string, when: string): void {
    const { person, lastIntent, tabs } = browser;
    const shown = client.engagement.read(contentId);
    const truth = this.#database.read(person, contentId);
    if (shown.isPending) this.#wrong(person, `${when} a like is not settled`);
    if (inWords(shown) !== inWords(truth)) {
      this.#wrong(person, `${when} shows ${inWords(shown)}, the truth is ${inWords(truth)}`);
    }
    const wanted = lastIntent.get(contentId);
    if (tabs.size === 1 && wanted !== undefined && wanted !== truth.liked) {
      this.#wrong(person, `wanted ${wanted} last, the server says ${truth.liked}`);
    }
  }

  #judgeOrder({ browser, newestShown }: Tab, contentId: string, version: number): void {
    const { epoch } = this.#database;
    const newest = newestShown.get(contentId);
    if (newest?.epoch === epoch && newest.version > version) {
      this.#wrong(browser.person, `went back from version ${newest.version} to ${version}`);
    }
    newestShown.set(contentId, { epoch, version });
  }

  #wrong(person: Person, what: string): void {
    this.problem ??= `${person.username}: ${what}`;
  }
}

function inWords(state: { likeCount: number; liked: boolean; version: number }): string {
  return `${state.likeCount}/${state.liked}/v${state.version}`;
}

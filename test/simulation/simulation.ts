// Several people, some with two tabs, like one another's posts over bad networks, through one to three
// servers that lag and die. After every change the simulation asks whether what a tab shows was ever true. At
// rest everything must equal the database. One seed drives it: a failure is a number.

import type { Person } from "@/protocol/views";
import { HeartwireClient } from "../../client/heartwire-client";
import { viewerEngagementCheck } from "../../client/http/answer-checks";
import { eagerSchemas } from "../../client/http/eager-schemas";
import { Device } from "../../client/intents/device";
import { memoryIntentStorage } from "../../client/intents/intent-storage";
import { ManualPage } from "../../client/testing/manual-page";
import { sampleId, samplePerson } from "../../client/testing/sample-views";
import { seededRandom, VirtualClock } from "../../client/testing/virtual-clock";
import { type Browser, SimulationJudge, type Tab } from "./judge";
import { SimulatedDatabase } from "./simulated-database";
import { SimulatedNetwork, type Weather } from "./simulated-network";
import { SimulatedServer } from "./simulated-server";

export interface SimulationOptions {
  seed: number;
  /** Messages of one socket may overtake one another; then only rest and counts are judged. */
  isDisordered?: boolean;
  steps?: number;
}

const REST_MS = 60_000;
const SLOW_PAGE_MS = 3_000;
const SERVERS_MAX = 3;
/** What a viewer may count on: right two seconds after the last change, with a line. */
const QUIET_MS = 2_000;
const POLLED_QUIET_MS = 8_000;
const FAIR = { isDown: false, lossRate: 0, refusalRate: 0 };
const CONTENT_IDS = [sampleId(1), sampleId(2)];

export class Simulation {
  readonly #clock: VirtualClock;
  readonly #random: () => number;
  readonly #weather: Weather;
  readonly #database = new SimulatedDatabase(CONTENT_IDS);
  readonly #servers: readonly SimulatedServer[];
  readonly #judge: SimulationJudge;
  readonly #browsers: Browser[];
  readonly #steps: number;
  readonly #isSocketBlockedAtEnd: boolean;

  constructor({ seed, isDisordered = false, steps = 40 }: SimulationOptions) {
    this.#random = seededRandom(seed);
    this.#clock = new VirtualClock(seed + 1);
    this.#steps = steps;
    this.#isSocketBlockedAtEnd = seed % 5 === 0;
    this.#weather = {
      isDown: false,
      isSocketBlocked: false,
      lossRate: 0.08,
      refusalRate: seed % 2 === 0 ? 0.08 : 0,
      doubleRate: 0.15,
      maxDelayMs: 120,
      isDisordered,
    };
    this.#judge = new SimulationJudge(this.#database, isDisordered);
    this.#servers = Array.from(
      { length: 1 + (seed % SERVERS_MAX) },
      () => new SimulatedServer(this.#clock, this.#database),
    );
    this.#browsers = [1, 2, 3].map((number) => newBrowser(samplePerson(number)));
  }

  get framesSeen(): number {
    return this.#judge.framesSeen;
  }

  /** Answers the first thing that was wrong, or null. */
  async run(): Promise<string | null> {
    for (const browser of this.#browsers) this.#openTab(browser);
    await this.#clock.advance(500);
    for (let step = 0; step < this.#steps && !this.#judge.problem; step += 1) {
      this.#doSomething();
      await this.#clock.advance(this.#random() * 250);
    }
    await this.#comeToRest();
    for (const tab of this.#tabs()) tab.client.stop();
    return this.#judge.problem;
  }

  /** In fair weather everybody comes to the truth; then a like intent of each is everywhere at once. */
  async #comeToRest(): Promise<void> {
    const hasSockets = this.#isSocketBlockedAtEnd === false;
    Object.assign(this.#weather, FAIR, { isSocketBlocked: !hasSockets });
    for (const { page, client, inView } of this.#tabs()) {
      if (!page.visible) page.show();
      for (const contentId of CONTENT_IDS) {
        if (!inView.has(contentId)) client.rooms.see({ contentType: "post", contentId });
      }
    }
    await this.#clock.advance(REST_MS);
    this.#judgeAllAtRest("at rest");
    for (const { tabs } of this.#browsers) for (const tab of [...tabs].slice(0, 1)) this.#like(tab);
    await this.#clock.advance(hasSockets ? QUIET_MS : POLLED_QUIET_MS);
    this.#judgeAllAtRest("after a last like of each");
  }

  #judgeAllAtRest(when: string): void {
    for (const tab of this.#tabs())
      for (const id of CONTENT_IDS) this.#judge.seeRest(tab, id, when);
  }

  #doSomething(): void {
    const dice = this.#random();
    const tab = this.#pick(this.#tabs());
    if (dice < 0.45) this.#like(tab);
    else if (dice < 0.5) this.#scroll(tab);
    else if (dice < 0.58) tab.wire.cut();
    else if (dice < 0.63) this.#reopen(tab);
    else if (dice < 0.68) this.#secondTab(tab.browser);
    else if (dice < 0.74) this.#readPage(tab);
    else if (dice < 0.78) this.#seedOldPage(tab);
    else if (dice < 0.83) this.#weather.isSocketBlocked = !this.#weather.isSocketBlocked;
    else if (dice < 0.88) this.#goDownFor(this.#random() * 3_000);
    else if (dice < 0.9) this.#changeEpoch();
    else if (dice < 0.94) this.#hideOrShow(tab);
    else if (dice < 0.96) tab.page.sleep();
    else if (dice < 0.98) this.#pick(this.#servers).kill(this.#random() * 3_000);
    else this.#pick(this.#servers).lagFor(this.#random() * 3_000);
  }

  #like(tab: Tab): void {
    const contentId = this.#pick(CONTENT_IDS);
    const content = { contentType: "post", contentId } as const;
    const times = this.#random() < 0.3 ? 3 : 1;
    for (let time = 0; time < times; time += 1) void tab.client.toggle(content);
    const state = tab.client.engagement.readState(contentId);
    // Set back to the truth of an earlier epoch, unknown to the page: there is nothing to send.
    const isBackToPast =
      tab.client.engagement.epoch !== this.#database.epoch &&
      (!state.mayHaveLanded || this.#weather.refusalRate > 0) &&
      state.truth?.liked === state.intent;
    if (isBackToPast || state.intent === null) tab.browser.lastIntent.delete(contentId);
    else tab.browser.lastIntent.set(contentId, state.intent);
  }

  /** The tab crashes; another is opened, from a page the server rendered just now. */
  #reopen(tab: Tab): void {
    tab.browser.tabs.delete(tab);
    tab.browser.wasAlwaysAlone = false;
    tab.client.stop();
    tab.wire.cut();
    this.#openTab(tab.browser);
  }

  #secondTab(browser: Browser): void {
    if (browser.tabs.size > 1) return;
    browser.lastIntent.clear();
    browser.wasAlwaysAlone = false;
    this.#openTab(browser);
  }

  /** One content leaves the screen, or comes back. */
  #scroll({ client, inView }: Tab): void {
    const contentId = this.#pick(CONTENT_IDS);
    const lookAway = inView.get(contentId);
    if (lookAway) {
      lookAway();
      inView.delete(contentId);
    } else {
      inView.set(contentId, client.rooms.see({ contentType: "post", contentId }));
    }
  }

  #readPage(tab: Tab): void {
    const { engagement } = tab.client;
    const askedInEpoch = engagement.epoch;
    tab.wire
      .request(viewerEngagementCheck, `/api/content/${this.#pick(CONTENT_IDS)}/engagement`)
      .then((view) => {
        const lateBy = this.#random() * SLOW_PAGE_MS;
        this.#clock.after(lateBy, () => engagement.applyAnswer(view, askedInEpoch));
      })
      .catch(() => undefined);
  }

  /** As from a cache: the page it was rendered with long ago, or in an earlier epoch. */
  #seedOldPage(tab: Tab): void {
    const contentId = this.#pick(CONTENT_IDS);
    const isFromPastEpoch = tab.bornInEpoch !== this.#database.epoch && this.#random() < 0.5;
    if (isFromPastEpoch) this.#seedPastEpoch(tab, contentId);
    else this.#seedPastVersion(tab, contentId);
  }

  #seedPastEpoch({ browser, client }: Tab, contentId: string): void {
    if (client.engagement.epoch !== this.#database.epoch) return;
    const now = this.#database.read(browser.person, contentId);
    client.engagement.seed([{ ...now, version: now.version + 30, likeCount: now.likeCount + 3 }]);
    client.engagement.announceSeeds();
  }

  #seedPastVersion(tab: Tab, contentId: string): void {
    const { person } = tab.browser;
    const now = this.#database.read(person, contentId);
    const version = now.version - Math.floor(this.#random() * 4);
    const moment = this.#database.momentAt(contentId, version);
    if (!moment || tab.client.engagement.epoch !== this.#database.epoch) return;
    const liked = moment.likedBy.has(person.userId);
    tab.client.engagement.seed([{ ...now, version, liked, likeCount: moment.likedBy.size }]);
    tab.client.engagement.announceSeeds();
  }

  #goDownFor(durationMs: number): void {
    this.#weather.isDown = true;
    for (const { wire } of this.#tabs()) wire.cut();
    this.#clock.after(durationMs, () => {
      this.#weather.isDown = false;
    });
  }

  #changeEpoch(): void {
    for (const { wire } of this.#tabs()) wire.cut();
    this.#database.changeEpoch();
    for (const { lastIntent } of this.#browsers) lastIntent.clear();
  }

  #hideOrShow({ page }: Tab): void {
    if (page.visible) page.hide();
    else page.show();
  }

  #openTab(browser: Browser): void {
    const { person, shelf, storage } = browser;
    const page = new ManualPage();
    const wire = new SimulatedNetwork(this.#servers, person, this.#clock, this.#weather);
    const client = new HeartwireClient({
      viewer: person,
      epoch: this.#database.epoch,
      inbox: null,
      clock: this.#clock,
      page,
      createTransport: wire.createTransport,
      schemas: eagerSchemas,
      request: wire.request,
      openDevice: () => new Device(shelf, this.#clock, () => `device-${person.username}`),
      openStorage: () => storage,
      locks: () => null,
    });
    const bornInEpoch = this.#database.epoch;
    const tab: Tab = {
      browser,
      client,
      wire,
      page,
      bornInEpoch,
      newestShown: new Map(),
      inView: new Map(),
    };
    client.events.on("likeFailed", ({ intent }) => browser.lastIntent.delete(intent.contentId));
    browser.tabs.add(tab);
    client.engagement.seed(CONTENT_IDS.map((id) => this.#database.read(person, id)));
    for (const id of CONTENT_IDS) {
      client.engagement.subscribe(id, () => this.#judge.seeFrame(tab, id));
      tab.inView.set(id, client.rooms.see({ contentType: "post", contentId: id }));
    }
    client.start();
  }

  #tabs(): Tab[] {
    return this.#browsers.flatMap((each) => [...each.tabs]);
  }

  #pick<Item>(items: readonly Item[]): Item {
    return items[Math.floor(this.#random() * items.length)] as Item;
  }
}

function newBrowser(person: Person): Browser {
  const texts = new Map<string, string>();
  return {
    person,
    shelf: {
      getItem: (key) => texts.get(key) ?? null,
      setItem: (key, text) => texts.set(key, text),
    },
    storage: memoryIntentStorage(),
    tabs: new Set(),
    lastIntent: new Map(),
    wasAlwaysAlone: true,
  };
}

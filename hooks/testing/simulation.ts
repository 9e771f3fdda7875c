// Several people, some with two tabs, press one another's posts over bad networks. After every change
// of what a tab shows the simulation asks whether that was ever true; at rest everything must equal the
// server. Driven by one seed, so that a failure is a number one can run again.

import type { Person } from "@/protocol/views";
import { viewerEngagementSchema } from "@/protocol/views";
import { Device, type TextShelf } from "../device";
import { HeartwireClient } from "../heartwire-client";
import { memoryPressBook, type PressBook } from "../kept-presses";
import { HandPage } from "./hand-page";
import { sampleId, samplePerson } from "./sample-views";
import { SimulatedServer } from "./simulated-server";
import { SimulatedWire, type Weather } from "./simulated-wire";
import { seededRandom, VirtualClock } from "./virtual-clock";

export interface SimulationOptions {
  seed: number;
  /** Messages of one socket may overtake one another; then only rest and counts are judged. */
  isDisordered?: boolean;
  steps?: number;
}

interface Browser {
  person: Person;
  shelf: TextShelf;
  book: PressBook;
  tabs: Set<Tab>;
  /** What was pressed last, by content; kept only while one tab alone pressed. */
  lastPress: Map<string, boolean>;
  /** One tab from beginning to end: nobody but this tab changes this person's heart. */
  wasAlwaysAlone: boolean;
}

interface Tab {
  browser: Browser;
  client: HeartwireClient;
  wire: SimulatedWire;
  page: HandPage;
}

const REST_MS = 60_000;
const SLOW_PAGE_MS = 3_000;
const CONTENT_IDS = [sampleId(1), sampleId(2)];

export class Simulation {
  /** The first thing that was wrong, or null. */
  problem: string | null = null;
  framesSeen = 0;
  readonly #clock: VirtualClock;
  readonly #random: () => number;
  readonly #weather: Weather;
  readonly #server: SimulatedServer;
  readonly #browsers: Browser[];
  readonly #steps: number;

  constructor({ seed, isDisordered = false, steps = 40 }: SimulationOptions) {
    this.#random = seededRandom(seed);
    this.#clock = new VirtualClock(seed + 1);
    this.#steps = steps;
    this.#weather = {
      isDown: false,
      isSocketBlocked: false,
      lossRate: 0.08,
      doubleRate: 0.15,
      maxDelayMs: 120,
      isDisordered,
    };
    this.#server = new SimulatedServer(this.#clock, CONTENT_IDS);
    this.#browsers = [1, 2, 3].map((number) => newBrowser(samplePerson(number)));
  }

  async run(): Promise<string | null> {
    for (const browser of this.#browsers) this.#openTab(browser);
    await this.#clock.advance(500);
    for (let step = 0; step < this.#steps && !this.problem; step += 1) {
      this.#doSomething();
      await this.#clock.advance(this.#random() * 250);
    }
    await this.#comeToRest();
    for (const tab of this.#tabs()) tab.client.stop();
    return this.problem;
  }

  async #comeToRest(): Promise<void> {
    Object.assign(this.#weather, { isDown: false, isSocketBlocked: false, lossRate: 0 });
    for (const { page } of this.#tabs()) page.show();
    await this.#clock.advance(REST_MS);
    for (const tab of this.#tabs()) for (const id of CONTENT_IDS) this.#judgeRest(tab, id);
  }

  #doSomething(): void {
    const dice = this.#random();
    const tab = this.#pick(this.#tabs());
    if (dice < 0.5) this.#press(tab);
    else if (dice < 0.58) tab.wire.cut();
    else if (dice < 0.63) this.#reopen(tab);
    else if (dice < 0.68) this.#secondTab(tab.browser);
    else if (dice < 0.74) this.#readPage(tab);
    else if (dice < 0.78) this.#seedOldPage(tab);
    else if (dice < 0.83) this.#weather.isSocketBlocked = !this.#weather.isSocketBlocked;
    else if (dice < 0.88) this.#goDownFor(this.#random() * 3_000);
    else if (dice < 0.9) this.#changeEpoch();
    else if (dice < 0.95) this.#hideOrShow(tab);
  }

  #press(tab: Tab): void {
    const contentId = this.#pick(CONTENT_IDS);
    const content = { contentType: "post", contentId } as const;
    const times = this.#random() < 0.3 ? 3 : 1;
    for (let time = 0; time < times; time += 1) void tab.client.toggle(content);
    tab.browser.lastPress.set(contentId, tab.client.engagement.read(contentId).liked);
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
    browser.lastPress.clear();
    browser.wasAlwaysAlone = false;
    this.#openTab(browser);
  }

  #readPage(tab: Tab): void {
    const { engagement } = tab.client;
    const askedInEpoch = engagement.epoch;
    tab.wire
      .request(viewerEngagementSchema, `/api/content/${this.#pick(CONTENT_IDS)}/engagement`)
      .then((view) => {
        const lateBy = this.#random() * SLOW_PAGE_MS;
        this.#clock.after(lateBy, () => engagement.hearAnswer(view, askedInEpoch));
      })
      .catch(() => undefined);
  }

  /** As from a cache: the page it was rendered with long ago. */
  #seedOldPage(tab: Tab): void {
    const contentId = this.#pick(CONTENT_IDS);
    const { person } = tab.browser;
    const now = this.#server.read(person, contentId);
    const version = now.version - Math.floor(this.#random() * 4);
    const moment = this.#server.momentAt(contentId, version);
    if (!moment || tab.client.engagement.epoch !== this.#server.epoch) return;
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
    this.#server.changeEpoch();
    for (const { lastPress } of this.#browsers) lastPress.clear();
  }

  #hideOrShow({ page }: Tab): void {
    if (page.visible) page.hide();
    else page.show();
  }

  #openTab(browser: Browser): void {
    const { person, shelf, book } = browser;
    const page = new HandPage();
    const wire = new SimulatedWire(this.#server, person, this.#clock, this.#weather);
    const client = new HeartwireClient({
      viewer: person,
      epoch: this.#server.epoch,
      inbox: null,
      clock: this.#clock,
      page,
      makeLink: wire.makeLink,
      request: wire.request,
      openDevice: () => new Device(shelf, this.#clock, () => `device-${person.username}`),
      openBook: () => book,
      locks: () => null,
    });
    const tab = { browser, client, wire, page };
    browser.tabs.add(tab);
    client.engagement.seed(CONTENT_IDS.map((id) => this.#server.read(person, id)));
    for (const id of CONTENT_IDS) {
      client.engagement.subscribe(id, () => this.#judgeFrame(tab, id));
      client.rooms.see({ contentType: "post", contentId: id });
    }
    client.start();
  }

  /** Shown must be the others of a moment that was, plus my own heart as shown. */
  #judgeFrame({ browser, client }: Tab, contentId: string): void {
    this.framesSeen += 1;
    const shown = client.engagement.read(contentId);
    if (client.engagement.epoch !== this.#server.epoch || shown.version < 0) return;
    const moment = this.#server.momentAt(contentId, shown.version);
    const { person } = browser;
    if (!moment) this.#wrong(person, `version ${shown.version} never was`);
    if (!moment) return;
    const wasLiked = moment.likedBy.has(person.userId);
    const others = moment.likedBy.size - Number(wasLiked);
    if (browser.wasAlwaysAlone && shown.likeCount > others + 1) {
      this.#wrong(person, "sees their own like twice");
    }
    if (this.#weather.isDisordered) return;
    if (shown.likeCount !== others + Number(shown.liked)) {
      this.#wrong(person, `shows ${shown.likeCount} where ${others} others liked it`);
    }
    if (!shown.isPending && shown.liked !== wasLiked) {
      this.#wrong(person, `shows a heart that at version ${shown.version} was ${wasLiked}`);
    }
  }

  #judgeRest({ browser, client }: Tab, contentId: string): void {
    const { person, lastPress, tabs } = browser;
    const { likeCount, liked, version, isPending } = client.engagement.read(contentId);
    const truth = this.#server.read(person, contentId);
    if (isPending) this.#wrong(person, "a press never settled");
    if (likeCount !== truth.likeCount || liked !== truth.liked || version !== truth.version) {
      this.#wrong(
        person,
        `rests at ${likeCount}/${liked}/v${version}, the server at ${inWords(truth)}`,
      );
    }
    const wanted = lastPress.get(contentId);
    if (tabs.size === 1 && wanted !== undefined && wanted !== truth.liked) {
      this.#wrong(person, `pressed ${wanted} last, the server says ${truth.liked}`);
    }
  }

  #wrong(person: Person, what: string): void {
    this.problem ??= `${person.username}: ${what}`;
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
    book: memoryPressBook(),
    tabs: new Set(),
    lastPress: new Map(),
    wasAlwaysAlone: true,
  };
}

function inWords({
  likeCount,
  liked,
  version,
}: {
  likeCount: number;
  liked: boolean;
  version: number;
}) {
  return `${likeCount}/${liked}/v${version}`;
}

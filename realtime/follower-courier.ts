// News for followers: what somebody they follow did, and that there is something new to read. These are
// hints: under a storm the oldest are dropped, since every list can be read again.
import { LRUCache } from "lru-cache";
import type { Logger } from "pino";
import type { Change } from "@/engine/changes";
import type { Engine } from "@/engine/engine";
import type { Audience } from "./audience";
import type { Outbox } from "./outbox";

type News = Extract<Change, { kind: "activity" | "content-created" }>;

const WAITING_MAX = 1_000;
const REMEMBERED = 5_000;

export interface FollowerCourier {
  note(news: News): void;
  /** Somebody follows or follows no longer: what is known of who follows whom is forgotten. */
  forgetFollowers(): void;
  readonly waitingCount: number;
}

/** A courier with nothing to carry; it carries one piece of news at a time. */
export function createFollowerCourier(deps: {
  engine: Engine;
  audience: Audience;
  outbox: Outbox;
  log: Logger;
}): FollowerCourier {
  const { engine, audience, outbox, log } = deps;
  const waiting: News[] = [];
  /** Connected followers by person, for as long as nobody new came and no follow changed. */
  const followers = new LRUCache<string, string[]>({ max: REMEMBERED });
  let knownArrivals = audience.arrivals;
  let forgotten = 0;
  let isRunning = false;

  async function listFollowers(actorId: string): Promise<string[]> {
    if (knownArrivals !== audience.arrivals) forgetFollowers();
    const known = followers.get(actorId);
    if (known) return known;
    const before = forgotten;
    const connected = audience.listPeople().filter((userId) => userId !== actorId);
    const found = await engine.people.listFollowerIdsAmong(actorId, connected);
    if (before === forgotten && knownArrivals === audience.arrivals) followers.set(actorId, found);
    return found;
  }

  function forgetFollowers() {
    forgotten++;
    knownArrivals = audience.arrivals;
    followers.clear();
  }

  async function run(): Promise<void> {
    if (isRunning) return;
    isRunning = true;
    for (let news = waiting.shift(); news; news = waiting.shift()) {
      try {
        if (news.kind === "activity") await tellActivity(news);
        else await tellContent(news);
      } catch (error) {
        log.warn({ err: error, kind: news.kind }, "could not tell followers");
      }
    }
    isRunning = false;
  }

  async function tellActivity({ activityId, actorId }: Extract<News, { kind: "activity" }>) {
    for (const followerId of await listFollowers(actorId)) {
      if (!audience.isConnected(followerId)) continue;
      const activity = await engine.activity.readActivity(followerId, activityId);
      if (activity) outbox.toPeople([followerId], "activity:new", { activity });
    }
  }

  async function tellContent(news: Extract<News, { kind: "content-created" }>) {
    const { contentId, contentType, authorId } = news;
    const others = audience.listPeople().filter((userId) => userId !== authorId);
    const allowed = await engine.visibility.filterAudience(contentId, others);
    outbox.toPeople([...allowed], "feed:new", { contentId, contentType, authorId });
  }

  return {
    note(news) {
      if (audience.peopleCount === 0) return;
      waiting.push(news);
      if (waiting.length > WAITING_MAX) waiting.shift();
      void run();
    },
    forgetFollowers,
    get waitingCount() {
      return waiting.length;
    },
  };
}

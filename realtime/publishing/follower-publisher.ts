// News for followers: what somebody they follow did, and that there is something new to read. These are
// hints: under a storm the oldest are dropped, since every list can be read again.
import { LRUCache } from "lru-cache";
import type { Logger } from "pino";
import type { Change } from "@/engine/changes";
import type { Engine } from "@/engine/engine";
import type { Audience } from "../audience";
import type { Broadcaster } from "../delivery/broadcaster";

type Activity = Extract<Change, { kind: "activity" }>;
type News = Activity | Extract<Change, { kind: "content-created" }>;

const WAITING_MAX = 1_000;
const REMEMBERED = 5_000;

export interface FollowerPublisher {
  note(news: News): void;
  /** Somebody follows or follows no longer: what is known of who follows whom is forgotten. */
  forgetFollowers(): void;
  readonly waitingCount: number;
}

/** A courier with nothing to carry; what comes while it is under way leaves together. */
export function createFollowerPublisher(deps: {
  engine: Engine;
  audience: Audience;
  broadcaster: Broadcaster;
  log: Logger;
}): FollowerPublisher {
  const { engine, audience, broadcaster, log } = deps;
  const waiting: News[] = [];
  /** Connected followers by person, for as long as nobody new came and no follow changed. */
  const followers = new LRUCache<string, string[]>({ max: REMEMBERED });
  let knownArrivals = audience.arrivals;
  let forgotten = 0;
  let isRunning = false;

  /** Fills in whom nothing is known of, all of them in one question. */
  async function learnFollowers(actorIds: string[]): Promise<Map<string, string[]>> {
    if (knownArrivals !== audience.arrivals) forgetFollowers();
    const found = new Map<string, string[]>();
    for (const actorId of actorIds) {
      const known = followers.get(actorId);
      if (known) found.set(actorId, known);
    }
    const unknown = [...new Set(actorIds)].filter((actorId) => !found.has(actorId));
    if (unknown.length === 0) return found;
    const before = forgotten;
    const follows = await engine.people.listFollowsAmong(unknown, audience.listPeople());
    for (const actorId of unknown) found.set(actorId, []);
    for (const { followerId, followeeId } of follows) found.get(followeeId)?.push(followerId);
    if (before === forgotten && knownArrivals === audience.arrivals) {
      for (const actorId of unknown) followers.set(actorId, found.get(actorId) ?? []);
    }
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
    while (waiting.length > 0) {
      try {
        await tell(waiting.splice(0));
      } catch (error) {
        log.warn({ err: error }, "could not tell followers");
      }
    }
    isRunning = false;
  }

  async function tell(batch: News[]) {
    const acts = batch.filter((news) => news.kind === "activity");
    const followersOf = await learnFollowers(acts.map(({ actorId }) => actorId));
    for (const news of batch) {
      if (news.kind === "content-created") await publishContent(news);
      else await publishActivity(news, followersOf.get(news.actorId) ?? []);
    }
  }

  async function publishActivity({ activityId }: Activity, followerIds: string[]) {
    for (const followerId of followerIds) {
      if (!audience.isConnected(followerId)) continue;
      const activity = await engine.activity.readActivity(followerId, activityId);
      if (activity) broadcaster.toPeople([followerId], "activity:new", { activity });
    }
  }

  async function publishContent(news: Extract<News, { kind: "content-created" }>) {
    const { contentId, contentType, authorId } = news;
    const others = audience.listPeople().filter((userId) => userId !== authorId);
    const allowed = await engine.visibility.filterAudience(contentId, others);
    broadcaster.toPeople([...allowed], "feed:new", { contentId, contentType, authorId });
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

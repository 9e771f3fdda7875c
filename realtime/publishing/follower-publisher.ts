// Sends followers what a person they follow did, and that there is something new to read. These are hints:
// under load the oldest are dropped, since every list can be read again.
import { LRUCache } from "lru-cache";
import type { Change } from "@/engine/changes";
import type { RealtimeContext } from "../realtime-context";

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

/** Makes a publisher that holds nothing yet; what comes while it sends leaves together. */
export function createFollowerPublisher(
  context: Pick<RealtimeContext, "engine" | "audience" | "delivery" | "log">,
): FollowerPublisher {
  const { engine, audience, delivery, log } = context;
  const waiting: News[] = [];
  /** Connected followers by person, until a new one connects or a follow changes. */
  const followers = new LRUCache<string, string[]>({ max: REMEMBERED });
  let knownArrivals = audience.arrivals;
  let forgotten = 0;
  let isRunning = false;

  /** Fills in the unknown ones, all of them in one query. */
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

  async function publishActivity({ actorId, activityId }: Activity, followerIds: string[]) {
    const connected = followerIds.filter(audience.isConnected);
    if (connected.length === 0) return;
    // It reads the same for everybody who may see it: one reading serves all, and delivery asks who may.
    const activity = await engine.activity.readActivity(actorId, activityId);
    if (activity) {
      await delivery.sendToPeople(connected, { event: "activity:new", payload: { activity } });
      return;
    }
    // It is undone, or its actor alone may see it no longer.
    for (const followerId of connected) {
      const seen = await engine.activity.readActivity(followerId, activityId);
      if (!seen) continue;
      const payload = { activity: seen };
      await delivery.sendToPeople([followerId], { event: "activity:new", payload });
    }
  }

  async function publishContent(news: Extract<News, { kind: "content-created" }>) {
    const { contentId, contentType, authorId } = news;
    const payload = { contentId, contentType, authorId };
    await delivery.sendToVisible(news, {
      to: "people",
      userIds: audience.listPeople().filter((userId) => userId !== authorId),
      compose: (allowed) => [{ userIds: [...allowed], event: { event: "feed:new", payload } }],
    });
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

// News for followers: what somebody they follow did, and that there is something new to read. These are
// hints: under a storm the oldest are dropped, since every list can be read again.
import type { Logger } from "pino";
import type { Change } from "@/engine/changes";
import type { Engine } from "@/engine/engine";
import type { Audience } from "./audience";
import type { Outbox } from "./outbox";

type News = Extract<Change, { kind: "activity" | "content-created" }>;

const WAITING_MAX = 1_000;

export interface FollowerCourier {
  note(news: News): void;
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
  let isRunning = false;

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
    const connected = audience.listPeople().filter((userId) => userId !== actorId);
    const followerIds = await engine.people.listFollowerIdsAmong(actorId, connected);
    for (const followerId of followerIds) {
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
    get waitingCount() {
      return waiting.length;
    },
  };
}

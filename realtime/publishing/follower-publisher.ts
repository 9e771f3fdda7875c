// Sends followers what a person they follow did, and everybody that there is something new to read. Likes are
// made of what their changes say; what is rare is read. All of a round leaves together, and what is undone
// before it left reaches nobody (R80–R82, docs/decisions/0035-followers-news.md).
import { nameActivity } from "@/engine/activity/activity";
import type { CommittedLike } from "@/engine/activity/liked-activities";
import type { Change } from "@/engine/changes";
import type { Activity } from "@/protocol/views";
import { createKeyedThrottle } from "../keyed-throttle";
import type { RealtimeContext } from "../realtime-context";
import { createConnectedFollowers, type KnownFollowers } from "./connected-followers";

type ActivityChange = Extract<Change, { kind: "activity" }>;
type ContentCreated = Extract<Change, { kind: "content-created" }>;
type LikeNews = ActivityChange & CommittedLike;
type News = ActivityChange | ContentCreated;

/** Beyond that the oldest are dropped: every list can be read again. */
const WAITING_MAX = 10_000;
/** Between two rounds: what comes meanwhile leaves together. */
const PAUSE_MS = 50;
/** After a round that failed, as when the database hangs. */
const RETRY_MS = 1_000;
const ROUND = "round";

export interface FollowerPublisher {
  note(news: News): void;
  /** That person likes the content no longer. */
  dropLike(actorId: string, contentId: string): void;
  /** The content is gone. */
  dropContent(contentId: string): void;
  /** Somebody follows this person, or no longer. */
  forgetFollowers(followeeId: string): void;
  close(): void;
  readonly waitingCount: number;
}

/** Makes a publisher that holds nothing yet. */
export function createFollowerPublisher(
  context: Pick<RealtimeContext, "engine" | "audience" | "delivery" | "clock" | "log">,
): FollowerPublisher {
  const { engine, audience, delivery, clock, log } = context;
  const followers = createConnectedFollowers(context);
  /** By name, until it left or was dropped. */
  const waiting = new Map<string, News>();
  const throttle = createKeyedThrottle<void>({
    clock,
    pauseMs: () => PAUSE_MS,
    retryMs: RETRY_MS,
    send: sendRound,
    onFailure: (error) => log.warn({ err: error }, "could not tell followers; trying again"),
  });

  const isWaiting = (news: News) => waiting.get(nameOf(news)) === news;
  const done = (news: News) => isWaiting(news) && waiting.delete(nameOf(news));

  async function sendRound(): Promise<void> {
    // All of one commit is noted in one turn.
    await Promise.resolve();
    const round = [...waiting.values()];
    const acts = round.filter((news) => news.kind === "activity");
    const followersOf = await followers.learn(acts.map(({ actorId }) => actorId));
    await sendLikes(acts.filter(isLike), followersOf);
    for (const news of round) {
      if (news.kind === "content-created") await sendCreated(news);
      else if (!isLike(news)) await sendRead(news, followersOf);
    }
    // A follow changed while it was asked for: those actors are asked for again.
    if (waiting.size > 0) throttle.note(ROUND);
  }

  /** Who follows that actor now; null when it has to be asked again. What nobody awaits waits no more. */
  function receiversOf(
    news: ActivityChange,
    followersOf: ReadonlyMap<string, KnownFollowers>,
  ): string[] | null {
    const known = followersOf.get(news.actorId);
    if (!known || known.isStale) return null;
    const connected = followers.listConnected(known);
    if (connected.length === 0) done(news);
    return connected;
  }

  /** One ask for each content that not everybody may see, none for the others. */
  async function sendLikes(
    likes: LikeNews[],
    followersOf: ReadonlyMap<string, KnownFollowers>,
  ): Promise<void> {
    const wanted = likes.filter((news) => receiversOf(news, followersOf)?.length);
    if (wanted.length === 0) return;
    const activities = await engine.activity.describeLikes(wanted);
    const byContent = new Map<string, DescribedLike[]>();
    for (const [index, news] of wanted.entries()) {
      const activity = activities[index];
      if (!activity) {
        done(news);
        continue;
      }
      const { contentId } = news.liked.engagement;
      const described = byContent.get(contentId) ?? [];
      described.push({ news, activity });
      byContent.set(contentId, described);
    }
    // Started together, so that the events of a round leave a connection in one write.
    await Promise.all([...byContent.values()].map((described) => sendOf(described, followersOf)));
  }

  /** Likes of one content. */
  async function sendOf(
    described: DescribedLike[],
    followersOf: ReadonlyMap<string, KnownFollowers>,
  ): Promise<void> {
    const [first] = described;
    if (!first) return;
    const asked = described.flatMap(({ news }) => receiversOf(news, followersOf) ?? []);
    await delivery.sendToVisible(first.news.liked.engagement, {
      to: "people",
      userIds: [...new Set(asked)],
      isPublic: described.every(({ news }) => news.liked.isPublic),
      compose: () =>
        // Asked once more: meanwhile a like may be undone, its content gone, a follow ended.
        described.flatMap(({ news, activity }) => {
          const userIds = isWaiting(news) ? receiversOf(news, followersOf) : null;
          if (!userIds) return [];
          done(news);
          return [{ userIds, event: { event: "activity:new" as const, payload: { activity } } }];
        }),
    });
  }

  async function sendRead(
    news: ActivityChange,
    followersOf: ReadonlyMap<string, KnownFollowers>,
  ): Promise<void> {
    const { actorId, activityId } = news;
    const connected = receiversOf(news, followersOf);
    if (!connected?.length) return;
    // It reads the same for everybody who may see it: one reading serves all, and delivery asks who may.
    const activity = await engine.activity.readActivity(actorId, activityId);
    if (activity) {
      await delivery.sendToPeople(connected, { event: "activity:new", payload: { activity } });
    }
    done(news);
  }

  async function sendCreated(news: ContentCreated): Promise<void> {
    const { contentId, contentType, authorId } = news;
    const payload = { contentId, contentType, authorId };
    await delivery.sendToVisible(news, {
      to: "people",
      userIds: audience.listPeople().filter((userId) => userId !== authorId),
      compose: (allowed) => [{ userIds: [...allowed], event: { event: "feed:new", payload } }],
    });
    done(news);
  }

  return {
    note(news) {
      if (audience.peopleCount === 0) return;
      if (news.kind === "activity" && followers.hasNobody(news.actorId)) return;
      const name = nameOf(news);
      // At the end: the latest of a name counts, in the order of commits.
      waiting.delete(name);
      waiting.set(name, news);
      const [oldest] = waiting.keys();
      if (waiting.size > WAITING_MAX && oldest !== undefined) waiting.delete(oldest);
      throttle.note(ROUND);
    },
    dropLike(actorId, contentId) {
      waiting.delete(nameActivity("liked", actorId, contentId));
    },
    dropContent(contentId) {
      waiting.delete(contentId);
      for (const [name, news] of waiting) {
        if (isLike(news) && news.liked.engagement.contentId === contentId) waiting.delete(name);
      }
    },
    forgetFollowers: followers.forget,
    close: throttle.close,
    get waitingCount() {
      return waiting.size;
    },
  };
}

interface DescribedLike {
  news: LikeNews;
  activity: Activity;
}

function nameOf(news: News): string {
  return news.kind === "activity" ? news.activityId : news.contentId;
}

function isLike(news: News): news is LikeNews {
  return news.kind === "activity" && news.liked !== undefined;
}

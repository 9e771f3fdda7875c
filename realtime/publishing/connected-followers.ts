// Knows who of the people connected follow an actor. Followers are asked for by actor, so an arrival changes
// nothing; of an actor with many, the people connected are asked about instead, in parts (R83).
import { LRUCache } from "lru-cache";
import type { RealtimeContext } from "../realtime-context";

/** One with more followers has those connected asked about. */
const FOLLOWERS_MAX = 500;
/** In one query: with their followers, what a query answers takes the process well below a millisecond. */
const ACTORS_A_QUERY = 20;
const PEOPLE_A_QUERY = 500;
/** Ids all in all. */
const REMEMBERED = 200_000;
/** Bounds how long a follow set by another server goes unnoticed. */
const REMEMBER_MS = 5 * 60_000;

/** The followers of one actor. */
export interface KnownFollowers {
  /** Somebody began or stopped to follow the actor since: ask again. */
  isStale: boolean;
  readonly followers: Set<string>;
  /** Of whom it was asked, and at which arrival; null where all followers are known. */
  asked: { people: Set<string>; atArrival: number } | null;
}

export interface ConnectedFollowers {
  /** Those of each of these actors, asked for where they are not known. */
  learn(actorIds: Iterable<string>): Promise<ReadonlyMap<string, KnownFollowers>>;
  /** Connected now. */
  listConnected(known: KnownFollowers): string[];
  /** True only when it is known, without asking, that nobody connected follows. */
  hasNobody(actorId: string): boolean;
  /** Somebody began or stopped to follow this person. */
  forget(followeeId: string): void;
}

/** Knows nobody's followers yet. `learn` is called by one caller at a time. */
export function createConnectedFollowers({
  engine,
  audience,
}: Pick<RealtimeContext, "engine" | "audience">): ConnectedFollowers {
  const remembered = new LRUCache<string, KnownFollowers>({
    maxSize: REMEMBERED,
    sizeCalculation: ({ followers, asked }) => 1 + followers.size + (asked?.people.size ?? 0),
    ttl: REMEMBER_MS,
  });
  /** Asked about at this moment. */
  const learning = new Map<string, KnownFollowers>();

  async function learn(actorIds: Iterable<string>): Promise<ReadonlyMap<string, KnownFollowers>> {
    const found = new Map<string, KnownFollowers>();
    const unknown: string[] = [];
    for (const actorId of new Set(actorIds)) {
      const known = remembered.get(actorId);
      if (known) found.set(actorId, known);
      else unknown.push(actorId);
    }
    for (let from = 0; from < unknown.length; from += ACTORS_A_QUERY) {
      await ask(unknown.slice(from, from + ACTORS_A_QUERY), found);
    }
    for (const [actorId, known] of found) await askArrived(actorId, known);
    return found;
  }

  async function ask(actorIds: string[], found: Map<string, KnownFollowers>): Promise<void> {
    for (const actorId of actorIds) {
      learning.set(actorId, { isStale: false, followers: new Set(), asked: null });
    }
    try {
      const followersOf = await engine.people.listFollowers(actorIds, FOLLOWERS_MAX);
      for (const actorId of actorIds) {
        const known = learning.get(actorId);
        if (!known) continue;
        const followers = followersOf.get(actorId) ?? null;
        if (followers === null) known.asked = { people: new Set(), atArrival: -1 };
        else for (const followerId of followers) known.followers.add(followerId);
        found.set(actorId, known);
        if (!known.isStale) remembered.set(actorId, known);
      }
    } finally {
      for (const actorId of actorIds) learning.delete(actorId);
    }
  }

  /** Of an actor with many followers: who of those who came since follow? */
  async function askArrived(actorId: string, known: KnownFollowers): Promise<void> {
    const { asked } = known;
    if (!asked || asked.atArrival === audience.arrivals) return;
    // Those who left are forgotten with all others once they are the greater part.
    if (asked.people.size > 2 * audience.peopleCount + PEOPLE_A_QUERY) {
      asked.people.clear();
      known.followers.clear();
    }
    const { arrivals } = audience;
    const missing = audience.listPeople().filter((userId) => !asked.people.has(userId));
    for (let from = 0; from < missing.length; from += PEOPLE_A_QUERY) {
      const part = missing.slice(from, from + PEOPLE_A_QUERY);
      for (const userId of await engine.people.listFollowersAmong(actorId, part)) {
        known.followers.add(userId);
      }
      for (const userId of part) asked.people.add(userId);
    }
    asked.atArrival = arrivals;
    // Again, for its size.
    if (!known.isStale) remembered.set(actorId, known);
  }

  return {
    learn,
    listConnected: ({ followers }) => [...followers].filter(audience.isConnected),
    hasNobody(actorId) {
      const known = remembered.get(actorId);
      if (!known || (known.asked && known.asked.atArrival !== audience.arrivals)) return false;
      for (const followerId of known.followers) if (audience.isConnected(followerId)) return false;
      return true;
    },
    forget(followeeId) {
      for (const known of [remembered.peek(followeeId), learning.get(followeeId)]) {
        if (known) known.isStale = true;
      }
      remembered.delete(followeeId);
    },
  };
}

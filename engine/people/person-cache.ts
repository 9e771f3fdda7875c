// A short cache of how people are shown: an event that names fifty likers must not cost a query each time.
// Names are public, so a cached one may be old but leaks nothing.
import { LRUCache } from "lru-cache";
import type { Person } from "@/protocol/views";
import type { EngineContext } from "../context";
import { personColumns, toPerson } from "./person-view";

const REMEMBERED = 20_000;
/** Bounds how long a name changed by another server is shown as it was. */
const REMEMBER_MS = 60_000;

export interface PersonCache {
  /** Those of these people who have an account, by id. */
  readPersons(userIds: string[]): Promise<ReadonlyMap<string, Person>>;
}

/** Makes an empty cache. */
export function createPersonCache({ prisma, metrics }: EngineContext): PersonCache {
  const remembered = new LRUCache<string, Person>({ max: REMEMBERED, ttl: REMEMBER_MS });

  return {
    async readPersons(userIds) {
      const found = new Map<string, Person>();
      const unknown: string[] = [];
      for (const userId of userIds) {
        const person = remembered.get(userId);
        if (person) found.set(userId, person);
        else unknown.push(userId);
      }
      metrics.countLookups("people", found.size, unknown.length);
      if (unknown.length === 0) return found;
      const rows = await prisma.user.findMany({
        where: { id: { in: unknown } },
        select: personColumns,
      });
      for (const row of rows) {
        const person = toPerson(row);
        remembered.set(row.id, person);
        found.set(row.id, person);
      }
      return found;
    },
  };
}

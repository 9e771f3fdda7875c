// Reads rows by id in batches: what is asked during one query goes together into the next. A thousand people
// who come back in the same second are a few queries.
import { classifyDatabaseError } from "../database/database-errors";
import { createGroupCommit } from "./group-commit";

export interface BatchedReader<Row> {
  /** The row as of some moment after the call, or null. */
  read(id: string): Promise<Row | null>;
}

/** `readRows` answers the rows there are, in any order. */
export function createBatchedReader<Row extends { id: string }>(
  readRows: (ids: string[]) => Promise<Row[]>,
): BatchedReader<Row> {
  /** Reads that have not begun: anyone who asks the same meanwhile waits for the same. */
  const unbegun = new Map<string, Promise<Row | null>>();
  const queue = createGroupCommit<string, Row | null>({
    keyOf: (id) => id,
    judge: classifyDatabaseError,
    async commit(ids) {
      for (const id of ids) unbegun.delete(id);
      const rows = new Map((await readRows(ids)).map((row) => [row.id, row]));
      return ids.map((id) => rows.get(id) ?? null);
    },
  });
  return {
    read(id) {
      const known = unbegun.get(id);
      if (known) return known;
      const asked = queue.submit(id);
      unbegun.set(id, asked);
      // Refused on entry, it never begins.
      asked.catch(() => {
        if (unbegun.get(id) === asked) unbegun.delete(id);
      });
      return asked;
    },
  };
}

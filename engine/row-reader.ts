// Reads rows by id, many at once: what is asked while one query is under way is asked together in the
// next. A thousand people who come back in the same second are a handful of queries, not a thousand.
import { judgeDatabaseError } from "./database-errors";
import { createGroupCommit } from "./group-commit";

export interface RowReader<Row> {
  /** The row as of some moment after the call, or null. */
  read(id: string): Promise<Row | null>;
}

/** `readRows` answers the rows there are, in any order. */
export function createRowReader<Row extends { id: string }>(
  readRows: (ids: string[]) => Promise<Row[]>,
): RowReader<Row> {
  const queue = createGroupCommit<string, Row | null>({
    // The same id asked twice waits for a later query: the first may have begun before the second call.
    keyOf: (id) => id,
    judge: judgeDatabaseError,
    canRepeat: () => true,
    async commit(ids) {
      const rows = new Map((await readRows(ids)).map((row) => [row.id, row]));
      return ids.map((id) => rows.get(id) ?? null);
    },
  });
  return { read: queue.submit };
}

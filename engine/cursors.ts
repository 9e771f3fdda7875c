// Where a page of a list ended: the time and id of its last row. Opaque to clients; anything that does not
// parse exactly is a BAD_REQUEST.
import { z } from "zod";
import { HeartwireError } from "@/protocol/errors";
import { idSchema } from "@/protocol/ids";
import type { Page } from "@/protocol/views";

export interface Position {
  at: Date;
  id: string;
}

const writtenSchema = z.tuple([z.number().int().min(0).max(8_640_000_000_000_000), idSchema]);

/** Position → cursor. */
export function writeCursor(position: Position): string {
  return Buffer.from(JSON.stringify([position.at.getTime(), position.id])).toString("base64url");
}

/** Cursor → position; undefined stays undefined (the first page). */
export function readCursor(cursor: string | undefined): Position | undefined {
  if (cursor === undefined) return undefined;
  try {
    const [at, id] = writtenSchema.parse(
      JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")),
    );
    return { at: new Date(at), id };
  } catch {
    throw new HeartwireError("BAD_REQUEST", "This cursor is not one of ours.", {
      fields: { cursor: "is not one of ours" },
    });
  }
}

/** Cuts a page out of rows that were read one beyond the limit, which shows whether a next page exists. */
export function toPage<Row, Item>(
  rows: Row[],
  limit: number,
  positionOf: (row: Row) => Position,
  view: (row: Row) => Item,
): Page<Item> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map(view),
    nextCursor: last !== undefined && rows.length > limit ? writeCursor(positionOf(last)) : null,
  };
}

// How a person is shown everywhere: maps a row to a Person, field by field.
import type { Person } from "@/protocol/views";

export interface PersonRow {
  id: string;
  username: string;
  displayName: string;
  avatarUrl: string | null;
}

/** The columns a Person needs, for Prisma's `select`. */
export const personColumns = {
  id: true,
  username: true,
  displayName: true,
  avatarUrl: true,
} as const;

/** Row → Person. */
export function toPerson(row: PersonRow): Person {
  return {
    userId: row.id,
    username: row.username,
    displayName: row.displayName,
    avatarUrl: row.avatarUrl,
  };
}

// What every session of the database is set to. A database, a role or a host may have other defaults, and each
// of these changes what a statement means or how its answer is read.
import type { ClientBase, QueryConfig } from "pg";

/**
 * Times are written without a zone and read as UTC; dates and durations are read in these forms; names mean
 * our own tables; a transaction sees what others commit.
 */
const SETTINGS = {
  TimeZone: "UTC",
  DateStyle: "ISO, MDY",
  IntervalStyle: "postgres",
  search_path: "public",
  default_transaction_isolation: "read committed",
  standard_conforming_strings: "on",
};

/** A part of the five seconds that a caller waits. */
const TIMEOUT_MS = 2_000;

const STATEMENT: QueryConfig & { query_timeout: number } = {
  text: Object.entries(SETTINGS)
    .map(([name, value]) => `SET ${name} TO ${value.includes(",") ? value : `'${value}'`}`)
    .join("; "),
  query_timeout: TIMEOUT_MS,
};

/** Sets a connection that was just opened; rejects when it is of no use. */
export async function prepareSession(client: ClientBase): Promise<void> {
  await client.query(STATEMENT);
}

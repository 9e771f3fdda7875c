// Statements that go to the driver itself, on the pool that Prisma uses too. For those sent so often that
// Prisma's own work would be most of their cost; all else goes through Prisma.
import type { Pool, QueryResultRow } from "pg";

export interface Statement {
  /** Under it a connection keeps the statement prepared. */
  name: string;
  text: string;
}

/** Sends a statement on any free connection; rejects with the driver's error. Never part of a transaction. */
export type RunStatement = <Row extends QueryResultRow>(
  statement: Statement,
  values: string[],
) => Promise<Row[]>;

/**
 * Statements on that pool. `hasOneSession`: its connections follow one another in one session, which would
 * find the name of the connection before taken; there nothing is named.
 */
export function createStatements(
  pool: Pick<Pool, "query">,
  { hasOneSession }: { hasOneSession: boolean },
): RunStatement {
  return async <Row extends QueryResultRow>({ name, text }: Statement, values: string[]) => {
    const { rows } = await pool.query<Row>(
      hasOneSession ? { text, values } : { name, text, values },
    );
    return rows;
  };
}

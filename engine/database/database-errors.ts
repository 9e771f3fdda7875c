// What a database error says: whether the statement can have committed, and whether trying again can help.
// Prisma wraps the driver's error several ways; what counts is the SQLSTATE wherever it stands.

/** What an error says of the statement it came from. */
export type Verdict =
  /** Rolled back because of somebody else; the same statement may go through now. */
  | "conflict"
  /** The connection or the server went away; the statement may have committed or not. */
  | "lost"
  /** The database has no time or no room for it, so another try now is no use; it may have committed or not. */
  | "spent"
  /** The statement itself is at fault, and changed nothing. */
  | "refused";

const CONFLICTS = new Set([
  "40001", // serialization failure
  "40P01", // deadlock
]);

const LOST = new Set([
  "57P01", // the server is shutting down
  "57P02",
  "57P03", // the server is starting up
  "08000", // the connection is gone
  "08001",
  "08003",
  "08006",
  "53300", // too many connections
]);

const SPENT = new Set([
  "53100", // the disk is full
  "53200", // out of memory
  "55P03", // a lock was not to be had
  "57014", // the statement took too long
  "58030", // reading or writing a file failed
]);

const CONNECTION_LOST =
  /ECONNREFUSED|ECONNRESET|EPIPE|ENOENT|Connection terminated|ConnectionClosed|Can't reach database|SocketTimeout|server closed the connection/i;
const TOO_LATE =
  /timeout exceeded when trying to connect|Query read timeout|statement timeout|lock timeout|Unable to start a transaction/i;

/** What became of the statement that ended in this error. */
export function classifyDatabaseError(error: unknown): Verdict {
  const facts = factsOf(error);
  if (facts.some((fact) => SPENT.has(fact) || TOO_LATE.test(fact))) return "spent";
  if (facts.some((fact) => LOST.has(fact) || CONNECTION_LOST.test(fact))) return "lost";
  return facts.some((fact) => CONFLICTS.has(fact)) ? "conflict" : "refused";
}

/** Did a unique constraint refuse it? */
export function isUniqueViolation(error: unknown): boolean {
  return factsOf(error).some((fact) => fact === "P2002" || fact === "23505");
}

function factsOf(error: unknown, depth = 0): string[] {
  if (typeof error !== "object" || error === null || depth > 5) return [];
  const { code, originalCode, message, cause, meta } = error as Record<string, unknown>;
  const own = [code, originalCode, message].filter((fact) => typeof fact === "string");
  const driver = (meta as { driverAdapterError?: unknown } | undefined)?.driverAdapterError;
  return [...own, ...factsOf(cause, depth + 1), ...factsOf(driver, depth + 1)];
}

// Classifies a database error: whether the statement may have committed, and whether a retry can help. Prisma
// wraps the driver's error in several ways; the SQLSTATE counts wherever it is.

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

/** SQLSTATEs, and Prisma's own codes, whose class does not say it. */
const VERDICT_OF_CODE: Record<string, Verdict> = {
  "40001": "conflict", // serialization failure
  "40P01": "conflict", // deadlock
  "40003": "lost", // whether the statement completed is unknown
  "25P03": "lost", // a transaction that idled too long, and its connection with it
  "53300": "lost", // too many connections
  "25006": "spent", // the database became read-only, as after a failover
  "3D000": "spent", // the database is not there
  "55P03": "spent", // a lock was not to be had
  "57014": "spent", // the statement took too long
  P1001: "lost", // not to be reached
  P1002: "lost",
  P1017: "lost", // the server closed the connection
  P1008: "spent", // the operation timed out
  P2024: "spent", // no connection of the pool was free in time
  P2028: "spent", // a transaction could not begin, or expired
};

/** By the first two letters of an SQLSTATE: every code of these classes. */
const VERDICT_OF_CLASS: Record<string, Verdict> = {
  "08": "lost", // connection exception
  "57": "lost", // operator intervention: shutting down, starting up, crashed
  "53": "spent", // insufficient resources: disk, memory
  "58": "spent", // system error: reading or writing a file failed
  "28": "spent", // the database takes us no longer
};

const SQLSTATE = /^[0-9A-Z]{5}$/;
const CONNECTION_LOST =
  /\bE(CONN(REFUSED|RESET|ABORTED)|PIPE|NOTFOUND|TIMEDOUT|HOST(UNREACH|DOWN)|NETUNREACH)\b|\b(EAI_AGAIN|ENOENT)\b|Connection terminated|ConnectionClosed|Can't reach database|SocketTimeout|server closed the connection|not queryable|Client was closed|connection error/i;
const TOO_LATE =
  /timeout exceeded when trying to connect|Query read timeout|statement timeout|lock timeout|Unable to start a transaction|read-only transaction/i;

/** The outcome of the statement that ended in this error. */
export function classifyDatabaseError(error: unknown): Verdict {
  const verdicts = factsOf(error).map(verdictOf);
  for (const verdict of ["spent", "lost", "conflict"] as const) {
    if (verdicts.includes(verdict)) return verdict;
  }
  return "refused";
}

function verdictOf(fact: string): Verdict {
  const byCode = VERDICT_OF_CODE[fact];
  if (byCode) return byCode;
  if (SQLSTATE.test(fact)) return VERDICT_OF_CLASS[fact.slice(0, 2)] ?? "refused";
  if (TOO_LATE.test(fact)) return "spent";
  return CONNECTION_LOST.test(fact) ? "lost" : "refused";
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

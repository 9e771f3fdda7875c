// Which database errors pass by themselves. Prisma wraps the driver's error several ways; what counts is
// the SQLSTATE wherever it stands.

const RETRYABLE_SQLSTATES = new Set([
  "40001", // serialization failure
  "40P01", // deadlock
  "57P01", // the server is shutting down
  "57P02",
  "57P03", // the server is starting up
  "08000", // the connection is gone
  "08001",
  "08003",
  "08006",
  "53300", // too many connections
]);

const CONNECTION_LOST =
  /ECONNREFUSED|ECONNRESET|EPIPE|ENOENT|Connection terminated|ConnectionClosed|Can't reach database|SocketTimeout|server closed the connection/i;

/** May the same statement be tried again? True for conflicts, restarts and lost connections. */
export function isRetryableDatabaseError(error: unknown): boolean {
  for (const fact of factsOf(error)) {
    if (RETRYABLE_SQLSTATES.has(fact) || CONNECTION_LOST.test(fact)) return true;
  }
  return false;
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

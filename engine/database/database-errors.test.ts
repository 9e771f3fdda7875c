import { expect, test } from "vitest";
import { classifyDatabaseError } from "./database-errors";
import { toUnavailable } from "./outage";

const wrapped = (code: string, message = "") =>
  Object.assign(new Error("Raw query failed"), {
    code: "P2010",
    meta: { driverAdapterError: { cause: { originalCode: code, message } } },
  });

const NOT_QUERYABLE = "Client has encountered a connection error and is not queryable";

test.each([
  ["a deadlock", wrapped("40P01"), "conflict"],
  ["a serialization failure", wrapped("40001"), "conflict"],
  ["a server shutting down", wrapped("57P01"), "lost"],
  ["a broken connection", new Error("Connection terminated unexpectedly"), "lost"],
  ["a refused connection", Object.assign(new Error("x"), { code: "ECONNREFUSED" }), "lost"],
  ["a cancelled statement", wrapped("57014"), "spent"],
  ["a lock not to be had", wrapped("55P03"), "spent"],
  ["a full disk", wrapped("53100"), "spent"],
  ["an answer that did not come", new Error("Query read timeout"), "spent"],
  ["no free connection in time", new Error("timeout exceeded when trying to connect"), "spent"],
  ["a broken rule", wrapped("23514"), "refused"],
  ["a connection that broke before", new Error(NOT_QUERYABLE), "lost"],
  ["a connection that was closed", new Error("Client was closed and is not queryable"), "lost"],
  ["a host name that vanished", Object.assign(new Error("x"), { code: "ENOTFOUND" }), "lost"],
  ["a network that is down", Object.assign(new Error("x"), { code: "EHOSTUNREACH" }), "lost"],
  ["a pooler that lost its server", wrapped("08P01"), "lost"],
  ["a database that became read-only", wrapped("25006"), "spent"],
  ["a database that is no longer there", wrapped("3D000"), "spent"],
  ["a role that is taken no longer", wrapped("28P01"), "spent"],
  ["a transaction that expired", Object.assign(new Error("x"), { code: "P2028" }), "spent"],
  ["a transaction that idled too long", wrapped("25P03"), "lost"],
  ["a value that is too long", wrapped("22001"), "refused"],
  ["a name nobody knows", wrapped("42P01"), "refused"],
  ["anything else", new Error("what is this"), "refused"],
  ["no error at all", "text", "refused"],
])("[L23, D50] %s is judged for what it is", (_, error, verdict) => {
  expect(classifyDatabaseError(error)).toBe(verdict);
  const isOutage = error instanceof Error && verdict !== "refused";
  if (isOutage)
    expect(toUnavailable(error)).toMatchObject({ code: "UNAVAILABLE", retryAfterMs: 1_000 });
  else expect(toUnavailable(error)).toBe(error);
});

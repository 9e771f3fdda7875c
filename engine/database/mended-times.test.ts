// What migration 0007 makes of rows written while the session stood in the database's own zone.
import { v7 as newId } from "uuid";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/test/database/test-database";
import { readMigrations } from "./migrate";

let database: TestDatabase;
let mend = "";
beforeAll(async () => {
  database = await createTestDatabase();
  const migrations = await readMigrations();
  mend = migrations.find(({ name }) => name === "0007_times_in_utc")?.sql ?? "";
});
afterAll(() => database.close());

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const at = new Date("2026-11-30T19:42:06.214Z");
const later = (ms: number) => new Date(+at + ms);
const [authorId, right, kolkata, newYork, odd, foreign, ended] = [
  "90f4a1f0-0000-4000-8000-000000000001",
  ...[0, 1, 2, 3].map((seq) => newId({ msecs: +at, seq })),
  "90f4a1f0-0000-4000-8000-000000000002",
  newId({ msecs: +at, seq: 9 }),
] as [string, string, string, string, string, string, string];

/** Runs the migration's SQL again: a second run finds nothing left to mend. */
async function applyMend() {
  for (const sql of mend.split(/;\s*\n/).filter((part) => part.trim() !== ""))
    await database.prisma.$executeRawUnsafe(sql);
}

test("[D62] moments off by the zone of the database are mended where they are known", async () => {
  const { prisma } = database;
  await prisma.user.create({ data: { id: authorId, username: "ada", displayName: "Ada" } });
  const posts: [string, number][] = [
    [right, 3],
    [kolkata, -5.5 * HOUR_MS + 3],
    [newYork, 5 * HOUR_MS + 3],
    [odd, 40 * 60_000 + 1_000],
    [foreign, 5 * HOUR_MS],
    [ended, 40 * DAY_MS],
  ];
  for (const [id, offMs] of posts) {
    const createdAt = later(offMs);
    await prisma.content.create({
      data: { id, contentType: "post", authorId, body: "x", createdAt },
    });
  }
  const sessions: [string, number][] = [
    [right, 0],
    [kolkata, -5.5 * HOUR_MS],
    [newYork, 5 * HOUR_MS],
    [ended, -25 * DAY_MS],
  ];
  const ahead = new Date(Date.now() + 5 * HOUR_MS);
  for (const [id, offMs] of sessions) {
    await prisma.session.create({
      data: {
        id,
        userId: authorId,
        kind: "browser",
        userAgent: "",
        createdAt: at,
        lastSeenAt: id === newYork ? ahead : at,
        expiresAt: later(30 * DAY_MS + offMs),
      },
    });
  }
  for (let run = 0; run < 2; run++) {
    await applyMend();
    const written = await prisma.content.findMany({ select: { id: true, createdAt: true } });
    expect(Object.fromEntries(written.map((row) => [row.id, +row.createdAt - +at]))).toEqual({
      [right]: 3,
      [kolkata]: 3,
      [newYork]: 3,
      [odd]: 40 * 60_000 + 1_000,
      [foreign]: 5 * HOUR_MS,
      [ended]: 40 * DAY_MS,
    });
    const ends = await prisma.session.findMany({ select: { id: true, expiresAt: true } });
    expect(
      Object.fromEntries(ends.map((row) => [row.id, +row.expiresAt - +at - 30 * DAY_MS])),
    ).toEqual({ [right]: 0, [kolkata]: 0, [newYork]: 0, [ended]: -25 * DAY_MS });
    const seen = await prisma.session.findUniqueOrThrow({ where: { id: newYork } });
    expect(+seen.lastSeenAt).toBeLessThanOrEqual(Date.now() + 1_000);
  }
});

// The test database itself: every test file starts from the same empty, migrated database and shares it with
// no other.
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "./test-database";

let first: TestDatabase;
let second: TestDatabase;

beforeAll(async () => {
  [first, second] = await Promise.all([createTestDatabase(), createTestDatabase()]);
});
afterAll(() => Promise.all([first.close(), second.close()]));

const dao = { id: "0190a000-0000-7000-8000-000000000001", username: "dao", displayName: "Dao" };

test("[D1] two test databases are migrated, empty and apart", async () => {
  expect(await first.prisma.user.count()).toBe(0);
  expect(await first.prisma.epoch.count()).toBe(1);
  await first.prisma.user.create({ data: dao });
  expect(await second.prisma.user.count()).toBe(0);
});

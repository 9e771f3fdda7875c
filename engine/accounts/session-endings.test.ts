// A session ended by another server, with the clock moved by hand.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { PrismaClient } from "@/generated/prisma/client";
import { testLog } from "@/test/database/test-database";
import { sharedTestEngine } from "@/test/servers/engine-fixture";
import { createEngine, type Engine } from "../engine";

const opened = sharedTestEngine();

let here: Engine;
/** Rows of sessions that this server read, and whether the query for endings fails. */
let readings: number;
let isFailing: boolean;
let sessionId: string;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  const { prisma, engine: there, makePerson } = opened();
  readings = 0;
  isFailing = false;
  const session = Object.create(prisma.session, {
    findMany: {
      value: (...asked: Parameters<typeof prisma.session.findMany>) => {
        readings++;
        return prisma.session.findMany(...asked);
      },
    },
  }) as typeof prisma.session;
  const counted = Object.create(prisma, {
    session: { value: session },
    $queryRaw: {
      value: (...asked: Parameters<typeof prisma.$queryRaw>) =>
        isFailing ? Promise.reject(new Error("the database is away")) : prisma.$queryRaw(...asked),
    },
  }) as PrismaClient;
  here = await createEngine({ prisma: counted, log: testLog, isDemo: false, limitScale: 1_000 });
  const person = await makePerson("ended");
  const origin = { kind: "browser", address: "127.0.0.1", userAgent: "test" } as const;
  ({ sessionId } = await there.sessions.open(person.userId, origin));
  expect(await isValid()).toBe(true);
});
afterEach(async () => {
  await here.close();
  vi.useRealTimers();
});

const isValid = async () => (await here.sessions.verifySession(sessionId)) !== null;
const pass = (ms: number) => vi.setSystemTime(Date.now() + ms);
const endElsewhere = () => opened().engine.sessions.endSession(sessionId, "revoked");

test("[S150] while endings are looked for, a session is not read again for five minutes", async () => {
  for (let passed = 0; passed < 299_000; passed += 13_000) {
    pass(13_000);
    await here.sessions.lookForEndings();
    if (passed < 280_000) expect(await isValid()).toBe(true);
  }
  expect(readings).toBe(1);
  pass(2_000);
  expect(await isValid()).toBe(true);
  expect(readings).toBe(2);
});

test("[S150] a session ended elsewhere counts no longer once that was looked for", async () => {
  await endElsewhere();
  expect(await isValid()).toBe(true);
  await here.sessions.lookForEndings();
  expect(await isValid()).toBe(false);
});

test("[S150] an ending is found by a server whose clock is ahead, or that could not look for a while", async () => {
  pass(50_000);
  await here.sessions.lookForEndings();
  pass(-45_000);
  await endElsewhere();
  pass(45_000);
  isFailing = true;
  await here.sessions.lookForEndings();
  isFailing = false;
  await here.sessions.lookForEndings();
  expect(await isValid()).toBe(false);
});

test("[S150] while it cannot be looked for, a session ended elsewhere is believed for twenty seconds at most", async () => {
  isFailing = true;
  await endElsewhere();
  pass(19_000);
  await here.sessions.lookForEndings();
  expect(await isValid()).toBe(true);
  pass(1_001);
  await here.sessions.lookForEndings();
  expect(await isValid()).toBe(false);
});

test("[S150] one that ends while it is read is not remembered", async () => {
  await endElsewhere();
  await here.sessions.lookForEndings();
  const before = readings;
  expect([await isValid(), await isValid()]).toEqual([false, false]);
  expect(readings).toBe(before + 2);
});

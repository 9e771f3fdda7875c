// Guessing and crowding at sign-in: one name from many addresses, and right passwords without end. Also
// callers of one address beside each other, and sign-ins whose caller was answered before they ended.
import { afterEach, expect, test, vi } from "vitest";
import { createTestEngine, type TestEngine } from "@/test/servers/engine-fixture";
import { waitUntil } from "@/test/wait-until";

let opened: TestEngine;
afterEach(async () => {
  vi.restoreAllMocks();
  await opened.close();
});

const password = "correct horse";
const origin = (address: string, more = {}) => ({
  kind: "browser" as const,
  address,
  userAgent: "test",
  ...more,
});

async function setUp(limitScale = 1) {
  opened = await createTestEngine({ limitScale });
  const { accounts } = opened.engine;
  await accounts.register({ username: "marsh", password }, { address: "home" });
  const enter = (guessed: string, address: string, more = {}) =>
    accounts
      .signIn({ username: "marsh", password: guessed }, origin(address, more))
      .then(() => "in")
      .catch((error: { code: string }) => error.code);
  return { accounts, enter };
}

test("[S124] one name cannot be guessed on from many addresses; its owner gets past", async () => {
  const { enter } = await setUp();
  expect(await enter(password, "home")).toBe("in");
  const guesses: string[] = [];
  for (let n = 0; n < 30; n++) guesses.push(await enter(`guess ${n}`, `198.51.100.${n}`));
  expect(guesses.filter((code) => code === "UNAUTHENTICATED")).toHaveLength(20);
  expect(guesses.slice(20)).toEqual(Array(10).fill("RATE_LIMITED"));
  // Even the right one waits from an unknown address.
  expect(await enter(password, "203.0.113.7")).toBe("RATE_LIMITED");
  // Not at the address it was signed in from, nor on a device that was.
  expect(await enter(password, "home")).toBe("in");
  const knownDevice = { username: "marsh", deviceId: "laptop" };
  expect(await enter(password, "203.0.113.8", { knownDevice })).toBe("in");
  // A device known for somebody else opens nothing.
  const another = { username: "okafor", deviceId: "laptop" };
  expect(await enter(password, "203.0.113.9", { knownDevice: another })).toBe("RATE_LIMITED");
});

test("[S124] a known device is guarded itself: guesses on it run out", async () => {
  const { enter } = await setUp();
  const knownDevice = { username: "marsh", deviceId: "stolen" };
  const guesses: string[] = [];
  for (let n = 0; n < 21; n++) {
    guesses.push(await enter(`guess ${n}`, `198.51.100.${n}`, { knownDevice }));
  }
  expect(guesses.indexOf("RATE_LIMITED")).toBe(20);
});

test("[S58] right passwords are bounded far above what people do: sixty an hour a name", async () => {
  const { enter } = await setUp();
  const answers: string[] = [];
  for (let n = 0; n < 61; n++) answers.push(await enter(password, `198.51.100.${n}`));
  expect(answers.slice(0, 60)).toEqual(Array(60).fill("in"));
  expect(answers[60]).toBe("RATE_LIMITED");
  expect(await opened.prisma.session.count()).toBe(60);
}, 120_000);

test("[S122] three hundred right sign-ins of one name leave another person of that address their turn", async () => {
  const { accounts, enter } = await setUp();
  await accounts.register({ username: "okafor", password }, { address: "home" });
  const crowd = Array.from({ length: 300 }, () => enter(password, "office"));
  const other = accounts.signIn({ username: "okafor", password }, origin("office"));
  expect(await other).toMatchObject({ username: "okafor" });
  const answers = await Promise.all(crowd);
  // Excess is refused at once; each admitted sign-in has a session, and no other has.
  expect(answers.filter((code) => code === "RATE_LIMITED").length).toBeGreaterThanOrEqual(200);
  const isIn = answers.filter((code) => code === "in").length;
  expect(await opened.prisma.session.count()).toBe(isIn + 1);
}, 120_000);

test("[S123] a sign-in whose caller was answered meanwhile leaves no session", async () => {
  const { accounts } = await setUp();
  const { prisma } = opened;
  const caller = new AbortController();
  const create = prisma.session.create.bind(prisma.session);
  const createLate = (args: never) => {
    caller.abort();
    return create(args);
  };
  vi.spyOn(prisma.session, "create").mockImplementation(createLate as never);
  const late = accounts.signIn(
    { username: "marsh", password },
    origin("home", { signal: caller.signal }),
  );
  await expect(late).rejects.toMatchObject({ code: "TIMEOUT" });
  await waitUntil(
    "the session to be ended",
    async () => (await prisma.session.count({ where: { endedAt: null } })) === 0,
  );
  expect(await prisma.session.count()).toBe(1);
});

test("[S123] nor is a session kept that could not be handed over", async () => {
  const { accounts } = await setUp();
  const caller = new AbortController();
  const from = origin("home", { signal: caller.signal });
  const { sessionId } = await accounts.signIn({ username: "marsh", password }, from);
  caller.abort();
  await waitUntil("the session to be ended", async () => {
    const row = await opened.prisma.session.findUniqueOrThrow({ where: { id: sessionId } });
    return row.endedAt !== null;
  });
});

test("[S120, S121] common passwords and reserved names are refused with their field", async () => {
  const { accounts } = await setUp();
  await expect(
    accounts.register({ username: "support", password: "password1" }, { address: "home" }),
  ).rejects.toMatchObject({
    code: "VALIDATION",
    fields: { username: "is reserved", password: expect.any(String) },
  });
  expect(await opened.prisma.user.count()).toBe(1);
});

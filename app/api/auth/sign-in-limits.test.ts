// How often one may sign in and sign up, with the default limits: up to the last that passes, and to the
// millisecond of the next.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { freezeClock, OK, proveLimit, readOutcome } from "@/test/clocks/frozen-clock";
import { sharedTestDatabase } from "@/test/servers/engine-fixture";
import { type Stack, startStack } from "@/test/servers/server-fixture";

const database = sharedTestDatabase();
let stack: Stack;
beforeEach(async () => {
  stack = await startStack({ limitScale: 1, database: database() });
});
afterEach(async () => {
  await stack.close();
  vi.restoreAllMocks();
});

test("[S55] sixty new accounts an hour an address; a refused one is not made", async () => {
  let count = 0;
  const register = async () =>
    readOutcome(
      await stack.request("POST", "/api/register", {
        body: { username: `made_${++count}`, password: "correct horse" },
      }),
    );
  await proveLimit(60, 3_600_000, register);
  expect(await stack.prisma.user.count({ where: { username: { startsWith: "made_" } } })).toBe(61);
});

test("[S4, S56] five wrong passwords for a name from an address, then even the right one waits", async () => {
  const account = { username: "marsh", password: "correct horse" };
  await stack.engine.accounts.register(account, { address: "elsewhere" });
  const clock = freezeClock();
  const tryWith = async (password: string) =>
    readOutcome(await stack.request("POST", "/api/auth/token", { body: { ...account, password } }));
  for (let count = 1; count <= 4; count++) {
    expect(await tryWith("wrong")).toMatchObject({ code: "UNAUTHENTICATED" });
  }
  expect(await tryWith(account.password)).toEqual(OK);
  // A good one began the count again.
  for (let count = 1; count <= 5; count++) {
    expect(await tryWith("wrong")).toMatchObject({ code: "UNAUTHENTICATED" });
  }
  const quarter = 15 * 60_000;
  expect(await tryWith(account.password)).toMatchObject({
    code: "RATE_LIMITED",
    retryAfterMs: quarter,
  });
  clock.pass(quarter - 1);
  expect(await tryWith(account.password)).toMatchObject({ code: "RATE_LIMITED", retryAfterMs: 1 });
  clock.pass(1);
  expect(await tryWith(account.password)).toEqual(OK);
});

test("[S57] twenty wrong passwords an hour from an address, over all names, also in parallel", async () => {
  const account = { username: "okafor", password: "correct horse" };
  await stack.engine.accounts.register(account, { address: "elsewhere" });
  const clock = freezeClock();
  const guess = async (username: string, password = "wrong") =>
    (
      await readOutcome(
        await stack.request("POST", "/api/auth/token", { body: { username, password } }),
      )
    ).code;
  expect(await guess(account.username, account.password)).toBe("ok");
  const wrong = Array.from({ length: 25 }, (_, n) => guess(`nobody_${n}`));
  const lucky = guess(account.username, account.password);
  const codes = await Promise.all(wrong);
  expect(codes.filter((code) => code === "UNAUTHENTICATED")).toHaveLength(20);
  expect(codes.filter((code) => code === "RATE_LIMITED")).toHaveLength(5);
  expect(await lucky).toBe("RATE_LIMITED");
  expect(await guess(account.username, account.password)).toBe("RATE_LIMITED");
  clock.pass(3_600_000);
  expect(await guess(account.username, account.password)).toBe("ok");
});

test("[S58] many right passwords at once pass", async () => {
  const account = { username: "rivera", password: "correct horse" };
  await stack.engine.accounts.register(account, { address: "elsewhere" });
  const codes = await Promise.all(
    Array.from(
      { length: 25 },
      async () =>
        (await readOutcome(await stack.request("POST", "/api/auth/token", { body: account }))).code,
    ),
  );
  expect(codes).toEqual(Array(25).fill("ok"));
});

// What a proxy in front changes: its own sign-in, and whom it hides.
import { afterEach, expect, test } from "vitest";
import { captureLog } from "@/test/captured-log";
import { type Stack, startStack } from "@/test/servers/server-fixture";

let stack: Stack;
afterEach(() => stack.close());

/** The status of the answer to who one is. */
async function askMe(headers: Record<string, string>): Promise<number> {
  return (await stack.request("GET", "/api/me", { headers })).status;
}

test("[S151] only a Bearer stands in for the cookie: a proxy's own sign-in hides no session", async () => {
  stack = await startStack();
  const { token } = await stack.makeMember();
  const cookie = `next-auth.session-token=${token}`;
  for (const authorization of [
    "Basic YWRhOnNlY3JldA==",
    'Digest username="ada"',
    "Negotiate abc",
  ]) {
    expect(await askMe({ cookie, authorization }), authorization).toBe(200);
    expect(await askMe({ authorization }), authorization).toBe(401);
  }
  for (const authorization of ["Bearer", "Bearer wrong", "bearer a b"])
    expect(await askMe({ cookie, authorization }), authorization).toBe(401);
  expect(await askMe({ authorization: `Bearer ${token}` })).toBe(200);
});

test("[S153] the first forwarded request while no proxy is trusted is one warning that names the setting", async () => {
  const captured = captureLog();
  stack = await startStack({ log: captured.log });
  const warnings = () => captured.take().filter((line) => line.includes("TRUST_PROXY"));
  await askMe({});
  expect(warnings()).toEqual([]);
  await askMe({ "x-forwarded-for": "203.0.113.7" });
  expect(warnings()).toHaveLength(1);
  await askMe({ "x-real-ip": "203.0.113.8" });
  expect(warnings()).toEqual([]);
});

test("[S153] nothing is said where proxies are trusted", async () => {
  const captured = captureLog();
  stack = await startStack({ log: captured.log, config: { trustProxy: 1 } });
  await askMe({ "x-forwarded-for": "203.0.113.7" });
  expect(captured.take().filter((line) => line.includes("TRUST_PROXY"))).toEqual([]);
});

// How often one may call the API in all: up to the last that passes, and to the millisecond of the next.
// Other callers are not affected.
import { afterEach, expect, test, vi } from "vitest";
import { problemSchema } from "@/protocol/error-views";
import { captureLog } from "@/test/captured-log";
import { freezeClock, OK, type Outcome, proveLimit, readOutcome } from "@/test/clocks/frozen-clock";
import { sharedTestDatabase } from "@/test/servers/engine-fixture";
import { type Stack, startStack } from "@/test/servers/server-fixture";

const database = sharedTestDatabase();
let stack: Stack;
afterEach(async () => {
  await stack.close();
  vi.restoreAllMocks();
});

type Ask = [method: string, path: string, body?: unknown];

/** A hundredth of the defaults: what all of them take must fit into their ten seconds on any machine. */
const HUNDREDTH = 0.01;

/** Reads, changes, what is not there and what is not taken: all of them count. */
const ASKED: Ask[] = [
  ["GET", "/api/me"],
  ["GET", "/api/feed?limit=1"],
  ["POST", "/api/sync", { contents: {} }],
  ["GET", "/api/v1/suggestions"],
  ["GET", "/api/nothing"],
  ["PATCH", "/api/feed", {}],
  ["GET", "/api/feed?limit=none"],
  ["GET", "/api/auth/session"],
  ["PUT", "/api/content/nothing/like", { liked: true }],
];

function asking(token?: string, headers: Record<string, string> = {}) {
  let count = 0;
  return async (): Promise<Outcome> => {
    const [method, path, body] = ASKED[count++ % ASKED.length] as Ask;
    const options = { headers, body, ...(token === undefined ? {} : { token }) };
    const answer = await readOutcome(await stack.request(method, path, options));
    return answer.code === "RATE_LIMITED" ? answer : OK;
  };
}

async function readHits(limit: string): Promise<string | undefined> {
  const text = await (await stack.request("GET", "/metrics")).text();
  return new RegExp(`heartwire_limits_hit_total\\{limit="${limit}"\\} (\\d+)`).exec(text)?.[1];
}

test("[S64] three thousand requests in ten seconds a person, whatever they ask, over all sessions", async () => {
  stack = await startStack({ database: database(), limitScale: HUNDREDTH });
  const ada = await stack.makeMember();
  const adaElsewhere = await stack.signInAgain(ada);
  const entryPoints = [asking(ada.token), asking(adaElsewhere.token)];
  let count = 0;
  await proveLimit(3_000 * HUNDREDTH, 10_000, () =>
    (entryPoints[count++ % 2] as () => Promise<Outcome>)(),
  );
  expect(await readHits("callByPerson")).toBe("2");
});

test("[S64] six thousand requests in ten seconds an address for all its visitors", async () => {
  stack = await startStack({ limitScale: HUNDREDTH, database: database() });
  const entryPoints = [asking(), asking("no token of ours")];
  let count = 0;
  await proveLimit(6_000 * HUNDREDTH, 10_000, () =>
    (entryPoints[count++ % 2] as () => Promise<Outcome>)(),
  );
  expect(await readHits("callByAddress")).toBe("2");
});

/** Three requests a person, six an address. */
const FEW = 0.001;

test("[S64] a refused caller gets a problem, and nobody else does", async () => {
  stack = await startStack({ limitScale: FEW, config: { trustProxy: 1 }, database: database() });
  const clock = freezeClock();
  const ada = await stack.makeMember();
  const bob = await stack.makeMember();
  const asAda = asking(ada.token);
  for (let count = 1; count <= 3; count++) expect(await asAda()).toEqual(OK);
  const refused = await stack.request("GET", "/api/feed", { token: ada.token });
  expect(refused.status).toBe(429);
  expect(refused.headers.get("content-type")).toBe("application/problem+json");
  expect(refused.headers.get("retry-after")).toBe("10");
  const problem = problemSchema.parse(await refused.json());
  expect(problem).toMatchObject({ code: "RATE_LIMITED", retryable: true, retryAfterMs: 10_000 });

  const visitor = asking();
  for (let count = 1; count <= 6; count++) expect(await visitor()).toEqual(OK);
  expect(await visitor()).toMatchObject({ code: "RATE_LIMITED" });
  const others = [asking(bob.token), asking(undefined, { "x-forwarded-for": "203.0.113.7" })];
  for (const other of others) expect(await other()).toEqual(OK);
  clock.release();
});

test("[S64] probes, pages, sign-in and the socket are not counted", async () => {
  stack = await startStack({ database: database(), limitScale: FEW });
  const account = { username: "rivera", password: "correct horse" };
  await stack.engine.accounts.register(account, { address: "elsewhere" });
  const ada = await stack.listen();
  const clock = freezeClock();
  const callers = [asking(), asking(ada.token)];
  for (const call of callers) for (let count = 1; count <= 7; count++) await call();
  for (const call of callers) expect(await call()).toMatchObject({ code: "RATE_LIMITED" });
  for (const path of ["/healthz", "/readyz"]) {
    expect((await stack.request("GET", path)).status).toBe(200);
  }
  for (const path of ["/", "/_next/static/x.js"]) {
    expect((await stack.request("GET", path)).status).toBe(404);
  }
  expect((await stack.request("POST", "/api/auth/token", { body: account })).status).toBe(200);
  expect((await ada.ask("sync", { contents: {} })).ok).toBe(true);
  clock.release();
});

test("[S64] a flood writes one line", async () => {
  const captured = captureLog();
  stack = await startStack({ limitScale: FEW, log: captured.log, database: database() });
  const clock = freezeClock();
  for (let count = 1; count <= 20; count++) await stack.request("GET", "/api/feed");
  const lines = captured.take().map((line) => JSON.parse(line));
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatchObject({ code: "RATE_LIMITED", path: "/api/feed" });
  clock.release();
});

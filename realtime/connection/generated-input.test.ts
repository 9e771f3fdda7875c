// Generated input against the running server: every route and event answers with ok or a typed error that is
// no fault of ours. The database keeps to its rules, and the process lives. The schemas alone are tried with
// more runs in protocol/http-requests.test.ts (W40).
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { errorViewSchema, problemSchema } from "@/protocol/error-views";
import { type HttpConnection, openHttpConnection } from "@/test/bad-input/http-connection";
import { fingerprint } from "@/test/database/fingerprint";
import { type Listener, sharedStack } from "@/test/servers/server-fixture";

const RUNS = Number(process.env.GENERATED_RUNS ?? 350);
const stack = sharedStack();

let actor: Listener;
let contentId: string;
let http: HttpConnection;
beforeAll(async () => {
  actor = await stack().listen();
  const author = await stack().makeMember();
  contentId = (await stack().makePost(author.userId)).contentId;
  http = openHttpConnection(stack().url);
});
afterAll(() => http.close());

const FIELDS = [
  "liked",
  "deviceId",
  "seq",
  "content_type",
  "content_id",
  "contentType",
  "contentId",
  "contents",
  "epoch",
  "inboxVersion",
  "username",
  "password",
  "displayName",
  "body",
  "visibility",
  "upTo",
  "ids",
  "version",
  "__proto__",
  "constructor",
  "toString",
];
const anyText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.string({ unit: "grapheme", maxLength: 40 }),
  fc.constantFrom(
    "post",
    "public",
    "\0",
    "\ud800",
    "' OR 1=1 --",
    "{}",
    "0190a000-0000-7000-8000-000000000404",
  ),
);
const anyLeaf = fc.oneof(
  anyText,
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.constantFrom(-1, 2 ** 31, 2 ** 53, 1e308),
);
/** JSON with names that mean something here, often enough to come past the first look. */
const anyJson = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    anyLeaf,
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(fc.oneof(fc.constantFrom(...FIELDS), anyText), tie("value"), { maxKeys: 5 }),
  ),
})).value;

const ROUTES: [method: string, path: string][] = [
  ["PUT", "/api/content/:id/like"],
  ["DELETE", "/api/content/:id/like"],
  ["POST", "/api/likes"],
  ["POST", "/api/v1/posts/:id/likes"],
  ["POST", "/api/sync"],
  ["POST", "/api/notifications/read"],
  ["POST", "/api/posts"],
  ["POST", "/api/register"],
  ["POST", "/api/auth/token"],
  ["PUT", "/api/users/:text/follow"],
  ["DELETE", "/api/content/:text"],
  ["DELETE", "/api/me/sessions/:text"],
];
const READS = [
  "/api/feed",
  "/api/likes/status",
  "/api/content/:id/likers",
  "/api/content/:text",
  "/api/users/:text",
  "/api/users/:text/likes",
  "/api/notifications",
  "/api/activity/timeline",
  "/api/suggestions",
  "/api/me",
  "/api/nothing",
];
const QUERY_NAMES = [
  "cursor",
  "limit",
  "offset",
  "scope",
  "content_type",
  "content_id",
  "x",
  "__proto__",
];

/** Lone surrogates cannot be in an address. */
function wellFormed(text: string): string {
  return Buffer.from(text).toString();
}

function pathOf(pattern: string, text: string, query: [string, string][] = []): string {
  const encoded = encodeURIComponent(wellFormed(text)).slice(0, 300) || "x";
  const path = pattern.replace(":id", contentId).replace(":text", encoded.replace(/%[^%]?$/, ""));
  const pairs = query.map(([name, value]) => [name, wellFormed(value)]);
  return pairs.length === 0 ? path : `${path}?${new URLSearchParams(pairs)}`;
}

/** Ok, or a refusal that blames what was sent and not us. */
async function ask(method: string, path: string, body?: string): Promise<void> {
  const json = body === undefined ? {} : { "Content-Type": "application/json" };
  const headers = { Authorization: `Bearer ${actor.token}`, ...json };
  const sent = body === undefined ? {} : { body };
  const { status, text } = await http.ask({ method, path, headers, ...sent });
  if (status < 300) return;
  expect(status, `${method} ${path} ${body} → ${text}`).toBeLessThan(500);
  problemSchema.parse(JSON.parse(text));
}

test("[W56] any JSON to any route is answered ok or by what is wrong with it", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...ROUTES),
      anyText,
      anyJson,
      async ([method, path], text, body) => {
        await ask(method, pathOf(path, text), JSON.stringify(body));
      },
    ),
    { numRuns: RUNS * 3 },
  );
  expect(await stack().audit()).toEqual([]);
}, 240_000);

test("[W56] any bytes for a body are refused, and change nothing", async () => {
  const before = await fingerprint(stack().prisma);
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...ROUTES.slice(0, 6)),
      fc.string({ unit: "binary", minLength: 1 }),
      async ([method, path], body) => {
        const isJson = (() => {
          try {
            return JSON.parse(body) !== undefined;
          } catch {
            return false;
          }
        })();
        fc.pre(!isJson);
        await ask(method, pathOf(path, "x"), body);
      },
    ),
    { numRuns: RUNS },
  );
  expect(await fingerprint(stack().prisma)).toEqual(before);
}, 240_000);

test("[W56] any query to any read is answered ok or by what is wrong with it, and changes nothing", async () => {
  const before = await fingerprint(stack().prisma);
  const query = fc.array(fc.tuple(fc.constantFrom(...QUERY_NAMES), anyText), { maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...READS), anyText, query, async (path, text, pairs) => {
      await ask("GET", pathOf(path, text, pairs));
    }),
    { numRuns: RUNS * 2 },
  );
  expect(await fingerprint(stack().prisma)).toEqual(before);
}, 240_000);

test("[S61] any payload of any event is answered ok or by what is wrong with it", async () => {
  const events = ["like:set", "sync", "content:join", "content:leave", "error", "__proto__"];
  const event = fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...events) }, anyText);
  const reserved = new Set([
    "connect",
    "connect_error",
    "disconnect",
    "disconnecting",
    "newListener",
    "removeListener",
  ]);
  await fc.assert(
    fc.asyncProperty(event, fc.array(anyJson, { maxLength: 2 }), async (name, payloads) => {
      fc.pre(!reserved.has(name));
      const answer = await actor.ask(name, ...payloads);
      if (answer.ok) return;
      const { code } = errorViewSchema.parse(answer.error);
      expect(["VALIDATION", "BAD_REQUEST", "NOT_FOUND"]).toContain(code);
    }),
    { numRuns: RUNS * 3 },
  );
  expect(actor.client.connected).toBe(true);
  expect(await stack().audit()).toEqual([]);
}, 240_000);

// Bad input to sign-in, by password for a token and by next-auth's form. Each kind is refused by its exact
// code and held to the six assertions.
import { afterAll, beforeAll, expect, test } from "vitest";
import { problemSchema } from "@/protocol/error-views";
import {
  BAD_TEXTS,
  FOREIGN_FIELDS,
  NO_OBJECTS,
  NOT_JSON,
  nested,
  PROTOTYPE_FIELDS,
  withField,
} from "@/test/bad-input/bad-values";
import {
  type HttpConnection,
  type HttpRequest,
  openHttpConnection,
} from "@/test/bad-input/http-connection";
import { findUntriedKinds, type Kind } from "@/test/bad-input/kinds";
import { expectSixAssertions, type Scene, setScene } from "@/test/bad-input/six-assertions";
import { captureLog } from "@/test/captured-log";
import { sharedStack } from "@/test/servers/server-fixture";

const captured = captureLog();
const stack = sharedStack({ log: captured.log });

let scene: Scene;
let http: HttpConnection;
beforeAll(async () => {
  const account = { username: "ada", password: "correct horse" };
  scene = await setScene(stack(), captured);
  http = openHttpConnection(stack().url);
  await stack().engine.accounts.register(account, { address: "elsewhere" });
});
afterAll(() => http.close());

interface Case {
  kind: Kind;
  code: string;
  ask: HttpRequest;
  withinMs?: number;
}

const GOOD = { username: "ada", password: "wrong horse" };
const json = { "Content-Type": "application/json" };

function at(
  path: string,
  kind: Kind,
  body: string | Buffer,
  code: string,
  more: Partial<HttpRequest> = {},
): Case {
  return { kind, code, ask: { method: "POST", path, headers: json, body, ...more } };
}

function token(
  kind: Kind,
  body: string | Buffer,
  code = "VALIDATION",
  more: Partial<HttpRequest> = {},
): Case {
  return at("/api/auth/token", kind, body, code, more);
}

/** Any text can be a name: an impossible name gets another answer than a missing one. */
function nameOrWord([kind, raw]: [Kind, string]): Case[] {
  const isText = raw.startsWith('"') && raw.length <= 100;
  const isLong = raw.startsWith('"') && !isText;
  const name = isText ? "UNAUTHENTICATED" : "VALIDATION";
  const word =
    isText || (isLong && JSON.parse(raw).length <= 200) ? "UNAUTHENTICATED" : "VALIDATION";
  return [
    token(kind, withField(GOOD, "username", raw), name),
    token(kind, withField(GOOD, "password", raw), word),
  ];
}

const FORM = "/api/auth/callback/credentials";
const form = { "Content-Type": "application/x-www-form-urlencoded" };
const foreign: Record<string, string>[] = [
  { Origin: "https://evil.example" },
  { Origin: "null" },
  { "Sec-Fetch-Site": "cross-site" },
];

const CASES: Case[] = [
  ...NOT_JSON.map((body) => token("not JSON", body, "BAD_REQUEST")),
  ...NO_OBJECTS.map((body) => token("wrong types", body)),
  ...["null", "7", "[]", "{}", "true"].flatMap((raw) => [
    token("wrong types", withField(GOOD, "username", raw)),
    token("wrong types", withField(GOOD, "password", raw)),
  ]),
  token("missing fields", '{"username":"ada"}'),
  token("missing fields", '{"password":"x"}'),
  token("missing fields", ""),
  ...FOREIGN_FIELDS.map((field) => token("extra fields", withField(GOOD, field, "true"))),
  token("extra fields", JSON.stringify(GOOD), "VALIDATION", { path: "/api/auth/token?x=1" }),
  ...PROTOTYPE_FIELDS.map((field) =>
    token("prototype keys", withField(GOOD, field, '{"isDemo":true}')),
  ),
  ...BAD_TEXTS.flatMap(nameOrWord),
  token("deep arrays", nested(5_000)),
  token("beyond limits", withField(GOOD, "username", `"${"x".repeat(101)}"`)),
  token("beyond limits", withField(GOOD, "password", `"${"x".repeat(201)}"`)),
  token("binary where text belongs", Buffer.from([0x7b, 0xff, 0x7d]), "BAD_REQUEST"),
  token("large bodies", " ".repeat(16 * 1_024 + 1), "TOO_LARGE"),
  token("large bodies", Buffer.alloc(40 * 1_024 * 1_024, " "), "TOO_LARGE"),
  at(FORM, "large bodies", "a=".padEnd(17_000, "x"), "TOO_LARGE", { headers: form }),
  {
    ...at(FORM, "slow bodies", "username=", "TIMEOUT", { headers: form, isEndless: true }),
    withinMs: 6_500,
  },
  token("wrong content types", JSON.stringify(GOOD), "UNSUPPORTED_MEDIA_TYPE", { headers: form }),
  at(FORM, "wrong content types", "x", "UNSUPPORTED_MEDIA_TYPE", {
    headers: { "Content-Type": "text/plain" },
  }),
  at(FORM, "not JSON", "{", "BAD_REQUEST"),
  at(FORM, "wrong types", "7", "BAD_REQUEST"),
  at(FORM, "binary where text belongs", Buffer.from([0xff, 0xfe]), "BAD_REQUEST", {
    headers: form,
  }),
  ...foreign.flatMap((headers): Case[] => {
    const kind = "Origin" in headers ? "foreign Origins" : "cross-site posts";
    return [
      token(kind, JSON.stringify(GOOD), "FORBIDDEN", { headers: { ...json, ...headers } }),
      at(FORM, kind, "username=ada", "FORBIDDEN", { headers: { ...form, ...headers } }),
    ];
  }),
  ...["GET", "PUT", "PATCH", "DELETE", "PROPFIND", "OPTIONS"].map(
    (method): Case => ({
      kind: "odd methods",
      code: "METHOD_NOT_ALLOWED",
      ask: { method, path: "/api/auth/token" },
    }),
  ),
  ...["PUT", "PATCH", "DELETE", "TRACE", "OPTIONS"].map(
    (method): Case => ({
      kind: "odd methods",
      code: "METHOD_NOT_ALLOWED",
      ask: { method, path: FORM },
    }),
  ),
  ...["/api/auth/_log", "/api/auth/__proto__", "/api/auth/signin/a/b"].map((path) =>
    at(path, "prototype keys", "", "NOT_FOUND", { headers: form }),
  ),
];

function nameCase({ kind, ask }: Case): string {
  const shown = Buffer.isBuffer(ask.body) ? "bytes" : (ask.body ?? "").slice(0, 60);
  return `${kind}: ${ask.method} ${ask.path} ${shown}`;
}

test.each([...new Set(CASES.map(({ kind }) => kind))])(
  "[S60] at sign-in six things hold of: %s",
  async (kind) => {
    for (const each of CASES.filter((one) => one.kind === kind)) {
      await expectSixAssertions(scene, {
        ...each,
        what: nameCase(each),
        send: async () => {
          const { text, status } = await http.ask(each.ask);
          const problem = problemSchema.parse(JSON.parse(text));
          expect(status).toBe(problem.status);
          return problem;
        },
        askGood: async () =>
          (await http.ask({ method: "GET", path: "/api/auth/csrf" })).status === 200,
      });
    }
  },
  240_000,
);

test("[S60] no kind of bad input is untried at sign-in", () => {
  // Floods are the limits of realtime/connection/limits.test.ts (S55 to S58).
  expect(findUntriedKinds("sign-in", [...CASES, { kind: "floods" }])).toEqual([]);
});

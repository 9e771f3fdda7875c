// Bad input to the routes of a like, each kind at each route: refused by its exact code and held to the six
// assertions.
import { encode } from "next-auth/jwt";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Problem, problemSchema } from "@/protocol/error-views";
import { MISSING } from "@/test/bad-input/bad-values";
import {
  type HttpAnswer,
  type HttpConnection,
  type HttpRequest,
  openHttpConnection,
} from "@/test/bad-input/http-connection";
import { findUntriedKinds, type Kind } from "@/test/bad-input/kinds";
import { at, ENTRY_POINTS, LIKE_CASES, type LikeCase } from "@/test/bad-input/like-cases";
import {
  expectSixAssertions,
  type Refusal,
  type Scene,
  setScene,
} from "@/test/bad-input/six-assertions";
import { captureLog } from "@/test/captured-log";
import { sharedStack } from "@/test/servers/server-fixture";
import type { StackPerson } from "@/test/servers/signed-in-person";

const captured = captureLog();
const stack = sharedStack({ log: captured.log });
let scene: Scene;
let actor: StackPerson;
let http: HttpConnection;
beforeAll(async () => {
  scene = await setScene(stack(), captured);
  actor = await stack().makeMember();
  http = openHttpConnection(stack().url);
});
afterAll(() => http.close());

const TOKENS: LikeCase[] = ENTRY_POINTS.flatMap((entryPoint) => {
  const by = (kind: Kind, what: string, token: LikeCase["token"]): LikeCase => ({
    ...at(entryPoint, kind, entryPoint.good, "UNAUTHENTICATED"),
    what: `${kind}: ${what}, ${entryPoint.method} ${entryPoint.path}`,
    ...(token === undefined ? {} : { token }),
  });
  const forged = (claims: object, options: object) => async () =>
    encode({
      token: { sub: actor.userId, sid: actor.sessionId, ...claims },
      secret: stack().config.authSecret,
      ...options,
    });
  return [
    by("expired tokens", "a minute ago", forged({}, { maxAge: -60 })),
    by("foreign tokens", "another secret", forged({}, { secret: "another secret" })),
    by("foreign tokens", "another person's session", forged({ sub: MISSING }, {})),
    by("foreign tokens", "a session that never was", forged({ sid: MISSING }, {})),
    by("foreign tokens", "no claims", forged({ sub: 1, sid: {} }, {})),
    by("foreign tokens", "none", null),
    by("revoked tokens", "ended", revokedToken),
    by("truncated tokens", "without its end", async () => actor.token.slice(0, -3)),
    by("truncated tokens", "without its middle", async () =>
      actor.token.split(".").slice(0, 3).join("."),
    ),
    by("truncated tokens", "with more at its end", async () => `${actor.token}x`),
    by("truncated tokens", "very long", async () => actor.token.repeat(20)),
  ];
});

const CASES = [...LIKE_CASES, ...TOKENS];

async function revokedToken(): Promise<string> {
  const { token, sessionId } = await stack().signInAgain(actor);
  await stack().engine.sessions.endSession(sessionId, "revoked");
  return token;
}

/** Puts the ids of the fixture where the tables have placeholders. */
function filled(asked: HttpRequest, token: string | null): HttpRequest {
  const fill = (text: string) =>
    text
      .replaceAll(":post", scene.post.contentId)
      .replaceAll(":hidden", scene.hidden.contentId)
      .replaceAll(":token", actor.token);
  const headers = Object.entries(asked.headers ?? {}).map(([name, value]) => [name, fill(value)]);
  return {
    ...asked,
    path: fill(asked.path),
    headers: {
      ...(token === null ? {} : { Authorization: `Bearer ${token}` }),
      ...Object.fromEntries(headers),
    },
    ...(typeof asked.body === "string" ? { body: fill(asked.body) } : {}),
  };
}

function readRefusal({ status, headers, text }: HttpAnswer): Refusal {
  expect(text, JSON.stringify({ status, headers })).toMatch(/^[{]/);
  const problem: Problem = problemSchema.parse(JSON.parse(text));
  expect(status).toBe(problem.status);
  expect(headers["content-type"]).toBe("application/problem+json");
  return problem;
}

async function prove({ ask, token, ...rest }: LikeCase): Promise<void> {
  const spoken =
    typeof token === "function" ? await token() : token === undefined ? actor.token : token;
  const asked = filled(ask, spoken);
  await expectSixAssertions(scene, {
    ...rest,
    send: async () => readRefusal(await http.ask(asked)),
    askGood: async () => {
      const path = `/api/content/${scene.post.contentId}/engagement`;
      return (await http.ask({ method: "GET", path })).status === 200;
    },
  });
}

test.each([...new Set(CASES.map(({ kind }) => kind))])(
  "[W15, W16, W18, W53] at every route of a like, six things hold of: %s",
  async (kind) => {
    for (const each of CASES.filter((one) => one.kind === kind)) await prove(each);
  },
  240_000,
);

test("[W53] no kind of bad input is untried at the routes of a like", () => {
  expect(findUntriedKinds("likes", CASES)).toEqual([]);
  expect(CASES.length).toBeGreaterThan(500);
});

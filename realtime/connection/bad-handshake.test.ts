// Bad handshakes and bad first messages: each kind is refused by its exact code and held to the six
// assertions. Also handshakes that pass.
import { encode } from "next-auth/jwt";
import { Manager } from "socket.io-client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { errorViewSchema } from "@/protocol/error-views";
import { MISSING, nested } from "@/test/bad-input/bad-values";
import { type HttpConnection, openHttpConnection } from "@/test/bad-input/http-connection";
import { findUntriedKinds, type Kind } from "@/test/bad-input/kinds";
import {
  expectSixAssertions,
  type Refusal,
  type Scene,
  setScene,
} from "@/test/bad-input/six-assertions";
import { captureLog } from "@/test/captured-log";
import { type Client, sharedStack } from "@/test/servers/server-fixture";
import type { StackPerson } from "@/test/servers/signed-in-person";

const captured = captureLog();
const stack = sharedStack({ log: captured.log });

let scene: Scene;
let member: StackPerson;
let http: HttpConnection;
beforeAll(async () => {
  scene = await setScene(stack(), captured);
  member = await stack().makeMember();
  http = openHttpConnection(stack().url);
});
afterAll(() => http.close());

async function refusalOf(connecting: Client): Promise<Refusal> {
  const error = await new Promise<Error & { data?: unknown }>((resolve, reject) => {
    connecting.on("connect", () => reject(new Error("it was let in")));
    connecting.on("connect_error", resolve);
  });
  connecting.disconnect();
  if (error.data === undefined) return { code: "turned away" };
  return z.strictObject(errorViewSchema.shape).parse(error.data);
}

async function askGood(): Promise<boolean> {
  const { client } = await stack().listen(member);
  client.disconnect();
  return true;
}

const forged = (claims: object, options: object = {}) =>
  encode({
    token: { sub: member.userId, sid: member.sessionId, ...claims },
    secret: stack().config.authSecret,
    ...options,
  });

async function revoked(): Promise<string> {
  const { token, sessionId } = await stack().signInAgain(member);
  await stack().engine.sessions.endSession(sessionId, "revoked");
  return token;
}

type Auth = () => unknown | Promise<unknown>;
const TOKENS: [Kind, what: string, auth: Auth][] = [
  ["wrong types", "none", () => ({})],
  ["wrong types", "empty", () => ({ token: "" })],
  ["wrong types", "a number", () => ({ token: 7 })],
  ["wrong types", "null", () => ({ token: null })],
  ["wrong types", "a list", () => ({ token: [member.token] })],
  ["not JSON", "words", () => ({ token: "nonsense" })],
  ["text with NUL", "NUL", () => ({ token: `${member.token}\0` })],
  [
    "prototype keys",
    "in the prototype",
    () => JSON.parse(`{"__proto__":{"token":"${member.token}"}}`),
  ],
  ["SQL-looking text", "SQL", () => ({ token: "' OR '1'='1" })],
  ["binary where text belongs", "bytes as text", () => ({ token: "\u00ff\u00fe" })],
  ["deep arrays", "deep", () => ({ token: JSON.parse(nested(1_000)) })],
  ["large bodies", "very long", () => ({ token: member.token.repeat(20) })],
  ["expired tokens", "a minute ago", async () => ({ token: await forged({}, { maxAge: -60 }) })],
  ["revoked tokens", "ended", async () => ({ token: await revoked() })],
  ["truncated tokens", "without its end", () => ({ token: member.token.slice(0, -3) })],
  ["truncated tokens", "with more at its end", () => ({ token: `${member.token}x` })],
  ["foreign tokens", "another secret", async () => ({ token: await forged({}, { secret: "x" }) })],
  ["foreign tokens", "another's session", async () => ({ token: await forged({ sub: MISSING }) })],
  ["foreign tokens", "no session", async () => ({ token: await forged({ sid: MISSING }) })],
];

for (const [kind, what, auth] of TOKENS) {
  test(`[S7, S53] without a valid session a handshake is UNAUTHENTICATED: ${kind}, ${what}`, async () => {
    const given = await auth();
    await expectSixAssertions(scene, {
      what: `${kind}: ${what}`,
      code: "UNAUTHENTICATED",
      send: () => refusalOf(stack().connect({ auth: given })),
      askGood,
    });
  });
}

test("[S8] the session cookie opens a socket, a bearer header too", async () => {
  const { token, userId } = member;
  for (const extraHeaders of [
    { Cookie: `other=1; next-auth.session-token=${token}`, Origin: stack().config.publicUrl },
    { Authorization: `Bearer ${token}` },
  ]) {
    const client = stack().connect({ extraHeaders });
    const ready = await new Promise<{ userId: string }>((resolve) =>
      client.on("session:ready", resolve),
    );
    expect(ready.userId).toBe(userId);
    client.disconnect();
  }
});

test("[S9] only exact origins open a socket, with either transport", async () => {
  const { token } = member;
  const { publicUrl } = stack().config;
  const foreign = [
    "https://evil.example",
    "null",
    `${publicUrl}.evil.example`,
    "http://friend.example",
    "https://friend.example:8443",
    "https://friend.example/",
  ];
  for (const transport of ["websocket", "polling"]) {
    const options = (origin: string) => ({
      auth: { token },
      transports: [transport],
      extraHeaders: { Origin: origin },
    });
    for (const origin of foreign) {
      await expectSixAssertions(scene, {
        what: `foreign Origins: ${origin} over ${transport}`,
        code: "turned away",
        send: () => refusalOf(stack().connect(options(origin))),
        askGood,
      });
    }
    for (const origin of [publicUrl, "https://friend.example"]) {
      const client = stack().connect(options(origin));
      await new Promise<void>((resolve) => client.on("session:ready", () => resolve()));
      client.disconnect();
    }
  }
});

const POLL = "/socket.io/?EIO=4&transport=polling";
const REQUESTS: [Kind, method: string, path: string, status: number][] = [
  ["odd methods", "POST", POLL, 400],
  ["odd methods", "PUT", POLL, 400],
  ["odd methods", "DELETE", POLL, 400],
  ["odd methods", "PROPFIND", POLL, 400],
  ["raw malformed frames", "GET", "/socket.io/", 400],
  ["raw malformed frames", "GET", "/socket.io/?EIO=3&transport=polling", 400],
  ["raw malformed frames", "GET", "/socket.io/?EIO=4&transport=pigeon", 400],
  ["raw malformed frames", "GET", "/socket.io/?EIO=4&transport=websocket", 400],
  ["raw malformed frames", "GET", `${POLL}&sid=nobody`, 400],
  ["prototype keys", "GET", `${POLL}&sid=__proto__`, 400],
  ["prototype keys", "GET", "/socket.io/?EIO=4&transport=constructor", 400],
  ["SQL-looking text", "GET", `${POLL}&sid='%20OR%20'1'='1`, 400],
  ["text with NUL", "GET", `${POLL}&sid=%00`, 400],
];

for (const [kind, method, path, status] of REQUESTS) {
  test(`[S53] what is no handshake is refused: ${kind}, ${method} ${path}`, () =>
    expectSixAssertions(scene, {
      what: `${kind}: ${method} ${path}`,
      code: String(status),
      send: async () => ({ code: String((await http.ask({ method, path })).status) }),
      askGood: async () =>
        (await http.ask({ method: "GET", path: "/healthz" })).status === 200 && (await askGood()),
    }));
}

/** A connection that has not said who it is. */
async function openUnsaid() {
  const manager = new Manager(stack().url, { transports: ["websocket"], reconnection: false });
  await new Promise<void>((resolve, reject) => {
    manager.on("open", resolve);
    manager.on("error", reject);
  });
  const wire = Reflect.get(manager.engine.transport, "ws") as { send(data: unknown): void };
  const frames: string[] = [];
  manager.engine.on("data", (frame: unknown) => frames.push(String(frame)));
  const closed = new Promise<void>((resolve) => manager.engine.on("close", () => resolve()));
  return { wire, frames, closed, close: () => manager.engine.close() };
}

const FRAMES: [Kind, frame: string | Buffer, lines: 0 | 1][] = [
  ["not JSON", "nonsense", 1],
  ["raw malformed frames", '42["sync",{}]', 0],
  ["raw malformed frames", "41", 0],
  ["binary where text belongs", Buffer.from([255, 254]), 0],
  ["large bodies", `40/admin,{"token":"${"x".repeat(17_000)}"}`, 0],
  ["large bodies", `40{"token":"${"x".repeat(140_000)}"}`, 1],
];

for (const [kind, frame, lines] of FRAMES) {
  test(`[S53] a connection that says anything else first is ended: ${kind}, ${String(frame).slice(0, 20)}`, () =>
    expectSixAssertions(scene, {
      what: `${kind}: ${String(frame).slice(0, 40)}`,
      code: "closed",
      lines,
      send: async () => {
        const { wire, closed } = await openUnsaid();
        wire.send(frame);
        await closed;
        return { code: "closed" };
      },
      askGood,
    }));
}

const UNREAD: [Kind, code: string, frame: string][] = [
  ["not JSON", "BAD_REQUEST", "40{"],
  ["not JSON", "BAD_REQUEST", "40nonsense"],
  ["wrong types", "BAD_REQUEST", "40[]"],
  ["wrong types", "BAD_REQUEST", '40"token"'],
  ["raw malformed frames", "NOT_FOUND", '40/admin,{"token":"x"}'],
  ["raw malformed frames", "NOT_FOUND", "40/admin"],
  ["large bodies", "TOO_LARGE", `40{"token":"${"x".repeat(17_000)}"}`],
];

for (const [kind, code, frame] of UNREAD) {
  test(`[S53, S63] a handshake that does not parse is refused by its code: ${kind}, ${frame.slice(0, 20)}`, () =>
    expectSixAssertions(scene, {
      what: `${kind}: ${frame.slice(0, 40)}`,
      code,
      send: async () => {
        const { wire, frames, close, closed } = await openUnsaid();
        wire.send(frame);
        await expect.poll(() => frames.length).toBe(1);
        close();
        await closed;
        const [, refusal = ""] = /^4(?:\/\w+,)?(.*)$/.exec(frames[0] ?? "") ?? [];
        return errorViewSchema.parse(JSON.parse(refusal).data);
      },
      askGood,
    }));
}

test("[S53] a connection that never says who it is ends after five seconds", () =>
  expectSixAssertions(scene, {
    what: "slow bodies: nothing said",
    code: "closed",
    lines: 0,
    withinMs: 6_500,
    send: async () => {
      const { closed } = await openUnsaid();
      await closed;
      return { code: "closed" };
    },
    askGood,
  }));

test("[S54] of twenty handshakes sent at once over one connection one is a socket", async () => {
  const before = stack().metrics.presence.read().sockets;
  const { wire, frames, close, closed } = await openUnsaid();
  for (let sent = 0; sent < 20; sent++) wire.send(`40{"token":"${member.token}"}`);
  const admitted = () => frames.filter((each) => each.startsWith("0{"));
  const refused = () => frames.filter((each) => each.startsWith("4{"));
  // One that comes after the first was let in ends the connection.
  await Promise.race([closed, expect.poll(() => refused()).toHaveLength(19)]);
  expect(admitted()).toHaveLength(1);
  expect(stack().metrics.presence.read().sockets).toBeLessThanOrEqual(before + 1);
  for (const frame of refused()) {
    expect(JSON.parse(frame.slice(1))).toMatchObject({ data: { code: "BAD_REQUEST" } });
  }
  close();
  await closed;
});

test("[S53] no kind of bad input is untried at the handshake", () => {
  const tried = [...TOKENS, ...REQUESTS, ...FRAMES].map(([kind]) => ({ kind }));
  const elsewhere = ["foreign Origins", "slow bodies", "floods"] as const;
  const cases = [...tried, ...elsewhere.map((kind) => ({ kind }))];
  expect(findUntriedKinds("handshake", cases)).toEqual([]);
});

// What no client can do to the gateway: every case is answered or dropped, nobody else hears of it, the
// connection and the process live on.
import { expect, test, vi } from "vitest";
import { z } from "zod";
import { errorViewSchema } from "@/protocol/errors";
import { sharedStack } from "@/test/stack";

const stack = sharedStack({ limitScale: 10 });
const MISSING = "0190a000-0000-7000-8000-000000000404";

async function refusalOf(connecting: ReturnType<ReturnType<typeof stack>["connect"]>) {
  const error = await new Promise<Error & { data?: unknown }>((resolve, reject) => {
    connecting.on("connect", () => reject(new Error("it was let in")));
    connecting.on("connect_error", resolve);
  });
  connecting.disconnect();
  return error;
}

test("[S7] a handshake without a standing session is refused as UNAUTHENTICATED in data", async () => {
  const ended = await stack().makeMember();
  await stack().engine.sessions.endSession(ended.sessionId, "signed-out");
  const tokens = [undefined, "", "nonsense", 7, { token: "x" }, `${ended.token}x`, ended.token];
  for (const token of tokens) {
    const error = await refusalOf(stack().connect({ auth: { token } }));
    expect(z.strictObject(errorViewSchema.shape).parse(error.data).code).toBe("UNAUTHENTICATED");
  }
});

test("[S8] the session cookie opens a socket, a bearer header too", async () => {
  const { token, userId } = await stack().makeMember();
  for (const extraHeaders of [
    { Cookie: `other=1; next-auth.session-token=${token}` },
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
  const { token } = await stack().makeMember();
  const { publicUrl } = stack().config;
  for (const transport of ["websocket", "polling"]) {
    for (const origin of ["https://evil.example", "null", `${publicUrl}.evil.example`]) {
      const options = {
        auth: { token },
        transports: [transport],
        extraHeaders: { Origin: origin },
      };
      expect((await refusalOf(stack().connect(options))).data).toBeUndefined();
    }
    for (const origin of [publicUrl, "https://friend.example"]) {
      const options = {
        auth: { token },
        transports: [transport],
        extraHeaders: { Origin: origin },
      };
      const client = stack().connect(options);
      await new Promise<void>((resolve) => client.on("session:ready", () => resolve()));
      client.disconnect();
    }
  }
});

test("[S10] payloads of every wrong form are VALIDATION, and the socket stays usable", async () => {
  const ada = await stack().listen();
  const post = await stack().makePost(ada.userId);
  const { contentId } = post;
  const like = { contentType: "post", contentId, liked: true, deviceId: "a", seq: 1 };
  let deep: unknown = [];
  for (let depth = 0; depth < 3_000; depth++) deep = [deep];
  const cases: [event: string, payload: unknown][] = [
    ["content:join", null],
    ["content:join", "text"],
    ["content:join", 7],
    ["content:join", []],
    ["content:join", {}],
    ["content:join", { contents: {} }],
    ["content:join", { contents: [null] }],
    ["content:join", { contents: [{ contentType: "song", contentId }] }],
    ["content:join", { contents: [{ contentType: "post", contentId: contentId.toUpperCase() }] }],
    ["content:join", { contents: [{ contentType: "post", contentId: "x:y" }] }],
    ["content:join", { contents: [], extra: true }],
    ["content:join", { contents: Array(101).fill({ contentType: "post", contentId }) }],
    ["content:join", { contents: Buffer.from("binary") }],
    ["content:leave", { contents: [{ contentId }] }],
    ["like:set", { ...like, liked: 1 }],
    ["like:set", { ...like, seq: -1 }],
    ["like:set", { ...like, seq: 0.5 }],
    ["like:set", { ...like, seq: undefined }],
    ["like:set", { ...like, deviceId: "x".repeat(65) }],
    ["like:set", { ...like, userId: "somebody else" }],
    ["like:set", JSON.parse(`{"__proto__":{"liked":true},"contentId":"${contentId}"}`)],
    ["sync", { contents: { nonsense: 1 } }],
    ["sync", { contents: { [contentId]: "1" } }],
    ["sync", { contents: { [contentId]: -1 } }],
    ["sync", deep],
  ];
  for (const [event, payload] of cases) {
    const answer = await ada.ask(event, payload);
    expect(answer.ok, event).toBe(false);
    expect(
      z.strictObject(errorViewSchema.shape).parse(answer.error).code,
      JSON.stringify(payload),
    ).toBe("VALIDATION");
  }
  expect((await ada.ask("like:set", like)).ok).toBe(true);
});

test("[S11] unknown and reserved events are BAD_REQUEST; without an acknowledgement nothing happens", async () => {
  const ada = await stack().listen();
  const post = await stack().makePost(ada.userId);
  const press = {
    contentType: "post",
    contentId: post.contentId,
    liked: true,
    deviceId: "a",
    seq: 1,
  };
  for (const event of ["like:steal", "error", "post:liked", "__proto__", "toString", ""]) {
    expect(await ada.ask(event, {}), event).toMatchObject({ error: { code: "BAD_REQUEST" } });
  }
  expect(await ada.ask("sync", {}, {})).toMatchObject({ error: { code: "BAD_REQUEST" } });
  expect(await ada.ask("sync")).toMatchObject({ error: { code: "VALIDATION" } });
  // No function at the end: the typed client does not allow it, a program may send it.
  const untyped = ada.client as unknown as { emit(event: string, ...args: unknown[]): void };
  untyped.emit("like:set", press);
  untyped.emit("like:set", press, "not a function");
  untyped.emit("error");
  untyped.emit("error", new Error("x"));
  expect((await ada.ask("sync", { contents: {} })).ok).toBe(true);
  const engagement = await stack().engine.likes.readEngagement(null, post.contentId);
  expect(engagement.version).toBe(0);
});

test("[S12] missing and hidden contents answer the same NOT_FOUND", async () => {
  const [ada, author] = [await stack().listen(), await stack().makeMember()];
  const hidden = await stack().makePost(author.userId, "followers");
  const ask = (contentId: string) =>
    ada.ask("like:set", { contentType: "post", contentId, liked: true, deviceId: "a", seq: 1 });
  const [one, other] = await Promise.all([ask(hidden.contentId), ask(MISSING)]);
  expect({ ...one.error, errorId: "" }).toEqual({ ...other.error, errorId: "" });
  expect(one.error).toMatchObject({ code: "NOT_FOUND", retryable: false });
});

test("[S13] raw frames that are no Socket.IO end that connection alone", async () => {
  const ada = await stack().listen();
  const frames = [
    "nonsense",
    "42",
    '42["sync"',
    "4{",
    '42{"a":1}',
    '451-["sync",{"_placeholder":true,"num":9}]',
    '42["connect"]',
    '42["disconnect"]',
    "99",
    Buffer.from([0xff, 0xfe]),
    "x".repeat(17 * 1024),
  ];
  for (const frame of frames) {
    const { client } = await stack().listen(ada);
    const ended = new Promise<void>((resolve) => client.on("disconnect", () => resolve()));
    // Below the client, which would never send such a thing.
    const wire = Reflect.get(client.io.engine.transport, "ws") as { send(data: unknown): void };
    wire.send(frame);
    const answered = client.timeout(2_000).emitWithAck("sync", { contents: {} });
    await Promise.race([ended, answered.catch(() => undefined)]);
    client.disconnect();
  }
  expect((await ada.ask("sync", { contents: {} })).ok).toBe(true);
});

test("[S14] an answer comes within five seconds even when what it needs hangs", async () => {
  const ada = await stack().listen();
  const hang = vi.spyOn(stack().engine, "sync").mockReturnValue(new Promise(() => undefined));
  try {
    const startedAt = Date.now();
    const answer = await ada.ask("sync", { contents: {} });
    expect(answer).toMatchObject({ ok: false, error: { code: "TIMEOUT", retryable: true } });
    expect(Date.now() - startedAt).toBeLessThan(6_000);
  } finally {
    hang.mockRestore();
  }
});

test("[S15] what breaks inside is INTERNAL without a word about why", async () => {
  const ada = await stack().listen();
  const broken = vi.spyOn(stack().engine, "sync").mockRejectedValue(new Error("hunter2"));
  try {
    const answer = await ada.ask("sync", { contents: {} });
    expect(answer).toMatchObject({ ok: false, error: { code: "INTERNAL" } });
    expect(JSON.stringify(answer)).not.toContain("hunter2");
  } finally {
    broken.mockRestore();
  }
});

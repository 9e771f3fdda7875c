// Everything no client may send over a socket that was let in: each kind refused by its exact code and held
// to the six assertions.
import { afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { findUntriedKinds } from "@/test/bad-input/kinds";
import { expectSixAssertions, type Scene, setScene } from "@/test/bad-input/six-assertions";
import {
  DEEP_PAYLOADS,
  FRAME_CASES,
  type FrameCase,
  SOCKET_CASES,
  type SocketCase,
} from "@/test/bad-input/socket-cases";
import { captureLog } from "@/test/captured-log";
import { settlesBefore } from "@/test/clocks/same-loop";
import { type Answer, type Listener, sharedStack } from "@/test/servers/server-fixture";

const captured = captureLog();
const stack = sharedStack({ limitScale: 10, log: captured.log });

let scene: Scene;
let actor: Listener;
beforeAll(async () => {
  scene = await setScene(stack(), captured);
});
beforeEach(async () => {
  actor = await stack().listen();
});
afterEach(() => void actor.client.disconnect());

async function askGood(listener = actor): Promise<boolean> {
  return (await listener.ask("sync", { contents: {} })).ok;
}

function fill<Value>(value: Value): Value {
  if (typeof value === "string") {
    return value
      .replaceAll(":post", scene.post.contentId)
      .replaceAll(":hidden", scene.hidden.contentId) as Value;
  }
  if (typeof value !== "object" || value === null || Buffer.isBuffer(value)) return value;
  if (Array.isArray(value)) return value.map(fill) as Value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [fill(name), fill(each)]),
  ) as Value;
}

async function prove({ event, args, ...rest }: SocketCase): Promise<void> {
  await expectSixAssertions(scene, {
    ...rest,
    send: async () => readRefusal(await actor.ask(event, ...fill(args))),
    askGood,
  });
}

function readRefusal(answer: Answer) {
  return answer.ok ? { code: "ok" } : (answer.error as { code: string; errorId: string });
}

test.each([...new Set(SOCKET_CASES.map(({ kind }) => kind))])(
  "[S10, S11, S12, R62] over a socket six things hold of: %s",
  async (kind) => {
    for (const each of SOCKET_CASES.filter((one) => one.kind === kind)) await prove(each);
  },
);

/** Below the client, which would never send such a thing. */
function sendRaw(listener: Listener, ...frames: (string | Buffer)[]): void {
  const wire = Reflect.get(listener.client.io.engine.transport, "ws") as {
    send(data: unknown): void;
  };
  for (const frame of frames) wire.send(frame);
}

/** A request whose payload is raw JSON, and its answer. */
function askRaw(event: string, payload: string): Promise<Answer> {
  return askFrame(`42777["${event}",${payload}]`);
}

function askFrame(frame: string): Promise<Answer> {
  return new Promise((resolve) => {
    actor.client.io.engine.on("data", (text: unknown) => {
      const [, answer] = /^3777\[(.*)\]$/.exec(String(text)) ?? [];
      if (answer !== undefined) resolve(JSON.parse(answer));
    });
    sendRaw(actor, frame);
  });
}

test("[S10] arrays five thousand deep are VALIDATION", async () => {
  for (const [event, text] of DEEP_PAYLOADS) {
    await expectSixAssertions(scene, {
      what: `deep arrays: ${event}`,
      code: "VALIDATION",
      send: async () => readRefusal(await askRaw(event, fill(text))),
      askGood,
    });
  }
});

test("[S63] an event that does not parse is BAD_REQUEST to its acknowledgement", async () => {
  const unreadable = ['["sync"', '["connect"]', '{"a":1}', "nonsense", "[]", '["sync",{"a":}]'];
  for (const text of unreadable) {
    await expectSixAssertions(scene, {
      what: `not JSON: ${text}`,
      code: "BAD_REQUEST",
      send: async () => readRefusal(await askFrame(`42777${text}`)),
      askGood,
    });
  }
});

async function proveFrame({ frames, ...rest }: FrameCase): Promise<void> {
  const { client } = actor;
  await expectSixAssertions(scene, {
    ...rest,
    send: async () => {
      const ended = new Promise<void>((resolve) => client.once("disconnect", () => resolve()));
      sendRaw(actor, ...fill(frames));
      if (rest.code === "closed") await ended;
      return { code: client.connected ? "ignored" : "closed" };
    },
    askGood: async () => askGood(client.connected ? actor : await stack().listen(actor)),
  });
}

for (const each of FRAME_CASES) {
  test(`[S13, S63] a raw frame is ignored or ends its own connection alone: ${each.what}`, () =>
    proveFrame(each));
}

test.each([
  ["one message beyond 128 KB", `2["sync","${"x".repeat(200_000)}"]`],
  ["many messages beyond 16 KB", Array(2_000).fill('2["sync"]').join("\u001e4")],
])("[R62] over polling %s in a body end their own connection alone", async (what, body) => {
  const polling = await stack().listen(undefined, { transports: ["polling"] });
  await expectSixAssertions(scene, {
    what: `large bodies: ${what} over polling`,
    code: "closed",
    send: async () => {
      const ended = new Promise<void>((resolve) =>
        polling.client.once("disconnect", () => resolve()),
      );
      polling.client.io.engine.send(body);
      await ended;
      return { code: "closed" };
    },
    askGood,
  });
});

test("[R62] clients receive the limit, and what they poll together keeps to it", async () => {
  const polling = await stack().listen(undefined, { transports: ["polling"] });
  expect(Reflect.get(polling.client.io.engine, "_maxPayload")).toBe(16 * 1_024);
  const asked = Array.from({ length: 1_000 }, () => polling.ask("sync", { contents: {} }));
  const answers = await Promise.all(asked);
  expect(answers.filter(({ ok }) => ok)).toHaveLength(1_000);
  polling.client.disconnect();
});

test("[S11] without an acknowledgement nothing happens, and one line says so", async () => {
  const intent = {
    contentType: "post",
    contentId: scene.post.contentId,
    liked: true,
    deviceId: "a",
    seq: 1,
  };
  const untyped = actor.client as unknown as { emit(event: string, ...args: unknown[]): void };
  const silent: unknown[][] = [
    ["like:set", intent],
    ["like:set", intent, "not a function"],
    ["like:set", intent, { call: true }],
    ["like:set", intent, null],
    ["sync"],
    ["error", { message: "x" }],
  ];
  for (const [event, ...args] of silent as [string, ...unknown[]][]) {
    await expectSixAssertions(scene, {
      what: `no acknowledgement: ${event} ${JSON.stringify(args).slice(0, 60)}`,
      code: "silence",
      send: async () => {
        untyped.emit(event, ...args);
        return { code: (await askGood()) ? "silence" : "lost" };
      },
      askGood,
    });
  }
});

test("[S51] a session that has ended is UNAUTHENTICATED, and its socket is cut", async () => {
  await expectSixAssertions(scene, {
    what: "revoked tokens: a session ended behind the gateway's back",
    code: "UNAUTHENTICATED",
    send: async () => {
      const gone = vi.spyOn(stack().engine.sessions, "verifySession").mockResolvedValueOnce(null);
      const answer = readRefusal(await actor.ask("sync", { contents: {} }));
      gone.mockRestore();
      await expect.poll(() => actor.client.connected).toBe(false);
      return answer;
    },
    askGood: async () => askGood(await stack().listen(actor)),
  });
});

test("[S52] a flood is RATE_LIMITED with the wait, writes one log line, and keeps nobody else waiting", async () => {
  const floodMax = 2_000;
  await expectSixAssertions(scene, {
    what: "floods: 3,000 requests at once",
    code: "RATE_LIMITED",
    send: async () => {
      const asked = Array.from({ length: floodMax + 1_000 }, () =>
        actor.ask("content:leave", { contents: [] }),
      );
      const beside = await settlesBefore(5_000, "the bystander's answer", () =>
        scene.bystander.ask("sync", { contents: {} }),
      );
      expect(beside.ok).toBe(true);
      const answers = await Promise.all(asked);
      expect(answers.filter(({ ok }) => ok)).toHaveLength(floodMax);
      const refusals = answers.filter(({ ok }) => !ok);
      for (const { error } of refusals)
        expect(error).toMatchObject({
          code: "RATE_LIMITED",
          retryable: true,
          retryAfterMs: expect.any(Number),
        });
      return readRefusal(refusals[0] as Answer);
    },
    // This one has to wait; the person may go on over another.
    askGood: async () => askGood(await stack().listen(actor)),
  });
});

test("[S14] an answer comes within five seconds even when what it needs hangs", async () => {
  const hang = vi.spyOn(stack().engine, "sync").mockReturnValue(new Promise(() => undefined));
  try {
    const answer = await settlesBefore(6_500, "the answer", () =>
      actor.ask("sync", { contents: {} }),
    );
    expect(answer).toMatchObject({ ok: false, error: { code: "TIMEOUT", retryable: true } });
  } finally {
    hang.mockRestore();
  }
});

test("[S15] what breaks inside is INTERNAL without its cause", async () => {
  const broken = vi.spyOn(stack().engine, "sync").mockRejectedValue(new Error("hunter2"));
  try {
    const answer = await actor.ask("sync", { contents: {} });
    expect(answer).toMatchObject({ ok: false, error: { code: "INTERNAL" } });
    expect(JSON.stringify(answer)).not.toContain("hunter2");
  } finally {
    broken.mockRestore();
  }
});

test("[S10] no kind of bad input is untried over a socket", () => {
  const elsewhere = ["deep arrays", "no acknowledgement", "revoked tokens", "floods"] as const;
  const cases = [...SOCKET_CASES, ...FRAME_CASES, ...elsewhere.map((kind) => ({ kind }))];
  expect(findUntriedKinds("socket", cases)).toEqual([]);
});

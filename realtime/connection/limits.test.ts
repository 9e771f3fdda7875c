// The limits of sockets and likes with their defaults. Below and at the limit passes, one above gets the time
// to wait, and after that wait it passes again. Only the clock is moved, never its timers.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { errorViewSchema } from "@/protocol/error-views";
import {
  freezeClock,
  OK,
  type Outcome,
  outcomeOf,
  proveLimit,
  readOutcome,
} from "@/test/clocks/frozen-clock";
import { sharedTestDatabase } from "@/test/servers/engine-fixture";
import { type Answer, type Listener, type Stack, startStack } from "@/test/servers/server-fixture";
import type { StackPerson } from "@/test/servers/signed-in-person";

const database = sharedTestDatabase();
let stack: Stack;
beforeEach(async () => {
  stack = await startStack({ limitScale: 1, database: database() });
});
afterEach(async () => {
  await stack.close();
  vi.restoreAllMocks();
});

async function connects(person: StackPerson): Promise<Outcome> {
  const client = stack.connect({ auth: { token: person.token } });
  return new Promise((resolve) => {
    client.on("connect", () => resolve(OK));
    client.on("connect_error", (error) =>
      resolve(errorViewSchema.parse((error as Error & { data?: unknown }).data)),
    );
  });
}

test("[R26] ten sockets a person, the eleventh is RATE_LIMITED, and one that left makes room", async () => {
  const ada = await stack.makeMember();
  const first = await stack.listen(ada);
  for (let count = 2; count <= 10; count++) expect(await connects(ada)).toEqual(OK);
  expect(await connects(ada)).toMatchObject({ code: "RATE_LIMITED", retryAfterMs: 10_000 });
  const bob = await stack.makeMember();
  expect(await connects(bob)).toEqual(OK);
  first.client.disconnect();
  await expect.poll(() => connects(ada)).toEqual(OK);
});

test("[R60] fifty sockets an address, the fifty-first is RATE_LIMITED, and one that left makes room", async () => {
  const clock = freezeClock();
  const [first] = [await stack.listen()];
  const people = await Promise.all(Array.from({ length: 6 }, () => stack.makeMember()));
  const anybody = (count: number) => people[count % 6] as StackPerson;
  for (let count = 2; count <= 50; count++) {
    if (count % 20 === 0) clock.pass(10_000);
    expect(await connects(anybody(count)), `socket ${count}`).toEqual(OK);
  }
  clock.pass(10_000);
  expect(await connects(await stack.makeMember())).toMatchObject({
    code: "RATE_LIMITED",
    retryAfterMs: 10_000,
  });
  first?.client.disconnect();
  await expect.poll(() => connects(anybody(0))).toEqual(OK);
});

test("[R27] twenty handshakes in ten seconds an address", async () => {
  const ada = await stack.makeMember();
  await proveLimit(20, 10_000, async () => {
    const client = stack.connect({ auth: { token: ada.token } });
    const answer = await new Promise<Outcome>((resolve) => {
      client.on("connect", () => resolve(OK));
      client.on("connect_error", (error) =>
        resolve(errorViewSchema.parse((error as Error & { data?: unknown }).data)),
      );
    });
    client.disconnect();
    return answer;
  });
});

test("[R61] beyond five times the handshakes an address is turned away before it is a connection", async () => {
  const ada = await stack.makeMember();
  const path = "/socket.io/?EIO=4&transport=polling";
  const knock = async () => (await stack.request("GET", path)).status;
  for (let count = 1; count <= 100; count++) expect(await knock(), `knock ${count}`).toBe(200);
  const refused = await stack.request("GET", path);
  expect([refused.status, await refused.json()]).toEqual([
    403,
    { code: 4, message: "Too many connections." },
  ]);
  // Requests are another matter.
  expect((await stack.request("GET", "/api/me", { token: ada.token })).status).toBe(200);
  const limits = await (await stack.request("GET", "/metrics")).text();
  expect(limits).toContain('heartwire_limits_hit_total{limit="handshake-flood"} 1');
});

test("[R28] sixty joins a minute a socket; leaving is free", async () => {
  const ada = await stack.listen();
  // Its own heartbeat would take the moved clock for silence.
  Reflect.set(ada.client.io.engine, "_pingTimeoutTime", Number.POSITIVE_INFINITY);
  await proveLimit(60, 60_000, async () =>
    outcomeOf(await ada.ask("content:join", { contents: [] })),
  );
  expect((await ada.ask("content:leave", { contents: [] })).ok).toBe(true);
});

test("[S52] two hundred requests in ten seconds a socket, known or not", async () => {
  const ada = await stack.listen();
  const bob = await stack.listen();
  let count = 0;
  await proveLimit(200, 10_000, async () => {
    count++;
    if (count % 3 === 0) {
      const unknown = outcomeOf(await ada.ask("nonsense"));
      return unknown.code === "BAD_REQUEST" ? OK : unknown;
    }
    return outcomeOf(await ada.ask("content:leave", { contents: [] }));
  });
  expect((await bob.ask("sync", { contents: {} })).ok).toBe(true);
});

test("[R29] a hundred rooms a socket: a join beyond is refused whole, also of a thousand at once", async () => {
  const ada = await stack.listen();
  const { prisma } = stack;
  const ids = Array.from(
    { length: 1_000 },
    (_, n) => `0190a000-0000-7000-8000-${String(n).padStart(12, "0")}`,
  );
  await prisma.content.createMany({
    data: ids.map((id) => ({ id, contentType: "post" as const, authorId: ada.userId, body: "x" })),
  });
  const refs = ids.map((contentId) => ({ contentType: "post", contentId }));
  const join = (from: number, to: number) =>
    ada.ask("content:join", { contents: refs.slice(from, to) });
  expect((await join(0, 99)).data).toMatchObject({ missing: [] });
  expect((await join(99, 100)).ok).toBe(true);
  expect(await join(100, 101)).toMatchObject({ ok: false, error: { code: "VALIDATION" } });
  await ada.ask("content:leave", { contents: refs.slice(0, 1) });
  expect((await join(100, 101)).ok).toBe(true);

  const bob = await stack.listen();
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, part) =>
      bob.ask("content:join", { contents: refs.slice(part * 100, part * 100 + 100) }),
    ),
  );
  expect(answers.map(({ ok }) => ok).filter(Boolean)).toHaveLength(1);
  expect(stack.metrics.presence.read().rooms).toBeLessThanOrEqual(200);
});

test("[R30] thirty likes in ten seconds a person, over every route and device together", async () => {
  const ada = await stack.listen();
  const adaElsewhere = await stack.listen(await stack.signInAgain(ada));
  const { contentId } = await stack.makePost(ada.userId);
  const { token } = adaElsewhere;
  let seq = 0;
  const entryPoints: (() => Promise<Outcome>)[] = [
    async () =>
      outcomeOf(
        await ada.ask("like:set", {
          contentType: "post",
          contentId,
          liked: true,
          deviceId: "a",
          seq,
        }),
      ),
    async () =>
      outcomeOf(
        await adaElsewhere.ask("like:set", {
          contentType: "post",
          contentId,
          liked: false,
          deviceId: "b",
          seq,
        }),
      ),
    async () =>
      readOutcome(
        await stack.request("PUT", `/api/content/${contentId}/like`, {
          token,
          body: { liked: true },
        }),
      ),
    async () =>
      readOutcome(await stack.request("DELETE", `/api/v1/posts/${contentId}/likes`, { token })),
    async () =>
      readOutcome(
        await stack.request("POST", "/api/likes", {
          token,
          body: { content_type: "post", content_id: contentId },
        }),
      ),
  ];
  await proveLimit(30, 10_000, () =>
    (entryPoints[++seq % entryPoints.length] as () => Promise<Outcome>)(),
  );
  const counted = await (await stack.request("GET", "/metrics")).text();
  expect(counted).toContain('heartwire_limits_hit_total{limit="like"} 2');
});

const KB = 1_024;

/** The raw packet, and its acknowledgement as it came. */
function askPacket({ client }: Listener, packet: string, ...attachments: Buffer[]) {
  const { engine } = client.io;
  return new Promise<Answer>((resolve) => {
    const hear = (frame: unknown) => {
      const [, answer] = /^3777\[(.*)\]$/s.exec(String(frame)) ?? [];
      if (answer === undefined) return;
      engine.off("data", hear);
      resolve(JSON.parse(answer));
    };
    engine.on("data", hear);
    for (const part of [packet, ...attachments]) engine.send(part);
  });
}

/** A good request of so many bytes on the wire, where one more precedes it. */
function questionOf(bytes: number): string {
  const ends = ['2777["sync",{"contents":{}}', "]"] as const;
  return ends.join(" ".repeat(bytes - 1 - ends.join("").length));
}

const TRANSPORTS = ["websocket", "polling"] as const;

test.each(TRANSPORTS)(
  "[R62] a message of 16 KB is read, a larger one is TOO_LARGE: %s",
  async (way) => {
    const ada = await stack.listen(undefined, { transports: [way] });
    const bytesOf = async (bytes: number) => outcomeOf(await askPacket(ada, questionOf(bytes)));
    for (const bytes of [16 * KB - 1, 16 * KB]) expect(await bytesOf(bytes)).toEqual(OK);
    for (const bytes of [16 * KB + 1, 128 * KB - 1, 128 * KB]) {
      expect(await bytesOf(bytes)).toMatchObject({ code: "TOO_LARGE", retryable: false });
    }
    expect(await bytesOf(16 * KB)).toEqual(OK);
  },
);

test("[R62] what counts is bytes, not letters", async () => {
  const ada = await stack.listen();
  const wordOf = (count: number) => `2777["sync","${"€".repeat(count)}"]`;
  const fitting = Math.floor((16 * KB - 1 - wordOf(0).length) / 3);
  expect(outcomeOf(await askPacket(ada, wordOf(fitting)))).toMatchObject({ code: "VALIDATION" });
  expect(outcomeOf(await askPacket(ada, wordOf(fitting + 1)))).toMatchObject({ code: "TOO_LARGE" });
});

test.each(TRANSPORTS)("[R62] attachments count with their message: %s", async (way) => {
  const ada = await stack.listen(undefined, { transports: [way] });
  const part = (num: number) => `{"_placeholder":true,"num":${num}}`;
  const packet = `52-777["sync",[${part(0)},${part(1)}]]`;
  const room = 16 * KB - 1 - packet.length - 8_000;
  const partsOf = async (...bytes: number[]) =>
    outcomeOf(await askPacket(ada, packet, ...bytes.map((each) => Buffer.alloc(each))));
  for (const last of [room - 1, room]) {
    expect(await partsOf(8_000, last)).toMatchObject({ code: "VALIDATION" });
  }
  expect(await partsOf(8_000, room + 1)).toMatchObject({ code: "TOO_LARGE" });
  expect(await partsOf(17_000, 1)).toMatchObject({ code: "TOO_LARGE" });
  expect((await ada.ask("sync", { contents: {} })).ok).toBe(true);
});

test("[R62] beyond 128 KB a connection ends, over WebSockets with code 1009", async () => {
  const ada = await stack.listen();
  const wire = Reflect.get(ada.client.io.engine.transport, "ws") as {
    on(event: "close", received: (code: number) => void): void;
  };
  const closed = new Promise<number>((resolve) => wire.on("close", resolve));
  ada.client.io.engine.send(questionOf(128 * KB + 1));
  expect(await closed).toBe(1009);

  const bob = await stack.listen(undefined, { transports: ["polling"] });
  const ended = new Promise((resolve) => bob.client.on("disconnect", resolve));
  bob.client.io.engine.send(questionOf(128 * KB + 1));
  expect(await ended).toMatch(/^transport/);
});

test("[R62, S52] what is too large counts among the two hundred requests", async () => {
  const ada = await stack.listen();
  await proveLimit(200, 10_000, async () => {
    const { code, ...rest } = outcomeOf(await askPacket(ada, questionOf(16 * KB + 1)));
    return code === "TOO_LARGE" ? OK : { code, ...rest };
  });
});

test("[R31] limits are multiplied openly", async () => {
  const scaled = await startStack({ limitScale: 3, database: database() });
  try {
    const ada = await scaled.makeMember();
    const clients = Array.from({ length: 31 }, () =>
      scaled.connect({ auth: { token: ada.token } }),
    );
    const outcomes = clients.map(
      (client) =>
        new Promise<boolean>((resolve) => {
          client.on("connect", () => resolve(true));
          client.on("connect_error", () => resolve(false));
        }),
    );
    expect((await Promise.all(outcomes)).filter(Boolean)).toHaveLength(30);
  } finally {
    await scaled.close();
  }
});

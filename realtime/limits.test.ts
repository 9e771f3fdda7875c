// The gateway's limits at one below, at, and one above; with their defaults.
import { afterEach, expect, test } from "vitest";
import { errorViewSchema } from "@/protocol/errors";
import { type Stack, type StackPerson, startStack } from "@/test/stack";

let stack: Stack;
afterEach(() => stack.close());

async function connects(person: StackPerson): Promise<true | Record<string, unknown>> {
  const client = stack.connect({ auth: { token: person.token } });
  return new Promise((resolve) => {
    client.on("connect", () => resolve(true));
    client.on("connect_error", (error) =>
      resolve(errorViewSchema.parse((error as Error & { data?: unknown }).data)),
    );
  });
}

test("[R26] ten sockets a person, the eleventh is RATE_LIMITED, and one that left makes room", async () => {
  stack = await startStack({ limitScale: 1 });
  const ada = await stack.makeMember();
  const first = await stack.listen(ada);
  for (let count = 2; count <= 10; count++) expect(await connects(ada)).toBe(true);
  expect(await connects(ada)).toMatchObject({ code: "RATE_LIMITED", retryable: true });
  const bob = await stack.makeMember();
  expect(await connects(bob)).toBe(true);
  first.client.disconnect();
  await expect.poll(() => connects(ada)).toBe(true);
});

test("[R27] twenty handshakes in ten seconds from one address, then RATE_LIMITED with the wait", async () => {
  stack = await startStack({ limitScale: 1 });
  const ada = await stack.makeMember();
  for (let count = 1; count <= 20; count++) {
    const client = stack.connect({ auth: { token: ada.token } });
    await new Promise<void>((resolve) => client.on("connect", () => resolve()));
    client.disconnect();
  }
  const refused = await connects(ada);
  expect(refused).toMatchObject({ code: "RATE_LIMITED" });
  expect(refused).toHaveProperty("retryAfterMs");
});

test("[R28] sixty joins a minute a socket, then RATE_LIMITED; leaving is always free", async () => {
  stack = await startStack({ limitScale: 1 });
  const ada = await stack.listen();
  for (let count = 1; count <= 60; count++) {
    expect((await ada.ask("content:join", { contents: [] })).ok).toBe(true);
  }
  const refused = await ada.ask("content:join", { contents: [] });
  expect(refused).toMatchObject({ ok: false, error: { code: "RATE_LIMITED" } });
  expect((await ada.ask("content:leave", { contents: [] })).ok).toBe(true);
});

test("[R29] a hundred rooms a socket: the hundredth is joined, one more is refused whole", async () => {
  stack = await startStack({ limitScale: 1 });
  const ada = await stack.listen();
  const { prisma } = stack;
  const ids = Array.from(
    { length: 101 },
    (_, n) => `0190a000-0000-7000-8000-${String(n).padStart(12, "0")}`,
  );
  await prisma.content.createMany({
    data: ids.map((id) => ({ id, contentType: "post" as const, authorId: ada.userId, body: "x" })),
  });
  const refs = ids.map((contentId) => ({ contentType: "post", contentId }));
  const joined = await ada.ask("content:join", { contents: refs.slice(0, 99) });
  expect(joined.data).toMatchObject({ missing: [] });
  expect((await ada.ask("content:join", { contents: refs.slice(99, 100) })).ok).toBe(true);
  const refused = await ada.ask("content:join", { contents: refs.slice(100) });
  expect(refused).toMatchObject({ ok: false, error: { code: "VALIDATION" } });
  await ada.ask("content:leave", { contents: refs.slice(0, 1) });
  expect((await ada.ask("content:join", { contents: refs.slice(100) })).ok).toBe(true);
});

test("[R30] thirty presses in ten seconds, over sockets and HTTP together", async () => {
  stack = await startStack({ limitScale: 1 });
  const ada = await stack.listen();
  const post = await stack.makePost(ada.userId);
  const ref = { contentType: "post", contentId: post.contentId };
  for (let seq = 1; seq <= 15; seq++) {
    const press = { ...ref, liked: seq % 2 === 1, deviceId: "a", seq };
    expect((await ada.ask("like:set", press)).ok).toBe(true);
    const response = await stack.request("PUT", `/api/content/${post.contentId}/like`, {
      token: ada.token,
      body: { liked: true },
    });
    expect(response.status).toBe(200);
  }
  const press = { ...ref, liked: true, deviceId: "a", seq: 99 };
  const refused = await ada.ask("like:set", press);
  expect(refused).toMatchObject({ ok: false, error: { code: "RATE_LIMITED", retryable: true } });
  expect(refused.error.retryAfterMs).toBeGreaterThan(0);
});

test("[R31] limits are multiplied openly", async () => {
  stack = await startStack({ limitScale: 3 });
  const ada = await stack.makeMember();
  for (let count = 1; count <= 30; count++) expect(await connects(ada)).toBe(true);
  expect(await connects(ada)).toMatchObject({ code: "RATE_LIMITED" });
});

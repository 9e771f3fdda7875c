// POST /api/posts, sent again by a client that heard no answer.
import { expect, test } from "vitest";
import { sharedStack } from "@/test/servers/server-fixture";

const stack = sharedStack();

test("[W59] a post sent again by its id or key answers 200 with the same post, and a taken id says so", async () => {
  const { token } = await stack().makeMember();
  const send = async (body: object, headers: Record<string, string> = {}) => {
    const answer = await stack().request("POST", "/api/v1/posts", { token, body, headers });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };
  const refusal = (status: number, code: string) => ({ status, body: { code } });

  const post = { id: crypto.randomUUID(), body: "Once." };
  const first = await send(post);
  expect(first).toMatchObject({ status: 201, body: { contentId: post.id } });
  expect(await send(post)).toEqual({ status: 200, body: first.body });
  const taken = { status: 409, body: { code: "CONFLICT", reason: "id-taken" } };
  expect(await send({ ...post, body: "Twice." })).toMatchObject(taken);
  for (const id of ["1", post.id.toUpperCase(), null, `${post.id} `])
    expect(await send({ id, body: "Once." })).toMatchObject(refusal(422, "VALIDATION"));

  const key = { "idempotency-key": "a-post" };
  const keyed = await send({ body: "Keyed." }, key);
  expect(keyed.status).toBe(201);
  expect(await send({ body: "Keyed." }, key)).toEqual({ status: 200, body: keyed.body });
  expect(await send({ body: "Other." }, key)).toMatchObject(refusal(409, "CONFLICT"));
  const spaced = { "idempotency-key": "two words" };
  expect(await send({ body: "x" }, spaced)).toMatchObject(refusal(422, "VALIDATION"));
});

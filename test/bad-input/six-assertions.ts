// What every bad input must leave behind, at any route. Its exact code, a bystander answered meanwhile, a
// working connection, an unchanged database, no event to others, and one log line without what was sent. For
// tests alone.
import { expect } from "vitest";
import { z } from "zod";
import { ERROR_CODES, type ErrorCode } from "@/protocol/errors";
import type { Content } from "@/protocol/views";
import type { CapturedLog } from "@/test/captured-log";
import { settlesBefore } from "@/test/clocks/same-loop";
import { fingerprint } from "@/test/database/fingerprint";
import type { Listener, Stack } from "@/test/servers/server-fixture";
import { waitUntil } from "@/test/wait-until";

/** What the actor was answered: a code of ours, or what happened to the connection. */
export type Refusal = { code: ErrorCode | "closed" | (string & {}); errorId?: string };

export interface BadInput {
  what: string;
  code: Refusal["code"];
  /** Sends it and answers what came back. */
  send(): Promise<Refusal>;
  /** Asks something good over the same connection, or over a new one where this one had to end. */
  askGood(): Promise<boolean>;
  /** How many lines it may write: one, unless the route says why not. */
  lines?: number;
  /** Where waiting is the point: the timer that must not come before the answer. */
  withinMs?: number;
}

/** The people around the one who sends nonsense, and what they watch. */
export interface Scene {
  stack: Stack;
  captured: CapturedLog;
  author: Listener;
  bystander: Listener;
  post: Content;
  hidden: Content;
}

/** An author and a bystander in the room of a public post, both at rest; and a post for followers only. */
export async function setScene(stack: Stack, captured: CapturedLog): Promise<Scene> {
  const author = await stack.listen();
  const bystander = await stack.listen();
  const post = await stack.makePost(author.userId);
  const hidden = await stack.makePost(author.userId, "followers");
  const { contentId, contentType } = post;
  for (const each of [author, bystander]) {
    await each.ask("content:join", { contents: [{ contentId, contentType }] });
  }
  await waitUntil("both to be counted", () =>
    [author, bystander].every((each) => each.of("viewers:updated").at(-1)?.viewerCount === 2),
  );
  return { stack, captured, author, bystander, post, hidden };
}

/** Every line a refusal may write; no other text may be in it. */
const lineSchema = z.strictObject({
  level: z.literal(30),
  time: z.number(),
  msg: z.enum([
    "a request was refused",
    "a socket request was refused",
    "a handshake was refused",
    "a connection was refused",
    "a connection broke the protocol",
    "sign-in failed",
  ]),
  code: z.union([
    z.enum(Object.keys(ERROR_CODES) as [ErrorCode]),
    z.string().regex(/^[A-Z_0-9]+$/),
  ]),
  errorId: z.uuid().optional(),
  event: z.enum(["content:join", "content:leave", "like:set", "sync", "unknown"]).optional(),
  method: z.string().max(10).optional(),
  path: z.string().max(200).optional(),
});

/** Sends it and holds it to all six. */
export async function expectSixAssertions(scene: Scene, input: BadInput): Promise<void> {
  const { stack, captured } = scene;
  const before = await fingerprint(stack.prisma);
  const received = await listenTo(scene);
  captured.take();

  const order: string[] = [];
  const { withinMs } = input;
  const sending = withinMs ? settlesBefore(withinMs, input.what, input.send) : input.send();
  const [refusal] = await Promise.all([
    sending.finally(() => order.push("refused")),
    expectAnswer(scene.bystander, input.what).then(() => order.push("bystander")),
  ]);
  // An answer the server's own deadline gave would say TIMEOUT.
  expect(refusal.code, input.what).toBe(input.code);
  if (withinMs)
    expect(order, `${input.what}: the bystander waited`).toEqual(["bystander", "refused"]);
  expect(await input.askGood(), `${input.what}: still usable`).toBe(true);
  expect(await fingerprint(stack.prisma), `${input.what}: nothing was written`).toEqual(before);
  expect(await listenTo(scene), `${input.what}: nobody received anything`).toBe(received);
  await expectLines(captured, refusal, input);
}

async function expectAnswer(bystander: Listener, what: string): Promise<void> {
  const { ok } = await bystander.ask("sync", { contents: {} });
  expect(ok, `${what}: the bystander is answered meanwhile`).toBe(true);
}

/** How much the others have received once everything sent has arrived. */
async function listenTo({ author, bystander }: Scene): Promise<number> {
  await Promise.all([author, bystander].map((each) => each.ask("sync", { contents: {} })));
  return author.received.length + bystander.received.length;
}

async function expectLines(
  captured: CapturedLog,
  refusal: Refusal,
  input: BadInput,
): Promise<void> {
  const expected = input.lines ?? 1;
  const lines: string[] = [];
  await waitUntil(`${input.what}: its line in the log`, () => {
    lines.push(...captured.take());
    return lines.length >= expected;
  });
  expect(lines, `${input.what}: one line in the log`).toHaveLength(expected);
  for (const line of lines) {
    const written = lineSchema.parse(JSON.parse(line));
    if (refusal.errorId === undefined) continue;
    expect(written, input.what).toMatchObject({ code: refusal.code, errorId: refusal.errorId });
  }
}

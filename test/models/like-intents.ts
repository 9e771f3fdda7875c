// The intents a person can have for a heart, and the routes for them: the same intent through any route is
// the same change. Also the plain model they are compared with. For tests alone.
import fc from "fast-check";
import type { Listener, Stack } from "@/test/servers/server-fixture";

export const SETTING_ENTRY_POINTS = ["PUT or DELETE", "v1", "socket", "socket, again"] as const;
export type EntryPoint = (typeof SETTING_ENTRY_POINTS)[number] | "toggle" | "toggle, keyed";

export interface Intent {
  who: number;
  /** What is wanted; the routes that toggle come to it by themselves. */
  liked: boolean;
  entryPoint: EntryPoint;
  /** Null at routes that may leave it away: every like counts. Else a device and how far its number rises. */
  device: { id: string; rise: number } | null;
}

/** An intent of one of so many people. */
export function anyIntent(people: number): fc.Arbitrary<Intent> {
  return fc.record({
    who: fc.nat(people - 1),
    liked: fc.boolean(),
    entryPoint: fc.constantFrom<EntryPoint>(...SETTING_ENTRY_POINTS, "toggle", "toggle, keyed"),
    device: fc.option(
      fc.record({ id: fc.constantFrom("phone", "desk"), rise: fc.integer({ min: -1, max: 2 }) }),
      { nil: null },
    ),
  });
}

/** What a route answered about the heart, in the form all routes share. */
export interface LikeAnswer {
  liked: boolean;
  likeCount: number;
  /** The classic toggle does not return it. */
  version?: number;
}

interface LikeInput {
  stack: Stack;
  actor: Listener;
  contentId: string;
  liked: boolean;
  deviceId?: string;
  seq?: number;
}

/** Sends an intent through a route and returns its answer. */
export async function likeThrough(entryPoint: EntryPoint, input: LikeInput): Promise<LikeAnswer> {
  const { stack, actor, contentId, liked } = input;
  const pair = input.seq === undefined ? {} : { deviceId: input.deviceId, seq: input.seq };
  if (entryPoint === "socket" || entryPoint === "socket, again") {
    const answer = await actor.ask("like:set", { contentType: "post", contentId, liked, ...pair });
    if (!answer.ok) throw new Error(JSON.stringify(answer.error));
    return readHeart(answer.data);
  }
  const [method, path, body, headers] = asRequest(entryPoint, input, pair);
  const response = await stack.request(method, path, { token: actor.token, body, headers });
  const answer = (await response.json()) as Record<string, unknown>;
  if (!response.ok) throw new Error(JSON.stringify(answer));
  return entryPoint.startsWith("toggle")
    ? { liked: answer.liked === true, likeCount: Number(answer.total_likes) }
    : readHeart(answer);
}

function asRequest(
  entryPoint: EntryPoint,
  { contentId, liked }: LikeInput,
  pair: object,
): [method: string, path: string, body: object, headers: Record<string, string>] {
  if (entryPoint.startsWith("toggle")) {
    const key = entryPoint === "toggle" ? {} : { "Idempotency-Key": crypto.randomUUID() };
    return ["POST", "/api/likes", { content_type: "post", content_id: contentId }, key];
  }
  if (entryPoint === "v1")
    return [liked ? "POST" : "DELETE", `/api/v1/posts/${contentId}/likes`, pair, {}];
  const path = `/api/content/${contentId}/like`;
  return liked ? ["PUT", path, { liked, ...pair }, {}] : ["DELETE", path, pair, {}];
}

function readHeart(data: Record<string, unknown>): LikeAnswer {
  return {
    liked: data.liked === true,
    likeCount: Number(data.likeCount),
    version: Number(data.version),
  };
}

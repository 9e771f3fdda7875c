import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  createPostBodySchema,
  credentialsSchema,
  feedQuerySchema,
  idempotencyKeySchema,
  intentBodySchema,
  likeStatusQuerySchema,
  markReadBodySchema,
  registerBodySchema,
  setLikeBodySchema,
  syncBodySchema,
  timelineQuerySchema,
  toggleLikeBodySchema,
} from "./http-requests";
import { idSchema } from "./ids";
import { cursorSchema, humanText, pageLimitSchema, usernameSchema } from "./request-values";
import { contentRoom, userRoom } from "./rooms";
import { joinPayloadSchema, leavePayloadSchema, likeSetPayloadSchema } from "./socket-requests";

const ID = "01990000-0000-7000-8000-000000000001";

const schemas = {
  registerBodySchema,
  credentialsSchema,
  setLikeBodySchema,
  intentBodySchema,
  toggleLikeBodySchema,
  likeStatusQuerySchema,
  feedQuerySchema,
  timelineQuerySchema,
  createPostBodySchema,
  markReadBodySchema,
  syncBodySchema,
  joinPayloadSchema,
  leavePayloadSchema,
  likeSetPayloadSchema,
};

describe("request schemas", () => {
  for (const [name, schema] of Object.entries(schemas)) {
    it(`[W40] ${name} answers anything at all, and what it lets through it lets through again`, () => {
      fc.assert(
        fc.property(fc.anything({ withNullPrototype: true, withBigInt: true }), (value) => {
          const result = schema.safeParse(value);
          if (result.success) expect(schema.parse(result.data)).toEqual(result.data);
          else expect(result.error.issues.length).toBeGreaterThan(0);
        }),
        { numRuns: 1_000 },
      );
    });
  }

  it("[W41] an unknown field is refused, whatever its name", () => {
    const like = { liked: true };
    expect(setLikeBodySchema.safeParse(like).success).toBe(true);
    for (const extra of ["__proto__", "constructor", "userId", "likeCount", "$where"]) {
      const body = JSON.parse(`{"liked":true,"${extra}":{"isAdmin":true}}`);
      expect(setLikeBodySchema.safeParse(body).success, extra).toBe(false);
    }
  });

  it("[W42] device and seq go together", () => {
    const ok = (body: object) => setLikeBodySchema.safeParse({ liked: true, ...body }).success;
    expect(ok({ deviceId: "phone", seq: 0 })).toBe(true);
    expect(ok({ deviceId: "phone" })).toBe(false);
    expect(ok({ seq: 1 })).toBe(false);
    for (const seq of [-1, 1.5, "1", Number.NaN, Number.MAX_SAFE_INTEGER + 1]) {
      expect(ok({ deviceId: "phone", seq }), String(seq)).toBe(false);
    }
    for (const deviceId of ["", "a b", "x".repeat(65), "a\0b"]) {
      expect(ok({ deviceId, seq: 1 }), deviceId).toBe(false);
    }
  });

  it("[W43] only lower-case UUIDs are ids", () => {
    expect(idSchema.safeParse(ID).success).toBe(true);
    for (const bad of [
      "",
      "1",
      ID.slice(1),
      `${ID}0`,
      ID.replace("a", "A").toUpperCase(),
      `${ID}\n`,
      `{${ID}}`,
    ]) {
      if (bad !== ID) expect(idSchema.safeParse(bad).success, bad).toBe(false);
    }
  });

  it("[W44] limits hold at one below, at, and one above", () => {
    const limit = (value: unknown) => pageLimitSchema.safeParse(value).success;
    expect([limit("0"), limit("1"), limit("100"), limit("101")]).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(pageLimitSchema.parse(undefined)).toBe(20);
    const post = (count: number) =>
      createPostBodySchema.safeParse({ body: "x".repeat(count) }).success;
    expect([post(0), post(1), post(2_000), post(2_001)]).toEqual([false, true, true, false]);
    const emoji = (count: number) =>
      createPostBodySchema.safeParse({ body: "🎈".repeat(count) }).success;
    expect([emoji(2_000), emoji(2_001)]).toEqual([true, false]);
    const password = (count: number) =>
      registerBodySchema.safeParse({ username: "ada", password: "x".repeat(count) }).success;
    expect([password(7), password(8), password(200), password(201)]).toEqual([
      false,
      true,
      true,
      false,
    ]);
    const join = (count: number) =>
      joinPayloadSchema.safeParse({
        contents: Array.from({ length: count }, () => ({ contentType: "post", contentId: ID })),
      }).success;
    expect([join(0), join(100), join(101)]).toEqual([true, true, false]);
    const syncOf = (count: number) =>
      syncBodySchema.safeParse({
        contents: Object.fromEntries(
          Array.from({ length: count }, (_, index) => [
            ID.slice(0, -4) + String(index).padStart(4, "0"),
            0,
          ]),
        ),
      }).success;
    expect([syncOf(100), syncOf(101)]).toEqual([true, false]);
    expect([
      cursorSchema.safeParse("").success,
      cursorSchema.safeParse("x".repeat(201)).success,
    ]).toEqual([false, false]);
    expect([
      idempotencyKeySchema.safeParse("k").success,
      idempotencyKeySchema.safeParse("with space").success,
      idempotencyKeySchema.safeParse("x".repeat(201)).success,
    ]).toEqual([true, false, false]);
  });

  it("[W45] text is trimmed, and refused where a database or a screen would choke on it", () => {
    const text = humanText({ min: 1, max: 10 });
    expect(text.parse("  hello ")).toBe("hello");
    expect(text.parse("שלום")).toBe("שלום");
    expect(text.parse("👩‍👩‍👧")).toBe("👩‍👩‍👧");
    expect(text.parse("a\u200bb")).toBe("a\u200bb");
    for (const bad of [
      "   ",
      "\u200b\u200d\ufeff",
      "\u2800\u3164",
      "\u202e\u2066",
      "a\0b",
      "\ud800",
      "a\udc00",
      `e${"\u0301".repeat(50)}`,
      "x".repeat(11),
    ]) {
      expect(text.safeParse(bad).success, JSON.stringify(bad)).toBe(false);
    }
  });

  it("[W46] usernames are small, plain and lower case", () => {
    for (const good of ["ab", "a_1", "a-b", "a.b", "x".repeat(30)]) {
      expect(usernameSchema.safeParse(good).success, good).toBe(true);
    }
    for (const bad of ["a", "x".repeat(31), "Ada", "a b", "-a", ".a", "a/b", "é", "a\n"]) {
      expect(usernameSchema.safeParse(bad).success, bad).toBe(false);
    }
    expect(registerBodySchema.parse({ username: " Ada ", password: "12345678" }).username).toBe(
      "ada",
    );
  });

  it("[W47] rooms are named as the contract says", () => {
    expect(userRoom(ID)).toBe(`user:${ID}`);
    expect(contentRoom("video", ID)).toBe(`content:video:${ID}`);
  });
});

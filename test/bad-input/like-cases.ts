// The routes of a like and the bad input for them: one table, each case with its kind, its exact code and the
// request as sent. For tests alone.
import {
  BAD_IDS,
  BAD_TEXTS,
  FOREIGN_FIELDS,
  MISSING,
  NO_OBJECTS,
  NOT_JSON,
  nested,
  PROTOTYPE_FIELDS,
  WRONG_TYPES,
  withField,
} from "./bad-values";
import type { HttpRequest } from "./http-connection";
import type { Kind } from "./kinds";

const KB = 1_024;

export interface EntryPoint {
  method: string;
  path: string;
  /** A body this route takes. */
  good: Record<string, unknown>;
}

/**
 * Written with placeholders: `:post` is the public post's id, `:hidden` that of a post for followers only.
 */
const SET: EntryPoint = {
  method: "PUT",
  path: "/api/content/:post/like",
  good: { liked: true, deviceId: "phone", seq: 1 },
};
const UNSET: EntryPoint = {
  method: "DELETE",
  path: "/api/content/:post/like",
  good: { deviceId: "phone", seq: 1 },
};
const TOGGLE: EntryPoint = {
  method: "POST",
  path: "/api/likes",
  good: { content_type: "post", content_id: ":post" },
};
const V1_SET: EntryPoint = {
  method: "POST",
  path: "/api/v1/posts/:post/likes",
  good: { deviceId: "phone", seq: 1 },
};
const V1_UNSET: EntryPoint = {
  method: "DELETE",
  path: "/api/v1/posts/:post/likes",
  good: { deviceId: "phone", seq: 1 },
};
export const ENTRY_POINTS = [SET, UNSET, TOGGLE, V1_SET, V1_UNSET];

export interface LikeCase {
  kind: Kind;
  what: string;
  code: string;
  /** `null` leaves the actor's token away. */
  token?: string | null | (() => Promise<string>);
  ask: HttpRequest;
  withinMs?: number;
}

const json = { "Content-Type": "application/json" };

/** A case at a route: the body as it is, or as JSON. */
export function at(
  entryPoint: EntryPoint,
  kind: Kind,
  body: unknown,
  code = "VALIDATION",
  more: Partial<HttpRequest> = {},
): LikeCase {
  const sent = typeof body === "string" || Buffer.isBuffer(body) ? body : JSON.stringify(body);
  const shown = Buffer.isBuffer(sent) ? "bytes" : sent.slice(0, 70);
  return {
    kind,
    what: `${kind}: ${entryPoint.method} ${entryPoint.path} ${shown}`,
    code,
    ask: { method: entryPoint.method, path: entryPoint.path, headers: json, body: sent, ...more },
  };
}

function bodiesOf(entryPoint: EntryPoint): LikeCase[] {
  const fields = Object.keys(entryPoint.good);
  const required = fields.filter((field) => !["deviceId", "seq"].includes(field));
  return [
    ...NOT_JSON.map((body) => at(entryPoint, "not JSON", body, "BAD_REQUEST")),
    ...NO_OBJECTS.map((body) => at(entryPoint, "wrong types", body)),
    ...fields.flatMap((field) =>
      WRONG_TYPES.filter(
        (raw) => !(field === "seq" && raw === "7") && !(field === "deviceId" && raw === '"yes"'),
      ).map((raw) => at(entryPoint, "wrong types", withField(entryPoint.good, field, raw))),
    ),
    ...required.map((field) =>
      at(entryPoint, "missing fields", { ...entryPoint.good, [field]: undefined }),
    ),
    ...fields
      .filter((field) => !required.includes(field))
      .map((field) => at(entryPoint, "missing fields", { ...entryPoint.good, [field]: undefined })),
    ...FOREIGN_FIELDS.map((field) =>
      at(entryPoint, "extra fields", withField(entryPoint.good, field, "true")),
    ),
    ...PROTOTYPE_FIELDS.map((field) =>
      at(entryPoint, "prototype keys", withField(entryPoint.good, field, '{"isAdmin":true}')),
    ),
    ...BAD_TEXTS.map(([kind, raw]) =>
      at(entryPoint, kind, withField(entryPoint.good, fields.at(-1) ?? "", raw)),
    ),
    ...BAD_TEXTS.map(([kind, raw]) =>
      at(entryPoint, kind, withField(entryPoint.good, fields[0] ?? "", raw)),
    ),
    at(entryPoint, "deep arrays", nested(5_000)),
    at(
      entryPoint,
      "binary where text belongs",
      Buffer.from([0x7b, 0xff, 0xfe, 0x7d]),
      "BAD_REQUEST",
    ),
    at(
      entryPoint,
      "binary where text belongs",
      Buffer.from([0xff, 0xfe, 0x7b, 0x00]),
      "BAD_REQUEST",
    ),
    at(entryPoint, "large bodies", " ".repeat(16 * KB + 1), "TOO_LARGE"),
    at(entryPoint, "large bodies", Buffer.alloc(40 * KB * KB, 0x20), "TOO_LARGE"),
    at(entryPoint, "large bodies", " ".repeat(17 * KB), "TOO_LARGE", {
      headers: { ...json, "Transfer-Encoding": "chunked" },
    }),
    ...[
      "text/plain",
      "application/x-www-form-urlencoded",
      "multipart/form-data; boundary=x",
      "application/jsonx",
      "application/json5",
      "*/*",
      "",
    ].map((type) =>
      at(entryPoint, "wrong content types", entryPoint.good, "UNSUPPORTED_MEDIA_TYPE", {
        headers: { "Content-Type": type },
      }),
    ),
    at(entryPoint, "wrong content types", entryPoint.good, "BAD_REQUEST", {
      headers: { ...json, "Content-Encoding": "gzip" },
      body: Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0]),
    }),
    at(entryPoint, "extra fields", entryPoint.good, "VALIDATION", {
      path: `${entryPoint.path}?liked=true`,
    }),
    at(entryPoint, "prototype keys", entryPoint.good, "VALIDATION", {
      path: `${entryPoint.path}?__proto__=1`,
    }),
  ];
}

/** As a path may hold them. */
const PATH_IDS = [
  ...BAD_IDS,
  ":post0",
  "%00",
  "%F0%9F%92%94",
  "..%2F..",
  "%20:post",
  "%E2%80%8B:post",
];

/** One route is enough: every one waits in the same place. */
const SLOW: LikeCase = {
  ...at(SET, "slow bodies", "{", "TIMEOUT", { isEndless: true }),
  withinMs: 6_500,
};

const BEYOND: LikeCase[] = [SET, UNSET, V1_SET, V1_UNSET].flatMap((entryPoint) =>
  [
    ["seq", "-1"],
    ["seq", "9007199254740992"],
    ["seq", "1e400"],
    ["seq", "0.5"],
    ["deviceId", '""'],
    ["deviceId", `"${"x".repeat(65)}"`],
  ].map(([field = "", raw = ""]) =>
    at(entryPoint, "beyond limits", withField(entryPoint.good, field, raw)),
  ),
);

/** Routes that name the content in their path, with a body that is good. */
const BY_PATH = ENTRY_POINTS.filter((entryPoint) => entryPoint !== TOGGLE);
const IDS: LikeCase[] = [
  ...BY_PATH.flatMap((entryPoint) =>
    PATH_IDS.map((id) =>
      at(entryPoint, "ids of wrong form", entryPoint.good, "VALIDATION", {
        path: entryPoint.path.replace(":post", id),
      }),
    ),
  ),
  ...BAD_IDS.map((id) => at(TOGGLE, "ids of wrong form", { ...TOGGLE.good, content_id: id })),
  ...PATH_IDS.map((id) => reading(`/api/content/${id}/likers`, "ids of wrong form")),
  at(SET, "ids of wrong form", SET.good, "BAD_REQUEST", { path: "/api/content/%ff/like" }),
  at(SET, "ids of wrong form", SET.good, "NOT_FOUND", { path: "/api/content/a/b/like" }),
];

function reading(path: string, kind: Kind, code = "VALIDATION"): LikeCase {
  return { kind, what: `${kind}: GET ${path}`, code, ask: { method: "GET", path } };
}

const HIDDEN: LikeCase[] = [":hidden", MISSING].flatMap((id) => [
  ...BY_PATH.map((entryPoint) =>
    at(entryPoint, "what is hidden or missing", entryPoint.good, "NOT_FOUND", {
      path: entryPoint.path.replace(":post", id),
    }),
  ),
  at(TOGGLE, "what is hidden or missing", { ...TOGGLE.good, content_id: id }, "NOT_FOUND"),
  reading(`/api/content/${id}/engagement`, "what is hidden or missing", "NOT_FOUND"),
  reading(`/api/content/${id}/likers`, "what is hidden or missing", "NOT_FOUND"),
  reading(
    `/api/likes/status?content_type=post&content_id=${id}`,
    "what is hidden or missing",
    "NOT_FOUND",
  ),
]);
const WRONG_TYPE: LikeCase[] = [
  at(TOGGLE, "what is hidden or missing", { ...TOGGLE.good, content_type: "video" }, "NOT_FOUND"),
  reading(
    "/api/likes/status?content_type=video&content_id=:post",
    "what is hidden or missing",
    "NOT_FOUND",
  ),
];

const QUERIES: LikeCase[] = [
  ...["nonsense", "bm9uc2Vuc2U", "%00", "W10", "WzEsIjEiXQ", `${"x".repeat(200)}`].map((cursor) =>
    reading(`/api/content/:post/likers?cursor=${cursor}`, "bad cursors", "BAD_REQUEST"),
  ),
  ...["cursor=", `cursor=${"x".repeat(201)}`, "cursor=a&cursor=b"].map((query) =>
    reading(`/api/content/:post/likers?${query}`, "bad cursors"),
  ),
  ...["0", "101", "-1", "1.5", "", "x", "1e3", "%31%00"].map((limit) =>
    reading(`/api/content/:post/likers?limit=${limit}`, "beyond limits"),
  ),
  reading("/api/likes/status", "missing fields"),
  reading("/api/likes/status?content_type=post", "missing fields"),
  reading("/api/likes/status?content_type=song&content_id=:post", "wrong types"),
  reading("/api/likes/status?content_type=post&content_id=:post&content_id=:post", "wrong types"),
  reading(`/api/content/:post/engagement?x=${"y".repeat(5_000)}`, "beyond limits", "BAD_REQUEST"),
  ...["two words", "é", "x".repeat(201), ""].map((key) =>
    at(TOGGLE, "beyond limits", TOGGLE.good, "VALIDATION", {
      headers: { ...json, "Idempotency-Key": Buffer.from(key).toString("latin1") },
    }),
  ),
];

const METHODS: LikeCase[] = ENTRY_POINTS.flatMap(({ path, method }) =>
  ["GET", "PATCH", "OPTIONS", "PROPFIND", "TRACE", "PURGE", "M-SEARCH"].map((odd) => ({
    kind: "odd methods" as const,
    what: `odd methods: ${odd} ${path} beside ${method}`,
    code: "METHOD_NOT_ALLOWED",
    ask: { method: odd, path },
  })),
);

const FOREIGN_PAGES: Record<string, string>[] = [
  { Origin: "https://evil.example" },
  { Origin: "null" },
  { Origin: "https://friend.example.evil.example" },
  { Origin: "https://friend.example:444" },
  { Origin: "http://friend.example" },
  { "Sec-Fetch-Site": "cross-site" },
  { "Sec-Fetch-Site": "same-site" },
  { "Sec-Fetch-Site": "none" },
  {},
];
const FOREIGN: LikeCase[] = ENTRY_POINTS.flatMap((entryPoint) =>
  FOREIGN_PAGES.map((headers) => ({
    ...at(
      entryPoint,
      "Origin" in headers ? "foreign Origins" : "cross-site posts",
      entryPoint.good,
      "FORBIDDEN",
      { headers: { ...json, ...headers, Cookie: "next-auth.session-token=:token" } },
    ),
    token: null,
  })),
);

/** All cases whose caller has a valid session, but for FOREIGN, which holds its cookie only. */
export const LIKE_CASES: LikeCase[] = [
  ...ENTRY_POINTS.flatMap(bodiesOf),
  SLOW,
  ...BEYOND,
  ...IDS,
  ...HIDDEN,
  ...WRONG_TYPE,
  ...QUERIES,
  ...METHODS,
  ...FOREIGN,
];

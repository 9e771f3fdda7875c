// What no client may send over a socket: events with their arguments, and raw frames. Each case has its kind
// and its exact code. For tests alone.
import {
  BAD_IDS,
  BAD_TEXTS,
  FOREIGN_FIELDS,
  MISSING,
  NO_OBJECTS,
  nested,
  PROTOTYPE_FIELDS,
  WRONG_TYPES,
  withField,
} from "./bad-values";
import type { Kind } from "./kinds";

export interface SocketCase {
  kind: Kind;
  what: string;
  code: string;
  event: string;
  args: unknown[];
}

/** One raw frame or several, after which the connection ends or goes on as if nothing had been. */
export interface FrameCase {
  kind: Kind;
  what: string;
  code: "closed" | "ignored";
  /** What the library drops in silence leaves no line. */
  lines: 0 | 1;
  frames: (string | Buffer)[];
}

/** Placeholders: `:post` is the public post's id, `:hidden` that of a post for followers only. */
const REF = { contentType: "post", contentId: ":post" };
const PRESS = { ...REF, liked: true, deviceId: "phone", seq: 1 };

function asking(event: string, kind: Kind, payload: unknown, code = "VALIDATION"): SocketCase {
  const shown = Buffer.isBuffer(payload) ? "bytes" : JSON.stringify(payload)?.slice(0, 80);
  return { kind, what: `${kind}: ${event} ${shown}`, code, event, args: [payload] };
}

/** The same from raw JSON, which can say `__proto__`. */
function raw(event: string, kind: Kind, text: string, code = "VALIDATION"): SocketCase {
  return asking(event, kind, JSON.parse(text), code);
}

const PAYLOADS: [event: string, good: Record<string, unknown>][] = [
  ["like:set", PRESS],
  ["sync", { epoch: MISSING, contents: {}, inboxVersion: 1 }],
  ["content:join", { contents: [REF] }],
  ["content:leave", { contents: [REF] }],
];

/** Wrong for any field of that payload. */
function wrongFor(event: string, field: string): string[] {
  const fitting: Record<string, string[]> = {
    seq: ["7"],
    deviceId: ['"yes"'],
    inboxVersion: ["7"],
    contents: event === "sync" ? ["{}"] : ["[]"],
  };
  return WRONG_TYPES.filter((each) => !fitting[field]?.includes(each));
}

const SHALLOW_TEXTS = BAD_TEXTS.filter(([kind]) => kind !== "deep arrays");

function formsOf(event: string, good: Record<string, unknown>): SocketCase[] {
  const fields = Object.keys(good);
  const required = event === "sync" ? [] : fields;
  return [
    ...NO_OBJECTS.map((text) => raw(event, "wrong types", text)),
    ...fields.flatMap((field) =>
      wrongFor(event, field).map((text) => raw(event, "wrong types", withField(good, field, text))),
    ),
    ...required.map((field) => asking(event, "missing fields", { ...good, [field]: undefined })),
    ...FOREIGN_FIELDS.map((field) => raw(event, "extra fields", withField(good, field, "true"))),
    ...PROTOTYPE_FIELDS.map((field) =>
      raw(event, "prototype keys", withField(good, field, '{"isAdmin":true}')),
    ),
    ...SHALLOW_TEXTS.map(([kind, text]) =>
      raw(event, kind, withField(good, fields[0] ?? "", text)),
    ),
    ...SHALLOW_TEXTS.map(([kind, text]) =>
      raw(event, kind, withField(good, fields.at(-1) ?? "", text)),
    ),
    asking(event, "binary where text belongs", Buffer.from("binary")),
    ...fields.map((field) =>
      asking(event, "binary where text belongs", { ...good, [field]: Buffer.from([0, 255]) }),
    ),
    { ...asking(event, "extra fields", good, "BAD_REQUEST"), args: [good, good] },
    { ...asking(event, "missing fields", undefined), args: [] },
  ];
}

/** Deeper than a client can write them: payloads as raw JSON, sent in a frame of their own. */
export const DEEP_PAYLOADS: [event: string, payload: string][] = PAYLOADS.flatMap(
  ([event, good]): [string, string][] => [
    [event, nested(5_000)],
    [event, withField(good, Object.keys(good)[0] ?? "", nested(5_000))],
  ],
);

const IDS: SocketCase[] = BAD_IDS.flatMap((contentId) => [
  asking("like:set", "ids of wrong form", { ...PRESS, contentId }),
  asking("content:join", "ids of wrong form", { contents: [{ ...REF, contentId }] }),
  asking("content:leave", "ids of wrong form", { contents: [{ ...REF, contentId }] }),
  raw("sync", "ids of wrong form", `{"contents":${withField({}, contentId, "1")}}`),
]);

const ROOMS: SocketCase[] = [
  ...["user:x", "content:post::post", ":post:x", "session", "*"].map((contentId) =>
    asking("content:join", "rooms of others", { contents: [{ ...REF, contentId }] }),
  ),
  asking("content:join", "rooms of others", {
    contents: [{ contentType: "user", contentId: ":post" }],
  }),
  asking("content:join", "rooms of others", { rooms: [`user:${MISSING}`] }),
  asking("join", "rooms of others", `user:${MISSING}`, "BAD_REQUEST"),
  asking("content:join", "many rooms at once", { contents: Array(101).fill(REF) }),
  asking("content:leave", "many rooms at once", { contents: Array(101).fill(REF) }),
  asking("content:join", "many rooms at once", { contents: Array(1_000).fill(REF) }, "TOO_LARGE"),
];

const BEYOND: SocketCase[] = [
  ...["-1", "9007199254740992", "1e400", "0.5"].flatMap((text) => [
    raw("like:set", "beyond limits", withField(PRESS, "seq", text)),
    raw("sync", "beyond limits", `{"contents":{":post":${text}}}`),
    raw("sync", "beyond limits", `{"contents":{},"inboxVersion":${text}}`),
    raw("content:join", "beyond limits", `{"contents":[${withField(REF, "version", text)}]}`),
  ]),
  asking("like:set", "beyond limits", { ...PRESS, deviceId: "x".repeat(65) }),
  asking("like:set", "beyond limits", { ...PRESS, deviceId: "" }),
  asking("sync", "beyond limits", {
    contents: Object.fromEntries(
      Array.from({ length: 101 }, (_, n) => [
        `${MISSING.slice(0, -3)}${String(n).padStart(3, "0")}`,
        0,
      ]),
    ),
  }),
];

const HIDDEN: SocketCase[] = [":hidden", MISSING].map((contentId) =>
  asking("like:set", "what is hidden or missing", { ...PRESS, contentId }, "NOT_FOUND"),
);
const WRONG_TYPE = asking(
  "like:set",
  "what is hidden or missing",
  { ...PRESS, contentType: "video" },
  "NOT_FOUND",
);

const EVENTS: SocketCase[] = [
  ...[
    "like:steal",
    "like",
    "LIKE:SET",
    "like:set ",
    "",
    "toString",
    "__proto__",
    "constructor",
    "'; DROP TABLE likes; --",
    "a\u0000b",
    "x".repeat(5_000),
  ].map((event) => asking(event, "unknown events", PRESS, "BAD_REQUEST")),
  ...["error", "post:liked", "session:ended", "like:created", "ping", "message"].map((event) =>
    asking(event, "reserved event names", {}, "BAD_REQUEST"),
  ),
];

const LARGE: SocketCase[] = [
  ...PAYLOADS.map(([event, good]) =>
    asking(event, "large bodies", { ...good, more: "x".repeat(16 * 1_024) }, "TOO_LARGE"),
  ),
  asking("nonsense", "large bodies", "x".repeat(100_000), "TOO_LARGE"),
  asking("sync", "large bodies", { contents: "\u20ac".repeat(6_000) }, "TOO_LARGE"),
  asking("sync", "large bodies", { contents: Buffer.alloc(16 * 1_024) }, "TOO_LARGE"),
  asking("sync", "large bodies", Array(9).fill(Buffer.alloc(2_048)), "TOO_LARGE"),
  asking("sync", "beyond limits", Array(11).fill(Buffer.alloc(1)), "BAD_REQUEST"),
];

export const SOCKET_CASES: SocketCase[] = [
  ...PAYLOADS.flatMap(([event, good]) => formsOf(event, good)),
  ...IDS,
  ...ROOMS,
  ...BEYOND,
  ...HIDDEN,
  WRONG_TYPE,
  ...EVENTS,
  ...LARGE,
];

function ending(kind: Kind, what: string, ...frames: (string | Buffer)[]): FrameCase {
  return { kind, what, code: "closed", lines: 1, frames };
}

/** An event that does not parse: refused like every other, without an acknowledgement to answer. */
function unread(kind: Kind, what: string, ...frames: (string | Buffer)[]): FrameCase {
  return { kind, what, code: "ignored", lines: 1, frames };
}

function ignored(kind: Kind, what: string, ...frames: (string | Buffer)[]): FrameCase {
  return { kind, what, code: "ignored", lines: 0, frames };
}

/** A packet that is well-formed and has no place here. */
function misplaced(what: string, frame: string): FrameCase {
  return { ...ending("raw malformed frames", what, frame), lines: 0 };
}

export const FRAME_CASES: FrameCase[] = [
  ending("not JSON", "words", "nonsense"),
  unread("not JSON", "half a packet", '42["sync"'),
  ending("not JSON", "no packet type", "4{"),
  unread("raw malformed frames", "an event that is an object", '42{"a":1}'),
  unread("raw malformed frames", "an event without a name", "42[]"),
  unread("raw malformed frames", "an event with a list for a name", "42[[]]"),
  ending("raw malformed frames", "an unknown engine packet", "99"),
  ending("raw malformed frames", "an unknown packet type", "49"),
  ending("raw malformed frames", "an acknowledgement that is no list", "431{}"),
  ending(
    "raw malformed frames",
    "an attachment that never was",
    '451-["sync",{"_placeholder":true,"num":9}]',
    "42[1]",
  ),
  ending("raw malformed frames", "text for an attachment", '451-["sync"]', '42["sync"]'),
  ending("raw malformed frames", "more attachments than anybody sends", '4510000-["sync"]'),
  unread(
    "raw malformed frames",
    "more attachments than are read",
    '4511-["sync"]',
    ...Array<Buffer>(11).fill(Buffer.from([1])),
  ),
  ending("raw malformed frames", "attachments that are no number", '45x-["sync"]'),
  unread(
    "raw malformed frames",
    "an attachment with the wrong number",
    '451-["sync",{"_placeholder":true,"num":9}]',
    Buffer.from([1]),
  ),
  misplaced("a second handshake", "40"),
  misplaced("an error of connecting", '44{"message":"x"}'),
  misplaced("another namespace's event", '42/admin,["sync"]'),
  ending("binary where text belongs", "bytes nobody announced", Buffer.from([0xff, 0xfe])),
  unread("reserved event names", "connect", '42["connect"]'),
  unread("reserved event names", "disconnecting", '42["disconnecting"]'),
  unread("reserved event names", "newListener", '42["newListener"]'),
  unread(
    "large bodies",
    "one byte more than 16 KB",
    `42["sync","${"x".repeat(16 * 1_024 + 1 - 12)}"]`,
  ),
  ending(
    "large bodies",
    "an acknowledgement of more than 16 KB",
    `431["${"x".repeat(16 * 1_024)}"]`,
  ),
  ending("large bodies", "40 MB", Buffer.alloc(40 * 1_024 * 1_024)),
  ending("raw malformed frames", "an empty message", ""),
  ignored("raw malformed frames", "an acknowledgement nobody waits for", "43999[1]"),
  ignored("raw malformed frames", "an unasked pong", "3"),
  ignored("raw malformed frames", "an unasked upgrade", "5"),
  ignored("raw malformed frames", "a noop", "6"),
];

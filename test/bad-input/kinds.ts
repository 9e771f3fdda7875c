// The kinds of bad input, and the routes at which each can be tried. Every route's test proves that its table
// has a case of each kind listed for it here.

export type Surface = "likes" | "socket" | "handshake" | "sign-in";

const EVERYWHERE: Surface[] = ["likes", "socket", "handshake", "sign-in"];
const PAYLOADS: Surface[] = ["likes", "socket", "sign-in"];

export const KINDS = {
  "not JSON": EVERYWHERE,
  "wrong types": EVERYWHERE,
  "missing fields": PAYLOADS,
  "extra fields": PAYLOADS,
  "ids of wrong form": ["likes", "socket"],
  "text with NUL": EVERYWHERE,
  "lone surrogates": PAYLOADS,
  "zero-width": PAYLOADS,
  RTL: PAYLOADS,
  "combining marks": PAYLOADS,
  "beyond limits": PAYLOADS,
  "prototype keys": EVERYWHERE,
  "Prisma operators": PAYLOADS,
  "SQL-looking text": EVERYWHERE,
  "large bodies": EVERYWHERE,
  "slow bodies": ["likes", "sign-in", "handshake"],
  "wrong content types": ["likes", "sign-in"],
  "cross-site posts": ["likes", "sign-in"],
  "odd methods": ["likes", "handshake", "sign-in"],
  "bad cursors": ["likes"],
  "unknown events": ["socket"],
  "no acknowledgement": ["socket"],
  "deep arrays": EVERYWHERE,
  "binary where text belongs": EVERYWHERE,
  "reserved event names": ["socket"],
  "raw malformed frames": ["socket", "handshake"],
  "many rooms at once": ["socket"],
  "rooms of others": ["socket"],
  "what is hidden or missing": ["likes", "socket"],
  floods: ["socket", "handshake", "sign-in"],
  "foreign Origins": ["likes", "handshake", "sign-in"],
  "expired tokens": ["likes", "handshake"],
  "revoked tokens": ["likes", "socket", "handshake"],
  "truncated tokens": ["likes", "handshake"],
  "foreign tokens": ["likes", "handshake"],
} as const satisfies Record<string, Surface[]>;

export type Kind = keyof typeof KINDS;

/** Kinds that fit a surface and have no case there; empty when the table is whole. */
export function findUntriedKinds(surface: Surface, cases: readonly { kind: Kind }[]): Kind[] {
  const tried = new Set(cases.map(({ kind }) => kind));
  return (Object.keys(KINDS) as Kind[]).filter((kind) => {
    const surfaces: readonly Surface[] = KINDS[kind];
    return surfaces.includes(surface) && !tried.has(kind);
  });
}

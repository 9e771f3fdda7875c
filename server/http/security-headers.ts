// The security headers of every answer, and the content policy of pages: scripts only with this page's nonce,
// no other hosts, no frames but those of the two-window demo.
import { findConfig, getConfig } from "@/server/config";

type Header = readonly [name: string, value: string];

const ALWAYS: readonly Header[] = [
  ["X-Content-Type-Options", "nosniff"],
  ["Referrer-Policy", "strict-origin-when-cross-origin"],
  ["Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()"],
  ["Cross-Origin-Opener-Policy", "same-origin"],
  ["Cross-Origin-Resource-Policy", "same-origin"],
];
const OVER_HTTPS: readonly Header[] = [
  ...ALWAYS,
  ["Strict-Transport-Security", "max-age=31536000"],
];

/** On every answer; https for good when the public address is one. */
export function listSecurityHeaders(): readonly Header[] {
  return findConfig()?.publicUrl.startsWith("https:") ? OVER_HTTPS : ALWAYS;
}

/** Of a page beside those of every answer, with the nonce of its scripts. */
export function writeContentPolicy(nonce: string, origin: string): string {
  const { servesBuild, oauth } = getConfig();
  const windows = demoWindows(origin);
  const socket = origin.replace(/^http/, "ws");
  const usesOtherSites = oauth.github !== null || oauth.google !== null;
  const policy = {
    "default-src": ["'self'"],
    "script-src": [
      "'self'",
      `'nonce-${nonce}'`,
      "'strict-dynamic'",
      ...(servesBuild ? [] : ["'unsafe-eval'"]),
    ],
    // Style attributes carry measured sizes and drawn faces; a nonce cannot cover attributes.
    "style-src": ["'self'", "'unsafe-inline'"],
    "img-src": ["'self'", "data:", "blob:", ...(usesOtherSites ? ["https:"] : [])],
    "media-src": ["'self'", "blob:"],
    "font-src": ["'self'", "data:"],
    "connect-src": ["'self'", socket],
    "frame-src": windows.length > 0 ? ["'self'", ...windows] : ["'none'"],
    "frame-ancestors": windows.length > 0 ? ["'self'", ...windows] : ["'none'"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "object-src": ["'none'"],
  };
  return Object.entries(policy)
    .map(([name, sources]) => `${name} ${sources.join(" ")}`)
    .join("; ");
}

/** The two origins of the demo under the name this page was opened with; none outside demo mode. */
function demoWindows(origin: string): string[] {
  const { port, neighborPort } = getConfig();
  if (neighborPort === null) return [];
  const { protocol, hostname } = new URL(origin);
  return [port, neighborPort].map((each) => `${protocol}//${hostname}:${each}`);
}

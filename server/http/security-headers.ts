// The security headers of pages: scripts only with this page's nonce, no other hosts, no frames but those of
// the two-window demo.
import { getConfig } from "@/server/config";

/** On every answer. */
export const SECURITY_HEADERS: readonly (readonly [string, string])[] = [
  ["X-Content-Type-Options", "nosniff"],
  ["Referrer-Policy", "strict-origin-when-cross-origin"],
  ["Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()"],
  ["Cross-Origin-Opener-Policy", "same-origin"],
  ["Cross-Origin-Resource-Policy", "same-origin"],
];

/** On pages: the content security policy with its nonce, and https for good when we are served so. */
export function pageSecurityHeaders(nonce: string, origin: string): [string, string][] {
  const { publicUrl, servesBuild, oauth } = getConfig();
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
  const text = Object.entries(policy).map(([name, sources]) => `${name} ${sources.join(" ")}`);
  const headers: [string, string][] = [["Content-Security-Policy", text.join("; ")]];
  if (publicUrl.startsWith("https:")) {
    headers.push(["Strict-Transport-Security", "max-age=31536000"]);
  }
  return headers;
}

/** The two origins of the demo under the name this page was opened with; none outside demo mode. */
function demoWindows(origin: string): string[] {
  const { port, neighborPort } = getConfig();
  if (neighborPort === null) return [];
  const { protocol, hostname } = new URL(origin);
  return [port, neighborPort].map((each) => `${protocol}//${hostname}:${each}`);
}

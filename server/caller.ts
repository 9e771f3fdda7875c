// Who is calling: the address behind trusted proxies, the port they came through, and the site of the
// request. The request listener writes these headers after deleting any a caller sent. Routes, sign-in and
// the handshake read them here and nowhere else.
import type { IncomingHttpHeaders } from "node:http";
import ipaddr from "ipaddr.js";
import { LRUCache } from "lru-cache";
import { getConfig } from "@/server/config";

/** The caller's address, as the request listener found it. */
export const ADDRESS_HEADER = "x-heartwire-address";
/** The port the request came to; in demo mode it chooses the cookie. */
export const PORT_HEADER = "x-heartwire-port";
/** The nonce of this page's scripts. */
export const NONCE_HEADER = "x-nonce";

export type HeaderSource = Headers | IncomingHttpHeaders;

/** One header's value from either kind of headers; several values are joined as HTTP does. */
export function readHeader(headers: HeaderSource, name: string): string | null {
  if (headers instanceof Headers) return headers.get(name);
  const value = headers[name];
  if (value === undefined) return null;
  return typeof value === "string" ? value : value.join(", ");
}

/**
 * The address in front of our own `trustProxy` proxies; entries further left in X-Forwarded-For are not
 * trusted. IPv6 callers count by their /64, since a home owns a whole one.
 */
export function findCallerAddress(
  socketAddress: string | undefined,
  forwardedFor: string | null,
  trustProxy: number,
): string {
  const hops = (forwardedFor ?? "")
    .split(",")
    .map((hop) => hop.trim())
    .filter((hop) => hop !== "");
  const chain = [...hops, socketAddress ?? "unknown"];
  return groupAddress(chain[Math.max(0, chain.length - 1 - trustProxy)] ?? "unknown");
}

const TEXT_LENGTH_MAX = 64;
/** Of sixteen bits each: the /64. */
const V6_NETWORK_PARTS = 4;
/** What some proxies write: `203.0.113.7:41000` and `[2001:db8::7]:41000`. */
const WITH_PORT = /^(?:\[([\da-f:.]+)\](?::\d+)?|(\d+\.\d+\.\d+\.\d+):\d+)$/i;
const grouped = new LRUCache<string, string>({ max: 10_000 });

/** The address as one spelling, whatever its port, case or form; what is no address stays text. */
function groupAddress(written: string): string {
  const text = written.slice(0, TEXT_LENGTH_MAX);
  const known = grouped.get(text);
  if (known !== undefined) return known;
  const [, inBrackets, beforePort] = WITH_PORT.exec(text) ?? [];
  const group = groupParsed(inBrackets ?? beforePort ?? text) ?? text;
  grouped.set(text, group);
  return group;
}

function groupParsed(text: string): string | null {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text).toString();
  if (!ipaddr.IPv6.isValid(text)) return null;
  const address = ipaddr.IPv6.parse(text);
  if (address.isIPv4MappedAddress()) return address.toIPv4Address().toString();
  if (address.range() === "loopback") return "::1";
  const network = address.parts.slice(0, V6_NETWORK_PARTS).map((part) => part.toString(16));
  return `${network.join(":")}::/64`;
}

/** The address the request listener found; "unknown" without a request listener. */
export function readCallerAddress(headers: HeaderSource): string {
  return readHeader(headers, ADDRESS_HEADER) ?? "unknown";
}

/** The port the request came to. */
export function readPort(headers: HeaderSource): number {
  const config = getConfig();
  const port = Number(readHeader(headers, PORT_HEADER));
  return port === config.neighborPort ? port : config.port;
}

/** The origin whose pages the request's port serves. */
export function readPortOrigin(headers: HeaderSource): string {
  const config = getConfig();
  const host = readHeader(headers, "host");
  const spoken = config.allowedOrigins.find((origin) => new URL(origin).host === host);
  return spoken ?? config.publicUrl;
}

export type RequestSite = "ours" | "foreign" | "unsaid";

/**
 * Where a browser says the request began: one of our pages, somebody else's, or unsaid, as by
 * programs, which send neither Origin nor Sec-Fetch-Site.
 */
export function readRequestSite(headers: HeaderSource): RequestSite {
  const origin = readHeader(headers, "origin");
  if (origin !== null) return getConfig().allowedOrigins.includes(origin) ? "ours" : "foreign";
  const site = readHeader(headers, "sec-fetch-site");
  if (site === null) return "unsaid";
  return site === "same-origin" ? "ours" : "foreign";
}

// Refuses requests by their first line and headers alone, before any work. Refused are odd methods, long or
// malformed addresses, unused routes of the framework and large bodies. On the socket's path every caller
// that could not open a socket is refused, at each request.
import type { IncomingMessage } from "node:http";
import { MESSAGE_BYTES_MAX } from "@/protocol/bounds";
import { HeartwireError } from "@/protocol/errors";
import { SOCKET_PATH } from "@/protocol/socket-path";
import { hasBearer, hasSessionCookie } from "@/server/auth/session";
import { readRequestSite } from "@/server/caller";
import { findConfig } from "@/server/config";
import { foreignPageError } from "./foreign-page";

/** Without OPTIONS: nothing here is for the scripts of other sites. */
const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]);
const READING = new Set(["GET", "HEAD"]);
const URL_LENGTH_MAX = 4_096;
/** Steps that a path could take upwards or nowhere; browsers send none. */
const DOT_SEGMENT = /(?:^|[/\\])(?:\.|%2e){1,2}(?:[/\\]|$)|\\/i;

export type Surface = "probe" | "api" | "static" | "socket" | "page";

/** What kind of thing is asked for. */
export function surfaceOf(url: string): Surface {
  if (url.startsWith(`${SOCKET_PATH}/`)) return "socket";
  if (/^\/(healthz|readyz|metrics)(\?|$)/.test(url)) return "probe";
  if (/^\/api(\/|\?|$)/.test(url)) return "api";
  return url.startsWith("/_next/static/") ? "static" : "page";
}

/** Throws what the caller is refused with. */
export function judgeRequest(request: IncomingMessage): void {
  const { url = "/", method = "" } = request;
  const surface = surfaceOf(url);
  if (surface === "socket") {
    judgeSocketRequest(request);
    return;
  }
  if (!METHODS.has(method)) {
    throw new HeartwireError("METHOD_NOT_ALLOWED", "This method is not used here.");
  }
  if (url.length > URL_LENGTH_MAX) {
    throw new HeartwireError("BAD_REQUEST", "The address is too long.");
  }
  if (!isReadable(url, surface)) {
    throw new HeartwireError("BAD_REQUEST", "The address cannot be read.");
  }
  if (surface === "api") refusePrototypeKey(url);
  if (Number(request.headers["content-length"] ?? 0) > MESSAGE_BYTES_MAX) {
    const kilobytes = MESSAGE_BYTES_MAX / 1_024;
    throw new HeartwireError("TOO_LARGE", `A body may hold at most ${kilobytes} KB.`);
  }
  if (isEarlyForm(request)) return;
  if (surface !== "api" && findConfig()?.servesBuild) refuseUnused(url, method);
}

/** Behind us, `*` and broken percent signs in an API path end in a bare 500; pages answer 404. */
function isReadable(url: string, surface: Surface): boolean {
  const [path = ""] = url.split("?");
  if (!path.startsWith("/") || DOT_SEGMENT.test(path)) return false;
  if (surface !== "api") return true;
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

/** The framework behind leaves this one name out in silence, where routes refuse every other. */
function refusePrototypeKey(url: string): void {
  const query = url.split("?")[1];
  if (!query || !new URLSearchParams(query).has("__proto__")) return;
  throw new HeartwireError("VALIDATION", "There is no such parameter.", {
    fields: { query: "names what is not known" },
  });
}

/** A form of sign-in or sign-up that was sent before its scripts ran. */
export function isEarlyForm({ url = "", method, headers }: IncomingMessage): boolean {
  const isForm = headers["content-type"]?.startsWith("application/x-www-form-urlencoded");
  return method === "POST" && isForm === true && /^\/sign-(in|up)(\?|$)/.test(url);
}

/** Of a built server: pages are read, and below /_next there are the built files and nothing else. */
function refuseUnused(url: string, method: string): void {
  if (/^\/_next(\/(?!static\/)|[?]|$)|^\/__next/.test(url)) {
    throw new HeartwireError("NOT_FOUND", "There is nothing here.");
  }
  if (!READING.has(method)) {
    throw new HeartwireError("METHOD_NOT_ALLOWED", "Pages and files take GET.");
  }
}

/**
 * The handshake's rule, applied to every request of a connection. An Origin must be ours; without one the
 * browser must say same-origin. A caller without either is a program, which sends no cookie of ours.
 */
function judgeSocketRequest({ headers, url = "", method }: IncomingMessage): void {
  const requestSite = readRequestSite(headers);
  const isProgram = requestSite === "unsaid" && (hasBearer(headers) || !hasSessionCookie(headers));
  if (requestSite !== "ours" && !isProgram) {
    throw foreignPageError(headers, "Sockets are opened by this site's own pages.");
  }
  if (method !== "GET" && method !== "POST") {
    throw new HeartwireError("BAD_REQUEST", "A socket takes GET and POST.");
  }
  // Answers as a script that another site could run.
  if (new URLSearchParams(url.split("?")[1] ?? "").has("j")) {
    throw new HeartwireError("BAD_REQUEST", "JSONP is not spoken here.");
  }
}

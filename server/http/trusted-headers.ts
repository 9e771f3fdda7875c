// The request headers that only this process writes: who calls and through which port. Whatever a caller sent
// under these names, or under names that the framework trusts, is removed first.
import type { IncomingMessage } from "node:http";
import { ADDRESS_HEADER, findCallerAddress, NONCE_HEADER, PORT_HEADER } from "@/server/caller";
import { findConfig } from "@/server/config";
import { warnOnce } from "@/server/log";

const OURS_ALONE = [
  ADDRESS_HEADER,
  PORT_HEADER,
  NONCE_HEADER,
  "content-security-policy",
  "content-security-policy-report-only",
  "x-middleware-subrequest",
  "x-middleware-rewrite",
  "x-nextjs-data",
  "next-resume",
];

/** What proxies write of those behind them. */
const FORWARDED = ["x-forwarded-for", "x-forwarded-host", "x-real-ip", "forwarded", "via"];

/** True when a proxy says so. Ask before our own headers are written over the caller's. */
export function wasForwarded({ headers }: Pick<IncomingMessage, "headers">): boolean {
  return FORWARDED.some((name) => headers[name] !== undefined);
}

/**
 * Writes who calls and through which port into the request's headers; answers the address. Warns once of a
 * proxy that is not trusted, since all its callers have one address and share its limits.
 */
export function stampRequest(request: IncomingMessage): string {
  const { headers, socket } = request;
  const trustProxy = findConfig()?.trustProxy ?? 0;
  if (trustProxy === 0 && wasForwarded(request)) {
    warnOnce(
      { from: socket.remoteAddress },
      "a request was forwarded by a proxy, but TRUST_PROXY is 0: all callers of that proxy share the limits of one. If the proxy is yours, set TRUST_PROXY to the number of your proxies.",
    );
  }
  for (const name of OURS_ALONE) delete headers[name];
  const forwardedFor = headers["x-forwarded-for"];
  const address = findCallerAddress(
    socket.remoteAddress,
    Array.isArray(forwardedFor) ? forwardedFor.join(",") : (forwardedFor ?? null),
    trustProxy,
  );
  headers[ADDRESS_HEADER] = address;
  headers[PORT_HEADER] = String(socket.localPort ?? "");
  return address;
}

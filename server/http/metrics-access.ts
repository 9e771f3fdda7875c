// Who may read /metrics: callers with METRICS_TOKEN. Without a token, only this machine, and only where the
// site itself is local: behind a proxy every caller is. docs/decisions/0030-metrics-behind-a-token.md
import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { HeartwireError } from "@/protocol/errors";
import { getConfig } from "@/server/config";
import { wasForwarded } from "./trusted-headers";

const LOOPBACK = /^(::1|(::ffff:)?127\.\d+\.\d+\.\d+)$/i;
const LOOPBACK_NAME = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/i;

/** Throws UNAUTHENTICATED for everybody else. Ask before our own headers are written over the caller's. */
export function requireMetricsAccess(request: Pick<IncomingMessage, "headers" | "socket">): void {
  const { metricsToken, publicUrl, trustProxy } = getConfig();
  if (metricsToken === null) {
    const isOfThisMachine =
      trustProxy === 0 &&
      LOOPBACK_NAME.test(new URL(publicUrl).hostname) &&
      LOOPBACK.test(request.socket.remoteAddress ?? "") &&
      !wasForwarded(request);
    if (isOfThisMachine) return;
    throw new HeartwireError("UNAUTHENTICATED", "Set METRICS_TOKEN and send it as a bearer token.");
  }
  const [, given = ""] = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? "") ?? [];
  if (timingSafeEqual(digest(given), digest(metricsToken))) return;
  throw new HeartwireError("UNAUTHENTICATED", "The metrics take METRICS_TOKEN as a bearer token.");
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

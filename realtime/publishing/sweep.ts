// Every two seconds: sockets past their expiry or too slow to read are cut, and watched contents whose
// version ran ahead of what their viewers were told are told again. The last repairs what a crash
// between commit and emit, or another process, left untold.
import { randomUUID } from "node:crypto";
import type { Logger } from "pino";
import type { Engine } from "@/engine/engine";
import type { RealtimeMetrics } from "../../server/metrics";
import type { Audience, WatchedContent } from "../audience";
import type { Clock } from "../clock";
import { hangUp, readUnsent } from "../connection/engineio-internals";
import type { Broadcaster } from "../delivery/broadcaster";
import type { GatewayServer, GatewaySocket } from "../gateway-socket";
import { toEngagement } from "./payloads";

const SWEEP_MS = 2_000;
const UNSENT_PACKETS_MAX = 500;
/** What so many packets of a kilobyte weigh: flushed packets are bytes and no longer counted as packets. */
const UNSENT_BYTES_MAX = UNSENT_PACKETS_MAX * 1_024;
const SLOW_FOR_MS = 5_000;
/** Contents asked about in one query. */
const ASK_AT_ONCE = 100;

export interface SweepDeps {
  io: GatewayServer;
  engine: Engine;
  audience: Audience;
  broadcaster: Broadcaster;
  clock: Clock;
  metrics: RealtimeMetrics;
  log: Logger;
  /** True while the publisher still has something to tell of it. */
  isWaiting: (contentId: string) => boolean;
  onExpired: (socket: GatewaySocket) => void;
}

/** Starts sweeping; answers how to stop. */
export function startSweep(deps: SweepDeps): () => void {
  const slowSince = new Map<string, number>();
  /** Versions seen ahead of the room at the last sweep: told only if still ahead at this one. */
  let ahead = new Map<string, number>();
  let callOff: () => void = () => undefined;
  let isStopped = false;

  async function sweep(): Promise<void> {
    cutSockets(deps, slowSince);
    try {
      ahead = await sendConflated(deps, ahead);
    } catch (error) {
      deps.log.warn({ err: error }, "could not compare watched contents");
    }
    if (!isStopped) callOff = deps.clock.after(SWEEP_MS, () => void sweep());
  }

  callOff = deps.clock.after(SWEEP_MS, () => void sweep());
  return () => {
    isStopped = true;
    callOff();
  };
}

function cutSockets(
  { io, clock, metrics, log, onExpired }: SweepDeps,
  slowSince: Map<string, number>,
): void {
  const now = clock.now();
  const sockets = io.of("/").sockets;
  for (const id of slowSince.keys()) if (!sockets.has(id)) slowSince.delete(id);
  for (const socket of sockets.values()) {
    if (socket.data.expiresAt.getTime() <= now) {
      onExpired(socket);
    } else if (!isSlow(socket)) {
      slowSince.delete(socket.id);
    } else if (!slowSince.has(socket.id)) {
      slowSince.set(socket.id, now);
    } else if (now - (slowSince.get(socket.id) ?? now) >= SLOW_FOR_MS) {
      log.info(readUnsent(socket), "a socket that does not read was cut");
      metrics.slowSocketsCut.inc();
      hangUp(socket);
    }
  }
}

function isSlow(socket: GatewaySocket): boolean {
  const { packets, bytes } = readUnsent(socket);
  return packets > UNSENT_PACKETS_MAX || bytes > UNSENT_BYTES_MAX;
}

async function sendConflated(
  { engine, audience, broadcaster, metrics, isWaiting }: SweepDeps,
  before: Map<string, number>,
): Promise<Map<string, number>> {
  const ahead = new Map<string, number>();
  for (const [viewerId, contents] of byOneViewer(audience.listWatched())) {
    for (let start = 0; start < contents.length; start += ASK_AT_ONCE) {
      const ids = contents.slice(start, start + ASK_AT_ONCE).map(({ contentId }) => contentId);
      for (const engagement of await engine.likes.readEngagements(viewerId, ids)) {
        const { contentId, version } = engagement;
        const watched = audience.findWatched(contentId);
        if (!watched || version <= watched.version || isWaiting(contentId)) continue;
        if (!before.has(contentId)) {
          ahead.set(contentId, version);
          continue;
        }
        const { author } = await engine.contents.readContent(viewerId, contentId);
        const viewers = [...watched.viewers.keys()];
        const allowed = await engine.visibility.filterAudience(contentId, viewers);
        const hidden = viewers.filter((userId) => !allowed.has(userId));
        if (hidden.length > 0) broadcaster.evict(watched, hidden);
        broadcaster.toViewers(watched, null, "like:count_updated", {
          ...toEngagement(engagement),
          eventId: randomUUID(),
          authorId: author.userId,
          totalLikes: engagement.likeCount,
          changeCount: version - watched.version,
          likers: [],
          windowMs: SWEEP_MS,
          occurredAt: new Date().toISOString(),
        });
        audience.noteVersion(contentId, version);
        metrics.sweepRepairs.inc();
      }
    }
  }
  return ahead;
}

/** Each content asked about through the eyes of one of its viewers, so that hidden ones are found too. */
function byOneViewer(watched: WatchedContent[]): Map<string, WatchedContent[]> {
  const grouped = new Map<string, WatchedContent[]>();
  for (const content of watched) {
    const viewers = [...content.viewers.keys()];
    const viewerId = viewers.find((each) => grouped.has(each)) ?? viewers[0];
    if (viewerId === undefined) continue;
    const group = grouped.get(viewerId);
    if (group) group.push(content);
    else grouped.set(viewerId, [content]);
  }
  return grouped;
}

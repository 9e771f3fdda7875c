// Every two seconds, cuts sockets past their expiry or too slow to read. It looks at sockets alone and asks
// the database nothing.
import { type Clock, repeatEvery } from "./clock";
import { hangUp } from "./connection/engineio-internals";
import { readUnsent } from "./connection/frames";
import type { GatewayServer, GatewaySocket } from "./gateway-socket";
import type { RealtimeContext } from "./realtime-context";

const SWEEP_MS = 2_000;
const UNSENT_PACKETS_MAX = 500;
/** What so many packets of a kilobyte weigh: flushed packets are bytes and no longer counted as packets. */
const UNSENT_BYTES_MAX = UNSENT_PACKETS_MAX * 1_024;
const SLOW_FOR_MS = 5_000;

export interface SocketSweepDeps extends Pick<RealtimeContext, "metrics" | "log"> {
  io: GatewayServer;
  clock: Clock;
  onExpired: (socket: GatewaySocket) => void;
}

/** Starts sweeping; answers how to stop. */
export function startSocketSweep(deps: SocketSweepDeps): () => void {
  const slowSince = new Map<string, number>();
  return repeatEvery(deps.clock, SWEEP_MS, async () => cutSockets(deps, slowSince));
}

function cutSockets(
  { io, clock, metrics, log, onExpired }: SocketSweepDeps,
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

// What the realtime side counts. One registry per process, read at /metrics and by the demo's readout.
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

export type RealtimeMetrics = ReturnType<typeof createRealtimeMetrics>;

const PRESENCE = [
  ["sockets", "Sockets connected."],
  ["people", "People connected."],
  ["rooms", "Contents watched."],
] as const;

/** Fresh metrics on a registry of their own. */
export function createRealtimeMetrics(options: { withProcess?: boolean } = {}) {
  const registry = new Registry();
  if (options.withProcess) collectDefaultMetrics({ register: registry });
  const registers = [registry];
  /** Read at every scrape; the gateway puts its own reader here. */
  const presence = { read: () => ({ sockets: 0, people: 0, rooms: 0 }) };
  for (const [what, help] of PRESENCE) {
    new Gauge({
      name: `heartwire_${what}`,
      help,
      registers,
      collect() {
        this.set(presence.read()[what]);
      },
    });
  }
  return {
    registry,
    presence,
    changesCommitted: new Counter({
      name: "heartwire_like_changes_total",
      help: "Hearts that changed, as committed.",
      registers,
    }),
    changesMerged: new Counter({
      name: "heartwire_like_changes_merged_total",
      help: "Changes that left together with others in one event.",
      registers,
    }),
    eventsSent: new Counter({
      name: "heartwire_events_sent_total",
      help: "Events sent, once per audience.",
      labelNames: ["event"],
      registers,
    }),
    limitsHit: new Counter({
      name: "heartwire_limits_hit_total",
      help: "Refusals by a limit of the gateway.",
      labelNames: ["limit"],
      registers,
    }),
    handlerErrors: new Counter({
      name: "heartwire_socket_errors_total",
      help: "Socket requests answered with an error.",
      labelNames: ["event", "code"],
      registers,
    }),
    handlerSeconds: new Histogram({
      name: "heartwire_socket_request_seconds",
      help: "From a socket request to its answer.",
      labelNames: ["event"],
      buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
      registers,
    }),
    requestSeconds: new Histogram({
      name: "heartwire_http_request_seconds",
      help: "From a request to the end of its answer.",
      labelNames: ["surface", "status"],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
      registers,
    }),
    processFaults: new Counter({
      name: "heartwire_process_faults_total",
      help: "Uncaught exceptions and unhandled rejections.",
      labelNames: ["kind"],
      registers,
    }),
  };
}

/** Sums of what left, for the demo's readout. */
export async function readDeliveryStats(metrics: RealtimeMetrics) {
  const changesCommitted = await readSum(metrics.changesCommitted);
  const changesMerged = await readSum(metrics.changesMerged);
  return {
    changesCommitted,
    changesMerged,
    eventsSent: await readSum(metrics.eventsSent),
    mergedRatio: changesCommitted === 0 ? 0 : changesMerged / changesCommitted,
  };
}

async function readSum(counter: Counter<string>): Promise<number> {
  const { values } = await counter.get();
  return values.reduce((sum, { value }) => sum + value, 0);
}

// The metrics of the realtime side. One registry per process, read at /metrics and by the demo's figures.
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

export type RealtimeMetrics = ReturnType<typeof createRealtimeMetrics>;

const PRESENCE = [
  ["sockets", "heartwire_sockets", "Sockets connected."],
  ["people", "heartwire_people", "People connected."],
  ["rooms", "heartwire_rooms", "Contents watched."],
  ["viewers", "heartwire_viewers", "People watching, once for each content they watch."],
  ["behind", "heartwire_sockets_behind", "Sockets that missed a count and have not caught up."],
] as const;

/** Fresh metrics on a registry of their own. */
export function createRealtimeMetrics(options: { withProcess?: boolean } = {}) {
  const registry = new Registry();
  if (options.withProcess) collectDefaultMetrics({ register: registry });
  const registers = [registry];
  /** Read at every scrape; the gateway puts its own reader here. */
  const presence = { read: () => ({ sockets: 0, people: 0, rooms: 0, viewers: 0, behind: 0 }) };
  for (const [what, name, help] of PRESENCE) {
    new Gauge({
      name,
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
    deliveries: new Counter({
      name: "heartwire_deliveries_total",
      help: "Events handed to one socket: as a prepared frame, the ordinary way, or late.",
      labelNames: ["path"],
      registers,
    }),
    eventsDropped: new Counter({
      name: "heartwire_events_dropped_total",
      help: "Counts not sent to a socket that was behind; it gets the latest once it caught up.",
      labelNames: ["event"],
      registers,
    }),
    slowSocketsCut: new Counter({
      name: "heartwire_slow_sockets_cut_total",
      help: "Sockets cut because too much stayed unsent for too long.",
      registers,
    }),
    sweepRepairs: new Counter({
      name: "heartwire_sweep_repairs_total",
      help: "Contents whose viewers were sent by the sweep what they had missed.",
      registers,
    }),
    commitToEmitSeconds: new Histogram({
      name: "heartwire_commit_to_emit_seconds",
      help: "From the first like of an event being committed to the room being sent it.",
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 1, 2.5],
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

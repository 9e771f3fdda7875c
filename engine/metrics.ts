// The engine's Prometheus metrics: the groups likes commit in, the queue before them, and cache hits.
import { Counter, Gauge, Histogram, Registry } from "prom-client";

/** What is remembered for a moment instead of read. */
export type CacheName = "excerpts" | "people" | "sessions" | "visibility";

export interface EngineMetrics {
  /** A group of likes was committed, by so many tries in so many seconds. */
  countGroup(size: number, seconds: number): void;
  /** A group was tried again after a passing database error. */
  countRetry(): void;
  countLookups(cache: CacheName, hits: number, misses: number): void;
  /** Somebody was refused by that limit. */
  countLimitHit(limit: string): void;
  /** Counters that recounting found wrong. */
  countDrift(found: number): void;
  /** Rows of that kind were erased after their time. */
  countErased(kind: string, count: number): void;
  /** How many likes wait, read at every scrape. */
  watchQueue(read: () => number): void;
}

/** Metrics on that registry, or on one of their own when there is none. */
export function createEngineMetrics(registry: Registry = new Registry()): EngineMetrics {
  const registers = [registry];
  const groupSize = new Histogram({
    name: "heartwire_like_group_size",
    help: "Likes committed together.",
    buckets: [1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000],
    registers,
  });
  const groupSeconds = new Histogram({
    name: "heartwire_like_group_seconds",
    help: "From a group leaving for the database to its commit.",
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
    registers,
  });
  const retries = new Counter({
    name: "heartwire_like_group_retries_total",
    help: "Groups tried again after a passing database error.",
    registers,
  });
  const lookups = new Counter({
    name: "heartwire_cache_lookups_total",
    help: "Look-ups answered from memory (hit) or from the database (miss).",
    labelNames: ["cache", "result"],
    registers,
  });
  const limitsHit = new Counter({
    name: "heartwire_limits_hit_total",
    help: "Refusals by a limit.",
    labelNames: ["limit"],
    registers,
  });
  const drift = new Counter({
    name: "heartwire_counter_drift_total",
    help: "Counters that did not equal their rows.",
    registers,
  });
  const erased = new Counter({
    name: "heartwire_erased_total",
    help: "What was erased after its time: words of deleted posts, sessions that are over, kept answers.",
    labelNames: ["kind"],
    registers,
  });
  let readQueue = () => 0;
  new Gauge({
    name: "heartwire_presses_waiting",
    help: "Likes not yet committed.",
    registers,
    collect() {
      this.set(readQueue());
    },
  });
  return {
    countGroup(size, seconds) {
      groupSize.observe(size);
      groupSeconds.observe(seconds);
    },
    countRetry: () => retries.inc(),
    countLookups(cache, hits, misses) {
      if (hits > 0) lookups.inc({ cache, result: "hit" }, hits);
      if (misses > 0) lookups.inc({ cache, result: "miss" }, misses);
    },
    countLimitHit: (limit) => limitsHit.inc({ limit }),
    countDrift: (found) => drift.inc(found),
    countErased: (kind, count) => erased.inc({ kind }, count),
    watchQueue(read) {
      readQueue = read;
    },
  };
}

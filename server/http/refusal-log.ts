// Logs refusals, few however many there are. An address refused more often than a person could be gets one
// more line, which says that a flood is on. Then none until ten seconds passed without a refusal.
import { LRUCache } from "lru-cache";
import type { Logger } from "pino";
import { scaleUp } from "@/server/config";

/** Lines within a second and within a minute; multiplied by LIMIT_SCALE, never lowered by it. */
const OF_ADDRESS = { inSecond: 8, inMinute: 120 };
const OF_ALL = { inSecond: 80, inMinute: 1_200 };
const QUIET_MS = 10_000;
const ADDRESSES_MAX = 10_000;
const ALL = "all addresses";

interface Flow {
  secondEndsAt: number;
  inSecond: number;
  minuteEndsAt: number;
  inMinute: number;
  lastAt: number;
  isFlood: boolean;
}

/** By log, so that each begins with nothing written. */
const flowsByLog = new WeakMap<Logger, LRUCache<string, Flow>>();

/** Writes the line unless a flood is on. `fields` hold nothing the caller sent. */
export function logRefusal(log: Logger, address: string, fields: object, words: string): void {
  const flows = flowsOf(log);
  for (const [key, max] of [[address, OF_ADDRESS] as const, [ALL, OF_ALL] as const]) {
    const next = countOne(flows, key, max);
    if (next === "silent") return;
    if (next === "first of a flood") {
      const flood = { ...fields, address: key };
      log.info(flood, "a flood is refused; nothing more is written of it until it ends");
      return;
    }
  }
  log.info(fields, words);
}

function flowsOf(log: Logger): LRUCache<string, Flow> {
  const known = flowsByLog.get(log);
  if (known) return known;
  const flows = new LRUCache<string, Flow>({ max: ADDRESSES_MAX });
  flowsByLog.set(log, flows);
  return flows;
}

function countOne(flows: LRUCache<string, Flow>, key: string, max: typeof OF_ADDRESS) {
  const now = performance.now();
  const scale = scaleUp();
  const flow = flows.get(key) ?? beginFlow(flows, key);
  if (flow.secondEndsAt <= now) Object.assign(flow, { secondEndsAt: now + 1_000, inSecond: 0 });
  if (flow.minuteEndsAt <= now) Object.assign(flow, { minuteEndsAt: now + 60_000, inMinute: 0 });
  if (flow.isFlood && now - flow.lastAt > QUIET_MS) flow.isFlood = false;
  flow.lastAt = now;
  flow.inSecond++;
  flow.inMinute++;
  if (flow.isFlood) return "silent";
  flow.isFlood = flow.inSecond > max.inSecond * scale || flow.inMinute > max.inMinute * scale;
  return flow.isFlood ? "first of a flood" : "a line";
}

function beginFlow(flows: LRUCache<string, Flow>, key: string): Flow {
  const flow: Flow = {
    secondEndsAt: 0,
    inSecond: 0,
    minuteEndsAt: 0,
    inMinute: 0,
    lastAt: 0,
    isFlood: false,
  };
  flows.set(key, flow);
  return flow;
}

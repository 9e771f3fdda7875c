// What every part of the realtime side is made with. A part names the fields it uses by `Pick`.
import type { Logger } from "pino";
import type { Engine } from "@/engine/engine";
import type { RealtimeMetrics } from "../server/metrics";
import type { Audience } from "./audience";
import type { Clock } from "./clock";
import type { Delivery } from "./delivery/delivery";

export interface RealtimeContext {
  /** Without its changes: only publishing/publisher.ts consumes them, so that they may come from a bus. */
  engine: Omit<Engine, "changes">;
  audience: Audience;
  delivery: Delivery;
  clock: Clock;
  metrics: RealtimeMetrics;
  log: Logger;
}

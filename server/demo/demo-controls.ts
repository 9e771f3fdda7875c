// The demo's controls in one slot of the process. server.ts fills it in demo mode, routes read it; outside
// demo mode it is empty.
import { HeartwireError } from "@/protocol/errors";
import { defineSlot } from "../slot";
import type { Crowd } from "./crowd";

export interface DemoStats {
  likesAcked: number;
  changesCommitted: number;
  eventsSent: number;
  changesMerged: number;
  /** Share of committed changes that left together with others. */
  mergedRatio: number;
}

export interface DemoControls {
  crowd: Crowd;
  readStats(): Promise<DemoStats>;
}

const slot = defineSlot<DemoControls>("heartwire.demo");

export const putDemoControls = slot.put;

/** False outside demo mode. */
export function hasDemoControls(): boolean {
  return slot.read() !== undefined;
}

/** NOT_FOUND outside demo mode. */
export function getDemoControls(): DemoControls {
  const show = slot.read();
  if (!show) throw new HeartwireError("NOT_FOUND", "There is nothing here.");
  return show;
}

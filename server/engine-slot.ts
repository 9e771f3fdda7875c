// The one engine of this process, found by routes, pages and sign-in.
import { HeartwireError } from "@/protocol/errors";
import type { Engine } from "../engine/engine";
import { defineSlot } from "./slot";

const slot = defineSlot<Engine>("heartwire.engine");

/** Puts the engine where routes, pages and sign-in find it. Called once, by server.ts. */
export const putEngine = slot.put;

/** The engine, or undefined before start-up has put it there. */
export function findEngine(): Engine | undefined {
  return slot.read();
}

/** The engine of this process; UNAVAILABLE before start-up has put it there. */
export function getEngine(): Engine {
  const engine = findEngine();
  if (!engine) throw new HeartwireError("UNAVAILABLE", "The server is still starting.");
  return engine;
}

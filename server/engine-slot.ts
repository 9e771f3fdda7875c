// The one engine of this process. server.ts and the route handlers are two module graphs, so a
// module-level variable would be two; the slot on globalThis is one (docs/decisions/0010).
import { HeartwireError } from "@/protocol/errors";
import type { Engine } from "../engine/engine";

const SLOT = Symbol.for("heartwire.engine");
type Slotted = typeof globalThis & { [SLOT]?: Engine };

/** Puts the engine where routes, pages and sign-in find it. Called once, by server.ts. */
export function putEngine(engine: Engine): void {
  (globalThis as Slotted)[SLOT] = engine;
}

/** The engine of this process; UNAVAILABLE before start-up has put it there. */
export function getEngine(): Engine {
  const engine = (globalThis as Slotted)[SLOT];
  if (!engine) throw new HeartwireError("UNAVAILABLE", "The server is still starting.");
  return engine;
}

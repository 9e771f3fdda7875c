// How a like intent ends: settled, given up, or paused without a request and a timer. Pure; a removal leaves
// neither a timer nor anything persisted.
import type { ErrorView } from "@/protocol/errors";
import type { Intent, IntentEffect, IntentPhase, IntentStep } from "./intent-state";

export function finish(intent: Intent, before: readonly IntentEffect[]): IntentStep {
  const settle: IntentEffect = { kind: "settle", upToSeq: intent.latest.seq };
  return { intent: null, effects: [...before, ...removal(intent), settle] };
}

export function giveUp(intent: Intent, error: ErrorView): IntentStep {
  const fail: IntentEffect = { kind: "fail", like: intent.latest, error };
  return { intent: null, effects: [...removal(intent), fail] };
}

function removal({ latest }: Intent): IntentEffect[] {
  return [
    { kind: "dropIntent" },
    { kind: "clearTimer" },
    { kind: "remove", like: latest },
    { kind: "announce" },
  ];
}

/** Without a request or a timer. */
export function resting(phase: IntentPhase): IntentPhase {
  if (!("isPersisted" in phase)) return phase;
  return { name: phase.isPersisted ? "ready" : "persisting" };
}

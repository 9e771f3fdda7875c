// The states, events and effects of one content's like intent, as plain values. The transitions are in
// intent-transitions.ts; intent-queue.ts performs the effects.
import type { ErrorView } from "@/protocol/errors";
import type { ViewerEngagement } from "@/protocol/views";
import type { Delay } from "../connection/backoff";
import type { RetryGate } from "../connection/retry-gate";
import type { Truth } from "../engagement/engagement-reducer";
import type { LikeIntent } from "./intent-storage";

/** Only a persisted intent is sent; while another waits or is under way, the latest may be persisted or not. */
export type IntentPhase =
  | { name: "persisting" }
  | { name: "ready" }
  | { name: "sending"; like: LikeIntent; isPersisted: boolean }
  | { name: "backing-off"; isPersisted: boolean }
  /** The server named a time before which asking again is pointless. */
  | { name: "must-wait"; isPersisted: boolean; gate: RetryGate };

export interface Intent {
  /** What the person asked for last. */
  latest: LikeIntent;
  phase: IntentPhase;
  /** An attempt ended without an answer: it may have been committed, so asking again is a must. */
  hasUnknownOutcome: boolean;
  /** What the last answer to this intent said. */
  answeredLiked: boolean | null;
  attempt: number;
  brokenAnswers: number;
}

export type IntentEvent =
  | { kind: "requested"; like: LikeIntent }
  /** Left by a closed page: it may have been sent before. */
  | { kind: "adopted"; like: LikeIntent }
  | { kind: "persisted"; like: LikeIntent }
  /** Sends if it can. Performed by the shell after the effects before it, so that the truth is fresh. */
  | { kind: "attempted" }
  | { kind: "answered"; like: LikeIntent; answer: ViewerEngagement }
  | { kind: "failed"; like: LikeIntent; error: ErrorView }
  | { kind: "retryDue" }
  | { kind: "woken" }
  | { kind: "stopped" }
  | { kind: "dropped"; error: ErrorView };

export type IntentEffect =
  | { kind: "showIntent"; liked: boolean }
  | { kind: "markSent" }
  | { kind: "announce" }
  | { kind: "persist"; like: LikeIntent }
  | { kind: "attempt" }
  | { kind: "deliver"; like: LikeIntent }
  | { kind: "acknowledge"; answer: ViewerEngagement; isLast: boolean }
  | { kind: "believe"; answer: ViewerEngagement }
  | { kind: "reject" }
  | { kind: "dropIntent" }
  | { kind: "remove"; like: LikeIntent }
  | { kind: "settle"; upToSeq: number }
  | { kind: "fail"; like: LikeIntent; error: ErrorView }
  | { kind: "setTimer"; delay: Delay }
  | { kind: "clearTimer" };

/** What a transition may know besides the intent. */
export interface Situation {
  now: number;
  isStopped: boolean;
  /** False while sending cannot succeed. */
  canDeliver: boolean;
  truth: Truth | null;
}

/** Null when nothing of this content is under way. */
export interface IntentStep {
  intent: Intent | null;
  effects: readonly IntentEffect[];
}

// What an answer, a refusal or no answer does to a like intent. Pure transitions: an unknown outcome is asked
// again, a final refusal gives up, and the server's time is kept.
import type { ErrorView } from "@/protocol/errors";
import type { ViewerEngagement } from "@/protocol/views";
import { type Backoff, retryDelay } from "../connection/backoff";
import { closeGate } from "../connection/retry-gate";
import { isRefusal } from "../errors";
import { finish, giveUp, resting } from "./intent-endings";
import type { Intent, IntentEffect, IntentPhase, IntentStep, Situation } from "./intent-state";
import type { LikeIntent } from "./intent-storage";

const BACKOFF: Backoff = { baseMs: 400, capMs: 10_000 };
/** A server that breaks on this intent this often will break again. */
const BROKEN_ANSWERS_MAX = 3;

export function answered(before: Intent, like: LikeIntent, answer: ViewerEngagement): IntentStep {
  if (!isUnderWay(before, like)) return lateAnswer(before, answer);
  const isLast = before.latest.seq === like.seq;
  const received: IntentEffect[] = [
    { kind: "acknowledge", answer, isLast },
    { kind: "settle", upToSeq: like.seq },
  ];
  if (isLast) return finish(before, received);
  const intent: Intent = {
    ...before,
    phase: resting(before.phase),
    hasUnknownOutcome: false,
    answeredLiked: answer.liked,
    attempt: 0,
    brokenAnswers: 0,
  };
  return { intent, effects: [...received, { kind: "attempt" }] };
}

/** To an intent that was given up: still what the server committed. */
export function lateAnswer(intent: Intent | null, answer: ViewerEngagement): IntentStep {
  return { intent, effects: [{ kind: "believe", answer }] };
}

export function failed(
  before: Intent,
  like: LikeIntent,
  error: ErrorView,
  situation: Situation,
): IntentStep {
  if (!isUnderWay(before, like)) return { intent: before, effects: [] };
  const brokenAnswers = before.brokenAnswers + Number(error.code === "INTERNAL");
  if (!error.retryable || brokenAnswers >= BROKEN_ANSWERS_MAX) return giveUp(before, error);
  const hasUnknownOutcome = before.hasUnknownOutcome || !isRefusal(error);
  const intent = { ...before, brokenAnswers, hasUnknownOutcome };
  const effects: IntentEffect[] = hasUnknownOutcome ? [] : [{ kind: "reject" }];
  if (situation.isStopped) {
    return { intent: { ...intent, phase: resting(before.phase) }, effects };
  }
  const delay = retryDelay(BACKOFF, before.attempt, error.retryAfterMs);
  const phase = waiting(before.phase, error.retryAfterMs, situation.now);
  return {
    intent: { ...intent, phase, attempt: before.attempt + 1 },
    effects: [...effects, { kind: "setTimer", delay }],
  };
}

function waiting(before: IntentPhase, retryAfterMs: number | undefined, now: number): IntentPhase {
  const isPersisted = resting(before).name === "ready";
  if (retryAfterMs === undefined) return { name: "backing-off", isPersisted };
  return { name: "must-wait", isPersisted, gate: closeGate(now, retryAfterMs) };
}

/** False for a request of an intent that was given up meanwhile. */
function isUnderWay({ phase }: Intent, like: LikeIntent): boolean {
  return phase.name === "sending" && phase.like === like;
}

// One content's like intent as a pure function: at most one request under way, and the last intent wins.
// Nothing is sent before it is persisted. An unknown outcome is asked again with the same number.
import { isGateClosed } from "../connection/retry-gate";
import { isKnown } from "../engagement/engagement-reducer";
import { answered, failed, lateAnswer } from "./intent-answers";
import { finish, giveUp, resting } from "./intent-endings";
import type {
  Intent,
  IntentEffect,
  IntentEvent,
  IntentPhase,
  IntentStep,
  Situation,
} from "./intent-state";
import type { LikeIntent } from "./intent-storage";

export function transition(
  intent: Intent | null,
  event: IntentEvent,
  situation: Situation,
): IntentStep {
  if (event.kind === "requested") return request(intent, event.like, false);
  if (event.kind === "adopted") return adopt(intent, event.like);
  if (!intent) {
    return event.kind === "answered" ? lateAnswer(null, event.answer) : { intent, effects: [] };
  }
  switch (event.kind) {
    case "persisted":
      return persisted(intent, event.like);
    case "attempted":
      return attempt(intent, situation);
    case "answered":
      return answered(intent, event.like, event.answer);
    case "failed":
      return failed(intent, event.like, event.error, situation);
    case "retryDue":
      return hasTimer(intent) ? attemptNow(intent) : { intent, effects: [] };
    case "woken":
      return woken(intent, situation);
    case "stopped":
      return hasTimer(intent) ? rest(intent) : { intent, effects: [] };
    case "dropped":
      return giveUp(intent, event.error);
  }
}

function request(before: Intent | null, like: LikeIntent, isAdopted: boolean): IntentStep {
  const intent: Intent = {
    latest: like,
    phase: before ? unpersisted(before.phase) : { name: "persisting" },
    hasUnknownOutcome: isAdopted || (before?.hasUnknownOutcome ?? false),
    answeredLiked: before?.answeredLiked ?? null,
    attempt: before?.attempt ?? 0,
    brokenAnswers: before?.brokenAnswers ?? 0,
  };
  const effects: IntentEffect[] = [{ kind: "showIntent", liked: like.liked }];
  if (isAdopted) effects.push({ kind: "markSent" });
  effects.push({ kind: "announce" });
  if (before?.phase.name === "backing-off") effects.push({ kind: "clearTimer" });
  effects.push({ kind: "persist", like });
  return { intent, effects };
}

/** Always sent again, unless a newer one of this page is under way. */
function adopt(before: Intent | null, like: LikeIntent): IntentStep {
  if (before && before.latest.seq >= like.seq) return { intent: before, effects: [] };
  return request(before, like, true);
}

function persisted(intent: Intent, like: LikeIntent): IntentStep {
  const { phase } = intent;
  const isLatest = intent.latest === like;
  if (phase.name === "persisting" || phase.name === "ready") {
    const name = isLatest ? "ready" : phase.name;
    return { intent: { ...intent, phase: { name } }, effects: [{ kind: "attempt" }] };
  }
  const isPersisted = isLatest || phase.isPersisted;
  return { intent: { ...intent, phase: { ...phase, isPersisted } }, effects: [] };
}

function attempt(intent: Intent, { isStopped, canDeliver, truth }: Situation): IntentStep {
  const { phase, latest } = intent;
  const isWaiting = phase.name === "persisting" || phase.name === "ready";
  if (isStopped || !isWaiting) return { intent, effects: [] };
  if (isAlreadyTrue(intent, truth)) return finish(intent, []);
  if (phase.name === "persisting" || !canDeliver) return { intent, effects: [] };
  return {
    intent: { ...intent, phase: { name: "sending", like: latest, isPersisted: true } },
    effects: [{ kind: "markSent" }, { kind: "deliver", like: latest }],
  };
}

/**
 * True when the intent equals what the server last said, and no request of ours can still change it. The last
 * answer counts too: when the held truth is from an earlier epoch, only the answer is right.
 */
function isAlreadyTrue(intent: Intent, truth: Situation["truth"]): boolean {
  const { liked } = intent.latest;
  if (intent.hasUnknownOutcome || !isKnown(truth) || truth.liked !== liked) return false;
  return intent.answeredLiked === null || intent.answeredLiked === liked;
}

/** No intent waits out a back-off meant for a lost connection; the server's time is never undercut. */
function woken(intent: Intent, { now }: Situation): IntentStep {
  const { phase } = intent;
  if (phase.name === "sending") return { intent, effects: [] };
  if (phase.name === "must-wait" && isGateClosed(phase.gate, now)) {
    return { intent, effects: [] };
  }
  return attemptNow(intent);
}

function attemptNow(intent: Intent): IntentStep {
  const rested = rest(intent);
  return { ...rested, effects: [...rested.effects, { kind: "attempt" }] };
}

function rest(intent: Intent): IntentStep {
  return {
    intent: { ...intent, phase: resting(intent.phase) },
    effects: [{ kind: "clearTimer" }],
  };
}

/** A newer one is to be persisted; a back-off ends with it, the server's time does not. */
function unpersisted(phase: IntentPhase): IntentPhase {
  if (phase.name === "sending" || phase.name === "must-wait") {
    return { ...phase, isPersisted: false };
  }
  return { name: "persisting" };
}

function hasTimer({ phase }: Intent): boolean {
  return phase.name === "backing-off" || phase.name === "must-wait";
}

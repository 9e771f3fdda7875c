// One content's like intent as a pure function: at most one request under way, the last request wins, nothing is
// sent before it is persisted, and an unknown outcome is asked again with the same number.
import type { ErrorView } from "@/protocol/errors";
import type { ViewerEngagement } from "@/protocol/views";
import { type Backoff, retryDelay } from "../connection/backoff";
import { closeGate, isGateClosed } from "../connection/retry-gate";
import { isKnown } from "../engagement/engagement-reducer";
import { isRefusal } from "../errors";
import type {
  Intent,
  IntentEffect,
  IntentEvent,
  IntentPhase,
  IntentStep,
  Situation,
} from "./intent-state";
import type { LikeIntent } from "./intent-storage";

const BACKOFF: Backoff = { baseMs: 400, capMs: 10_000 };
/** A server that breaks on this intent this often will break again. */
const BROKEN_ANSWERS_MAX = 3;

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
 * Asked back to what the server last said, and nothing of ours can still change it. The last answer is
 * asked too: when the truth held is from an epoch that is over, and the page has not heard of it, only
 * the answer is right.
 */
function isAlreadyTrue(intent: Intent, truth: Situation["truth"]): boolean {
  const { liked } = intent.latest;
  if (intent.hasUnknownOutcome || !isKnown(truth) || truth.liked !== liked) return false;
  return intent.answeredLiked === null || intent.answeredLiked === liked;
}

function answered(before: Intent, like: LikeIntent, answer: ViewerEngagement): IntentStep {
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
function lateAnswer(intent: Intent | null, answer: ViewerEngagement): IntentStep {
  return { intent, effects: [{ kind: "believe", answer }] };
}

function failed(
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
  return { name: "told-to-wait", isPersisted, gate: closeGate(now, retryAfterMs) };
}

/** Nobody waits out a back-off that was meant for a lost connection; the server's time is never undercut. */
function woken(intent: Intent, { now }: Situation): IntentStep {
  const { phase } = intent;
  if (phase.name === "sending") return { intent, effects: [] };
  if (phase.name === "told-to-wait" && isGateClosed(phase.gate, now)) {
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

function finish(intent: Intent, before: readonly IntentEffect[]): IntentStep {
  const settle: IntentEffect = { kind: "settle", upToSeq: intent.latest.seq };
  return { intent: null, effects: [...before, ...removal(intent), settle] };
}

function giveUp(intent: Intent, error: ErrorView): IntentStep {
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
function resting(phase: IntentPhase): IntentPhase {
  if (!("isPersisted" in phase)) return phase;
  return { name: phase.isPersisted ? "ready" : "persisting" };
}

/** A newer one is to be persisted; a back-off ends with it, the server's time does not. */
function unpersisted(phase: IntentPhase): IntentPhase {
  if (phase.name === "sending" || phase.name === "told-to-wait") {
    return { ...phase, isPersisted: false };
  }
  return { name: "persisting" };
}

function hasTimer({ phase }: Intent): boolean {
  return phase.name === "backing-off" || phase.name === "told-to-wait";
}

/** False for a request of an intent that was given up meanwhile. */
function isUnderWay({ phase }: Intent, like: LikeIntent): boolean {
  return phase.name === "sending" && phase.like === like;
}

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ErrorView } from "@/protocol/errors";
import { applySnapshot, EMPTY_CONTENT } from "../engagement/engagement-reducer";
import { POST, sampleEngagement } from "../testing/sample-views";
import type { Intent, IntentEffect, IntentEvent, Situation } from "./intent-state";
import type { LikeIntent } from "./intent-storage";
import { transition } from "./intent-transitions";

const NOW = 1_000_000;
const UNLIKED = applySnapshot(EMPTY_CONTENT, sampleEngagement({ liked: false })).state.truth;
const SITUATION: Situation = { now: NOW, isStopped: false, canDeliver: true, truth: UNLIKED };
const LIKE = intentOf(1, true);
const UNLIKE = intentOf(2, false);
const LOST = refusal("TIMEOUT");
const LIMITED = refusal("RATE_LIMITED", 5_000);
const SENT: IntentEvent[] = [{ kind: "requested", like: LIKE }, persisted(LIKE)];

function intentOf(seq: number, liked: boolean): LikeIntent {
  const { contentId, contentType } = POST;
  return { contentId, contentType, liked, deviceId: "device", seq };
}

function refusal(code: ErrorView["code"], retryAfterMs?: number): ErrorView {
  const view = { code, message: "", retryable: true, errorId: "x" };
  return retryAfterMs === undefined ? view : { ...view, retryAfterMs };
}

function persisted(like: LikeIntent): IntentEvent {
  return { kind: "persisted", like };
}

function failed(error: ErrorView, like = LIKE): IntentEvent {
  return { kind: "failed", like, error };
}

/** One event with all that follows from it at once, as the queue performs it. */
function apply(before: Intent | null, event: IntentEvent, situation: Situation) {
  let { intent, effects } = transition(before, event, situation);
  const all: IntentEffect[] = [...effects];
  while (effects.some(({ kind }) => kind === "attempt")) {
    ({ intent, effects } = transition(intent, { kind: "attempted" }, situation));
    all.push(...effects);
  }
  return { intent, effects: all };
}

function run(events: readonly IntentEvent[], situation = SITUATION) {
  let intent: Intent | null = null;
  let effects: IntentEffect[] = [];
  for (const event of events) ({ intent, effects } = apply(intent, event, situation));
  return { intent, effects, phase: intent?.phase.name };
}

describe("intent transitions", () => {
  it.each<[string | undefined, string, IntentEvent[], Partial<Situation>]>([
    ["persisting", "requested", SENT.slice(0, 1), {}],
    ["sending", "persisted", SENT, {}],
    ["ready", "persisted offline", SENT, { canDeliver: false }],
    ["ready", "persisted when stopped", SENT, { isStopped: true }],
    ["backing-off", "not answered", [...SENT, failed(LOST)], {}],
    ["must-wait", "refused for now", [...SENT, failed(LIMITED)], {}],
    ["must-wait", "woken too early", [...SENT, failed(LIMITED), { kind: "woken" }], {}],
    ["sending", "woken from a back-off", [...SENT, failed(LOST), { kind: "woken" }], {}],
    ["ready", "stopped", [...SENT, failed(LIMITED), { kind: "stopped" }], {}],
    ["sending", "its time has come", [...SENT, failed(LIMITED), { kind: "retryDue" }], {}],
    [undefined, "gone", [...SENT, { kind: "dropped", error: LOST }], {}],
  ])("[C14] is %s: %s", (phase, _what, events, situation) => {
    expect(run(events, { ...SITUATION, ...situation }).phase).toBe(phase);
  });

  it("[C13] asked back to the truth before anything was sent, nothing is", () => {
    const { intent, effects } = run([
      SENT[0] as IntentEvent,
      { kind: "requested", like: UNLIKE },
      persisted(UNLIKE),
    ]);
    expect(intent).toBeNull();
    expect(effects.at(-1)).toEqual({ kind: "settle", upToSeq: 2 });
  });

  it("[C14] asked back after an unknown outcome, it is sent all the same", () => {
    const { effects } = run([
      ...SENT,
      failed(LOST),
      { kind: "requested", like: UNLIKE },
      persisted(UNLIKE),
    ]);
    expect(effects).toContainEqual({ kind: "deliver", like: UNLIKE });
  });

  it("[C11] an answer to what was given up is believed, a failure of it says nothing", () => {
    const given: IntentEvent[] = [...SENT, { kind: "dropped", error: LOST }];
    const answer = sampleEngagement({ liked: true });
    const late = run([...given, { kind: "answered", like: LIKE, answer }]);
    expect(late.effects).toEqual([{ kind: "believe", answer }]);
    expect(run([...given, failed(LOST)]).effects).toEqual([]);
  });

  it("[C12, C13] whatever happens: persisted before sent, one under way, a timer only while it waits", () => {
    fc.assert(
      fc.property(fc.array(anyStep(), { maxLength: 40 }), (steps) => {
        let intent: Intent | null = null;
        let seq = 0;
        const written = new Set<LikeIntent>();
        let hasTimer = false;
        for (const { step, liked, situation } of steps) {
          seq += 1;
          const event = eventOf(step, intent, intentOf(seq, liked));
          if (event.kind === "persisted") written.add(event.like);
          const underWay: LikeIntent | null =
            intent?.phase.name === "sending" ? intent.phase.like : null;
          const next = apply(intent, event, { ...SITUATION, ...situation });
          for (const effect of next.effects) {
            if (effect.kind === "setTimer") hasTimer = true;
            if (effect.kind === "clearTimer" || event.kind === "retryDue") hasTimer = false;
            if (effect.kind !== "deliver") continue;
            expect(written.has(effect.like)).toBe(true);
            expect(underWay === null || ["answered", "failed"].includes(event.kind)).toBe(true);
          }
          intent = next.intent;
          const name = intent?.phase.name;
          expect(hasTimer).toBe(name === "backing-off" || name === "must-wait");
        }
      }),
    );
  });
});

const STEPS = ["request", "persist", "answer", "lose", "limit", "due", "wake", "drop"] as const;

function anyStep() {
  return fc.record({
    step: fc.constantFrom(...STEPS),
    liked: fc.boolean(),
    situation: fc.record({ isStopped: fc.boolean(), canDeliver: fc.boolean() }),
  });
}

function eventOf(
  step: (typeof STEPS)[number],
  intent: Intent | null,
  like: LikeIntent,
): IntentEvent {
  const latest = intent?.latest ?? like;
  const sent = intent?.phase.name === "sending" ? intent.phase.like : latest;
  switch (step) {
    case "request":
      return { kind: "requested", like };
    case "persist":
      return persisted(latest);
    case "answer":
      return { kind: "answered", like: sent, answer: sampleEngagement({ liked: sent.liked }) };
    case "lose":
      return failed(LOST, sent);
    case "limit":
      return failed(LIMITED, sent);
    case "due":
      return { kind: "retryDue" };
    case "wake":
      return { kind: "woken" };
    case "drop":
      return { kind: "dropped", error: LOST };
  }
}

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ViewerEngagement } from "@/protocol/views";
import { likeEvent, sampleEngagement } from "../testing/sample-views";
import {
  acknowledge,
  applyRoomEvent,
  applySnapshot,
  type ContentState,
  dropIntent,
  EMPTY_CONTENT,
  enterRoom,
  invalidate,
  type Message,
  markSent,
  reject,
  roomMessage,
  setIntent,
  shownOf,
} from "./engagement-reducer";

const known = applySnapshot(EMPTY_CONTENT, sampleEngagement()).state;
const liked = sampleEngagement({ likeCount: 42, version: 11, liked: true });

function room(version: number, likeCount: number, own?: boolean): Message {
  return roomMessage(likeEvent({ version, likeCount }), own);
}

describe("truth", () => {
  it("[C1] a message of the same or a lower version changes nothing", () => {
    for (const version of [10, 9, 0]) {
      const received = applyRoomEvent(known, room(version, 7), true);
      expect(received).toMatchObject({ verdict: "ignored", state: known });
    }
    expect(applyRoomEvent(known, room(11, 42), true).verdict).toBe("applied");
  });

  it("[C1] my own heart has a guard of its own: a count received first does not hide it", () => {
    const counted = applyRoomEvent(known, room(12, 43), true).state;
    const whole = applySnapshot(
      counted,
      sampleEngagement({ version: 12, likeCount: 43, liked: true }),
    );
    expect(whole.verdict).toBe("applied");
    expect(shownOf(whole.state)).toMatchObject({ liked: true, likeCount: 43 });
    const older = applySnapshot(counted, liked);
    expect(shownOf(older.state)).toMatchObject({ liked: true, likeCount: 43, version: 12 });
  });

  it("[C1] an older word of my own heart, or another of the same version, does not take it back", () => {
    const mine = applySnapshot(known, liked).state;
    for (const version of [11, 10, 3]) {
      const late = applySnapshot(mine, sampleEngagement({ version, liked: false }));
      expect(late).toMatchObject({ verdict: "ignored", state: mine });
    }
  });

  it("[C2] a room event that does not name me leaves my heart as it was", () => {
    const mine = applySnapshot(EMPTY_CONTENT, liked).state;
    expect(shownOf(applyRoomEvent(mine, room(12, 43), true).state)).toMatchObject({
      liked: true,
      likeCount: 43,
    });
    expect(shownOf(applyRoomEvent(mine, room(12, 41, false), true).state)).toMatchObject({
      liked: false,
      likeCount: 41,
    });
  });

  it("[C7] another epoch: the numbers stay on screen and anything received next is newer", () => {
    const forgotten = invalidate(known);
    expect(shownOf(forgotten)).toMatchObject({ likeCount: 41, version: -1 });
    const next = applySnapshot(forgotten, sampleEngagement({ version: 3, likeCount: 2 })).state;
    expect(shownOf(next)).toMatchObject({ likeCount: 2, version: 3 });
  });

  it("[C7] what waited in an epoch that is over is forgotten with it", () => {
    const waiting = applyRoomEvent(markSent(setIntent(known, true)), room(50, 90), true).state;
    const answer = sampleEngagement({ version: 2, likeCount: 5, liked: true });
    const settled = acknowledge(invalidate(waiting), answer, true);
    expect(shownOf(settled)).toMatchObject({ version: 2, likeCount: 5, liked: true });
  });

  it("[C3] any order and repetition of messages ends in the same state", () => {
    const message = fc.nat({ max: 30 }).chain((version) =>
      fc.record({
        version: fc.constant(version),
        kind: fc.constantFrom("whole", "room", "naming" as const),
      }),
    );
    const history = fc
      .array(message, { minLength: 1, maxLength: 12 })
      .chain((all) =>
        fc.tuple(
          fc.constant(all),
          fc.shuffledSubarray([...all, ...all], { minLength: all.length * 2 }),
        ),
      );
    fc.assert(
      fc.property(history, ([once, shuffled]) => {
        expect(applyAll(shuffled)).toEqual(applyAll(once));
      }),
      { numRuns: 2_000 },
    );
  });
});

/** What the server would say at a version: a like of mine is active at every third. */
function applyAll(messages: { version: number; kind: string }[]): ContentState {
  return messages.reduce((state, { version, kind }) => {
    const view: ViewerEngagement = sampleEngagement({
      version,
      likeCount: version * 2,
      liked: version % 3 === 0,
    });
    if (kind === "whole") return applySnapshot(state, view).state;
    return applyRoomEvent(
      state,
      roomMessage(view, kind === "naming" ? view.liked : undefined),
      true,
    ).state;
  }, EMPTY_CONTENT);
}

describe("overlay", () => {
  it("[C4] shown is truth plus intent: the count moves by their difference and never twice", () => {
    const intended = setIntent(known, true);
    expect(shownOf(intended)).toMatchObject({ liked: true, likeCount: 42, isPending: true });
    expect(shownOf(setIntent(intended, true)).likeCount).toBe(42);
    expect(shownOf(setIntent(intended, false))).toMatchObject({ liked: false, likeCount: 41 });
    const toldOwn = applySnapshot(markSent(intended), liked).state;
    expect(shownOf(toldOwn)).toMatchObject({ liked: true, likeCount: 42, isPending: true });
  });

  it("[C5] while a like intent of mine may have landed, room events wait and are adopted by version", () => {
    const sent = markSent(setIntent(known, true));
    const received = applyRoomEvent(sent, room(12, 43), true);
    expect(received.verdict).toBe("held");
    expect(shownOf(received.state)).toMatchObject({ likeCount: 42, version: 10 });
    const settled = acknowledge(received.state, liked, true);
    expect(shownOf(settled)).toMatchObject({ likeCount: 43, liked: true, isPending: false });
    expect(applyRoomEvent(settled, room(14, 44), true).verdict).toBe("applied");
    const older = acknowledge(
      applyRoomEvent(sent, room(11, 42), true).state,
      { ...liked, version: 13 },
      true,
    );
    expect(shownOf(older)).toMatchObject({ version: 13, likeCount: 42 });
  });

  it("[C5] of the held events the newest and the newest that names me are kept", () => {
    const sent = markSent(setIntent(known, true));
    const state = [room(12, 43, false), room(14, 45), room(13, 44)].reduce<ContentState>(
      (each, message) => applyRoomEvent(each, message, true).state,
      sent,
    );
    expect(state.held.map((each) => each.engagement.version)).toEqual([12, 14]);
    expect(shownOf(dropIntent(state))).toMatchObject({ version: 14, likeCount: 45, liked: false });
  });

  it("[C6] a failed like intent falls back to the current truth, not to the number when it was made", () => {
    const sent = markSent(setIntent(known, true));
    const meanwhile = applyRoomEvent(sent, room(15, 50), true).state;
    expect(shownOf(dropIntent(meanwhile))).toMatchObject({ likeCount: 50, liked: false });
  });

  it("[C63] before its room is joined an event waits: the answer may hold a like of my other device", () => {
    const early = applyRoomEvent(known, room(12, 43), false);
    expect(early.verdict).toBe("held");
    expect(shownOf(early.state)).toMatchObject({ likeCount: 41, liked: false });
    const received = applySnapshot(early.state, { ...liked, version: 11, likeCount: 42 }).state;
    expect(shownOf(enterRoom(received))).toMatchObject({ likeCount: 43, liked: true, version: 12 });
    const leftOut = enterRoom(early.state);
    expect(shownOf(leftOut)).toMatchObject({ likeCount: 43, liked: false, version: 12 });
    const underWay = markSent(setIntent(early.state, true));
    expect(enterRoom(underWay).held).toHaveLength(1);
  });

  it("[C5] a refusal means nothing landed: what was held is shown, the intent stays", () => {
    const held = applyRoomEvent(markSent(setIntent(known, true)), room(12, 43), true).state;
    expect(shownOf(reject(held))).toMatchObject({ likeCount: 44, liked: true, isPending: true });
  });

  it("[C4] an answer to an earlier like intent leaves the later one in place", () => {
    const later = setIntent(markSent(setIntent(known, true)), false);
    expect(shownOf(acknowledge(later, liked, false))).toMatchObject({
      liked: false,
      likeCount: 41,
      isPending: true,
    });
  });

  it("[C4] the shown count is never below zero", () => {
    const empty = applySnapshot(
      EMPTY_CONTENT,
      sampleEngagement({ likeCount: 0, liked: true }),
    ).state;
    expect(shownOf(setIntent(empty, false)).likeCount).toBe(0);
    expect(shownOf(EMPTY_CONTENT)).toMatchObject({ isKnown: false, likeCount: 0 });
  });
});

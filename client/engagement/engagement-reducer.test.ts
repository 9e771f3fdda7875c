import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ViewerEngagement } from "@/protocol/views";
import { likeEvent, sampleEngagement } from "../testing/sample-views";
import {
  type ContentState,
  EMPTY_CONTENT,
  enterRoom,
  forget,
  giveUp,
  hearRoom,
  hearWhole,
  type Message,
  press,
  refuse,
  roomMessage,
  send,
  settle,
  shownOf,
} from "./engagement-reducer";

const known = hearWhole(EMPTY_CONTENT, sampleEngagement()).state;
const liked = sampleEngagement({ likeCount: 42, version: 11, liked: true });

function room(version: number, likeCount: number, own?: boolean): Message {
  return roomMessage(likeEvent({ version, likeCount }), own);
}

describe("truth", () => {
  it("[C1] a message of the same or a lower version changes nothing", () => {
    for (const version of [10, 9, 0]) {
      const heard = hearRoom(known, room(version, 7), true);
      expect(heard).toMatchObject({ verdict: "ignored", state: known });
    }
    expect(hearRoom(known, room(11, 42), true).verdict).toBe("applied");
  });

  it("[C1] my own heart has a guard of its own: a count heard first does not hide it", () => {
    const counted = hearRoom(known, room(12, 43), true).state;
    const whole = hearWhole(counted, sampleEngagement({ version: 12, likeCount: 43, liked: true }));
    expect(whole.verdict).toBe("applied");
    expect(shownOf(whole.state)).toMatchObject({ liked: true, likeCount: 43 });
    const older = hearWhole(counted, liked);
    expect(shownOf(older.state)).toMatchObject({ liked: true, likeCount: 43, version: 12 });
  });

  it("[C1] an older word of my own heart, or another of the same version, does not take it back", () => {
    const mine = hearWhole(known, liked).state;
    for (const version of [11, 10, 3]) {
      const late = hearWhole(mine, sampleEngagement({ version, liked: false }));
      expect(late).toMatchObject({ verdict: "ignored", state: mine });
    }
  });

  it("[C2] a room event that does not name me leaves my heart as it was", () => {
    const mine = hearWhole(EMPTY_CONTENT, liked).state;
    expect(shownOf(hearRoom(mine, room(12, 43), true).state)).toMatchObject({
      liked: true,
      likeCount: 43,
    });
    expect(shownOf(hearRoom(mine, room(12, 41, false), true).state)).toMatchObject({
      liked: false,
      likeCount: 41,
    });
  });

  it("[C7] another epoch: the numbers stay on screen and anything told next is newer", () => {
    const forgotten = forget(known);
    expect(shownOf(forgotten)).toMatchObject({ likeCount: 41, version: -1 });
    const next = hearWhole(forgotten, sampleEngagement({ version: 3, likeCount: 2 })).state;
    expect(shownOf(next)).toMatchObject({ likeCount: 2, version: 3 });
  });

  it("[C7] what waited in an epoch that is over is forgotten with it", () => {
    const waiting = hearRoom(send(press(known, true)), room(50, 90), true).state;
    const answer = sampleEngagement({ version: 2, likeCount: 5, liked: true });
    const settled = settle(forget(waiting), answer, true);
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
        expect(hearAll(shuffled)).toEqual(hearAll(once));
      }),
      { numRuns: 2_000 },
    );
  });
});

/** What the server would say at a version: a like of mine stands at every third. */
function hearAll(messages: { version: number; kind: string }[]): ContentState {
  return messages.reduce((state, { version, kind }) => {
    const view: ViewerEngagement = sampleEngagement({
      version,
      likeCount: version * 2,
      liked: version % 3 === 0,
    });
    if (kind === "whole") return hearWhole(state, view).state;
    return hearRoom(state, roomMessage(view, kind === "naming" ? view.liked : undefined), true)
      .state;
  }, EMPTY_CONTENT);
}

describe("overlay", () => {
  it("[C4] shown is truth plus intent: the count moves by their difference and never twice", () => {
    const pressed = press(known, true);
    expect(shownOf(pressed)).toMatchObject({ liked: true, likeCount: 42, isPending: true });
    expect(shownOf(press(pressed, true)).likeCount).toBe(42);
    expect(shownOf(press(pressed, false))).toMatchObject({ liked: false, likeCount: 41 });
    const toldMyself = hearWhole(send(pressed), liked).state;
    expect(shownOf(toldMyself)).toMatchObject({ liked: true, likeCount: 42, isPending: true });
  });

  it("[C5] while a press of mine may have landed, room events wait and are adopted by version", () => {
    const sent = send(press(known, true));
    const heard = hearRoom(sent, room(12, 43), true);
    expect(heard.verdict).toBe("held");
    expect(shownOf(heard.state)).toMatchObject({ likeCount: 42, version: 10 });
    const settled = settle(heard.state, liked, true);
    expect(shownOf(settled)).toMatchObject({ likeCount: 43, liked: true, isPending: false });
    expect(hearRoom(settled, room(14, 44), true).verdict).toBe("applied");
    const older = settle(hearRoom(sent, room(11, 42), true).state, { ...liked, version: 13 }, true);
    expect(shownOf(older)).toMatchObject({ version: 13, likeCount: 42 });
  });

  it("[C5] of the held events the newest and the newest that names me are kept", () => {
    const sent = send(press(known, true));
    const state = [room(12, 43, false), room(14, 45), room(13, 44)].reduce<ContentState>(
      (each, message) => hearRoom(each, message, true).state,
      sent,
    );
    expect(state.held.map((each) => each.engagement.version)).toEqual([12, 14]);
    expect(shownOf(giveUp(state))).toMatchObject({ version: 14, likeCount: 45, liked: false });
  });

  it("[C6] a failed press falls back to the truth of now, not to the number at the press", () => {
    const sent = send(press(known, true));
    const meanwhile = hearRoom(sent, room(15, 50), true).state;
    expect(shownOf(giveUp(meanwhile))).toMatchObject({ likeCount: 50, liked: false });
  });

  it("[C63] before its room is joined an event waits: the answer may tell of a heart of my other device", () => {
    const early = hearRoom(known, room(12, 43), false);
    expect(early.verdict).toBe("held");
    expect(shownOf(early.state)).toMatchObject({ likeCount: 41, liked: false });
    const told = hearWhole(early.state, { ...liked, version: 11, likeCount: 42 }).state;
    expect(shownOf(enterRoom(told))).toMatchObject({ likeCount: 43, liked: true, version: 12 });
    const leftOut = enterRoom(early.state);
    expect(shownOf(leftOut)).toMatchObject({ likeCount: 43, liked: false, version: 12 });
    const underWay = send(press(early.state, true));
    expect(enterRoom(underWay).held).toHaveLength(1);
  });

  it("[C5] a refusal means nothing landed: what was held is shown, the wish stays", () => {
    const held = hearRoom(send(press(known, true)), room(12, 43), true).state;
    expect(shownOf(refuse(held))).toMatchObject({ likeCount: 44, liked: true, isPending: true });
  });

  it("[C4] an answer to an earlier press leaves the later one standing", () => {
    const later = press(send(press(known, true)), false);
    expect(shownOf(settle(later, liked, false))).toMatchObject({
      liked: false,
      likeCount: 41,
      isPending: true,
    });
  });

  it("[C4] the shown count is never below zero", () => {
    const empty = hearWhole(EMPTY_CONTENT, sampleEngagement({ likeCount: 0, liked: true })).state;
    expect(shownOf(press(empty, false)).likeCount).toBe(0);
    expect(shownOf(EMPTY_CONTENT)).toMatchObject({ isKnown: false, likeCount: 0 });
  });
});

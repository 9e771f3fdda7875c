import { describe, expect, it } from "vitest";
import type { Liker } from "@/protocol/views";
import { ME, samplePerson, sampleTime } from "../testing/sample-views";
import { type LikersNow, showLikers } from "./shown-likers";

function liker(number: number): Liker {
  return { ...samplePerson(number), likedAt: sampleTime(number) };
}

function likerState(number: number, version: number, isLiked = true) {
  return { person: samplePerson(number), version, isLiked };
}

/** The list of persons 3 and 2, read at version 10. */
function shown(now: Partial<LikersNow>, listed = [liker(3), liker(2)]): string[] {
  return showLikers(listed, {
    viewer: ME,
    liked: false,
    likedAtVersion: null,
    likerStates: [],
    listedAtVersion: 10,
    hasMore: false,
    ...now,
  }).map((each) => each.displayName);
}

describe("shown likers", () => {
  it("[C90] I am among them exactly while my heart shows it", () => {
    expect(shown({ liked: true })).toEqual(["Person 1", "Person 3", "Person 2"]);
    expect(shown({ liked: true }, [liker(3), liker(1)])).toEqual(["Person 3", "Person 1"]);
    expect(shown({ liked: false }, [liker(3), liker(1)])).toEqual(["Person 3"]);
    expect(shown({ viewer: null, liked: false })).toEqual(["Person 3", "Person 2"]);
  });

  it("[C90] in a list that goes on I come at my place, unless I liked just now", () => {
    expect(shown({ liked: true, hasMore: true })).toEqual(["Person 3", "Person 2"]);
    const liked = { liked: true, hasMore: true, likedAtVersion: 12 };
    expect(shown(liked)).toEqual(["Person 1", "Person 3", "Person 2"]);
    const likerStates = [likerState(5, 13), likerState(4, 12)];
    expect(shown({ ...liked, likerStates })).toEqual([
      "Person 5",
      "Person 1",
      "Person 4",
      "Person 3",
      "Person 2",
    ]);
  });

  it("[C90] others come and go with what is received of them after the list was asked for", () => {
    expect(shown({ likerStates: [likerState(2, 12, false), likerState(4, 11)] })).toEqual([
      "Person 4",
      "Person 3",
    ]);
    expect(shown({ likerStates: [likerState(4, 10), likerState(2, 10, false)] })).toEqual([
      "Person 3",
      "Person 2",
    ]);
    expect(shown({ likerStates: [likerState(3, 11)] })).toEqual(["Person 3", "Person 2"]);
    const { likedAt } = showLikers([liker(3)], {
      viewer: null,
      liked: false,
      likedAtVersion: null,
      likerStates: [likerState(3, 11)],
      listedAtVersion: 10,
      hasMore: false,
    })[0] as Liker;
    expect(likedAt).toBe(sampleTime(3));
  });
});

import { describe, expect, it } from "vitest";
import { likeEvent, ME, POST, samplePerson } from "../testing/sample-views";
import { VirtualClock } from "../testing/virtual-clock";
import { PULSE_EVERY_MS, RecentLikes, recentPeople } from "./recent-likes";

const { contentId } = POST;

function receive(likes: RecentLikes, number: number, version: number, isLiked = true): void {
  likes.receive(likeEvent({ version }), [{ ...samplePerson(number), isLiked }]);
}

function names(likes: RecentLikes, initial = [samplePerson(8), samplePerson(9)]): string[] {
  const rendered = { people: initial, version: 10 };
  return recentPeople(rendered, likes.read(contentId)).map((each) => each.displayName);
}

describe("recent likes", () => {
  it("[C33] at most three people, newest first; who takes a like back leaves", () => {
    const likes = new RecentLikes(new VirtualClock(), ME.userId);
    receive(likes, 2, 11);
    receive(likes, 3, 12);
    expect(names(likes)).toEqual(["Person 3", "Person 2", "Person 8"]);
    receive(likes, 8, 13, false);
    expect(names(likes)).toEqual(["Person 3", "Person 2", "Person 9"]);
  });

  it("[C33] doubled and late events change nothing; I am never among them", () => {
    const likes = new RecentLikes(new VirtualClock(), ME.userId);
    receive(likes, 2, 12, false);
    const before = likes.read(contentId);
    receive(likes, 2, 12, false);
    receive(likes, 2, 11, true);
    receive(likes, 1, 20);
    expect(likes.read(contentId)).toBe(before);
  });

  it("[C34] in a storm the heart pulses at most every 300 ms, and rests after it", async () => {
    const clock = new VirtualClock();
    const likes = new RecentLikes(clock, ME.userId);
    let pulses = 0;
    likes.subscribe(contentId, () => {
      pulses = likes.read(contentId).pulse;
    });
    for (let index = 0; index < 100; index += 1) {
      receive(likes, 100 + index, 100 + index);
      await clock.advance(30);
    }
    expect(pulses).toBeGreaterThanOrEqual(3_000 / PULSE_EVERY_MS - 1);
    expect(pulses).toBeLessThanOrEqual(3_000 / PULSE_EVERY_MS + 1);
  });

  it("[C18] stopped, no pulse is to come", () => {
    const clock = new VirtualClock();
    const likes = new RecentLikes(clock, ME.userId);
    receive(likes, 2, 11);
    receive(likes, 3, 12);
    expect(clock.pendingTimers).toBe(1);
    likes.stop();
    expect(clock.pendingTimers).toBe(0);
  });

  it("[C91] the likers the server named last count, and what is received after them", () => {
    const likes = new RecentLikes(new VirtualClock(), ME.userId);
    receive(likes, 2, 11);
    receive(likes, 3, 14);
    const known = (version: number, ...numbers: number[]) =>
      likes.deliver(contentId, { people: numbers.map(samplePerson), version });
    known(13, 5, 6);
    expect(names(likes)).toEqual(["Person 3", "Person 5", "Person 6"]);
    known(12, 7);
    expect(names(likes)).toEqual(["Person 3", "Person 5", "Person 6"]);
    const later = { people: [samplePerson(9)], version: 14 };
    expect(recentPeople(later, likes.read(contentId))).toEqual(later.people);
    likes.forget();
    expect(names(likes)).toEqual(["Person 8", "Person 9"]);
  });

  it("[C34] an unlike and my own like do not pulse", () => {
    const likes = new RecentLikes(new VirtualClock(), ME.userId);
    receive(likes, 2, 11, false);
    receive(likes, 1, 12);
    expect(likes.read(contentId).pulse).toBe(0);
  });
});

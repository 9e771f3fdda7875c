// Who is named under a count, at every combination of count, own like and known people.
import { describe, expect, it } from "vitest";
import type { Person } from "@/protocol/views";
import { likedByText } from "./liked-by-text";

const people: Person[] = ["cleo", "dao", "eli"].map((username) => ({
  userId: username,
  username,
  displayName: username,
  avatarUrl: null,
}));

describe("liked by", () => {
  it("[C51] names the two newest and counts everybody else, the viewer included", () => {
    const { named, otherCount } = likedByText(1_204, true, people);
    expect(named.map((person) => person.username)).toEqual(["cleo", "dao"]);
    expect(otherCount).toBe(1_202);
  });

  it("[C51] says so when the viewer is the only one", () => {
    expect(likedByText(1, true, [])).toEqual({ named: [], otherCount: 1, isOnlyMe: true });
    expect(likedByText(1, false, people).isOnlyMe).toBe(false);
  });

  it("[C51] never names more people than like it, and the parts always add up to the count", () => {
    for (let likeCount = 0; likeCount < 6; likeCount += 1) {
      for (const liked of [false, true].slice(0, likeCount === 0 ? 1 : 2)) {
        for (let known = 0; known <= people.length; known += 1) {
          const { named, otherCount } = likedByText(likeCount, liked, people.slice(0, known));
          expect(named.length).toBeLessThanOrEqual(likeCount - (liked ? 1 : 0));
          expect(named.length + otherCount).toBe(likeCount);
        }
      }
    }
  });
});

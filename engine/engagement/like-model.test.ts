// Runs the engine beside a plain model (test/models/like-model.ts). Several people on several devices get the
// same answers and inboxes from both. More runs: LIKE_MODEL_RUNS=5000.
import fc from "fast-check";
import { expect, test } from "vitest";
import type { LikeToggleAnswer } from "@/protocol/views";
import { LikeModel, type ShownGroup } from "@/test/models/like-model";
import { sharedTestEngine } from "@/test/servers/engine-fixture";

const RUNS = Number(process.env.LIKE_MODEL_RUNS ?? 80);
const PEOPLE = 3;
const POSTS = 3;
const opened = sharedTestEngine();

type Step =
  | {
      do: "set";
      who: number;
      what: number;
      liked: boolean;
      device: { id: string; seq: number } | null;
    }
  | { do: "toggle"; who: number; what: number; key: string | null }
  | { do: "follow"; who: number; whom: number; follows: boolean }
  | { do: "read"; who: number; behind: number }
  | { do: "delete"; what: number };

const who = fc.nat(PEOPLE - 1);
/** Mostly the first post, so that much happens to one. */
const what = fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat(POSTS - 1));
const device = fc.record({ id: fc.constantFrom("phone", "desk", "tablet"), seq: fc.nat(6) });
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("set" as const),
      who,
      what,
      liked: fc.boolean(),
      device: fc.option(device, { nil: null }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("toggle" as const),
      who,
      what,
      key: fc.option(fc.constantFrom("a", "b", "c"), { nil: null }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("follow" as const),
      who,
      whom: who,
      follows: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("read" as const), who, behind: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("delete" as const), what }) },
);

/** One run: the people and posts of both sides, and what the keys were answered. */
class Run {
  readonly model = new LikeModel();
  readonly people: { userId: string; username: string }[] = [];
  readonly contentIds: string[] = [];
  readonly #keys = new Map<string, { what: number; answer: LikeToggleAnswer }>();
  /** Model moments and the inbox versions of the same instant, by person. */
  readonly #seen: { who: number; moment: number; version: number }[] = [];

  async prepare(): Promise<void> {
    const { makePerson, makePost } = opened();
    while (this.people.length < PEOPLE) this.people.push(await makePerson("model"));
    for (let each = 0; each < POSTS; each++) {
      const author = each % 2;
      const isForFollowers = each === 2;
      const post = await makePost(this.#id(author), isForFollowers ? "followers" : "public");
      this.contentIds.push(post.contentId);
      this.model.posts.push({ author, isForFollowers, isGone: false, version: 0 });
    }
  }

  #id(index: number): string {
    return this.people[index]?.userId ?? "";
  }

  #contentId(index: number): string {
    return this.contentIds[index] ?? "";
  }

  async set(step: Extract<Step, { do: "set" }>): Promise<void> {
    const { who, what, liked, device } = step;
    const intent = {
      contentId: this.#contentId(what),
      liked,
      ...(device ? { deviceId: device.id, seq: device.seq } : {}),
    };
    const answering = opened().engine.likes.setLike(this.#id(who), intent);
    if (!this.model.setLike(who, what, liked, device ?? undefined)) {
      await expect(answering).rejects.toMatchObject({ code: "NOT_FOUND" });
      return;
    }
    expect(await answering).toMatchObject({
      liked: this.model.likes(who, what),
      likeCount: this.model.likeCount(what),
      version: this.model.posts[what]?.version,
    });
  }

  async toggle({ who, what, key }: Extract<Step, { do: "toggle" }>): Promise<void> {
    const body = { content_type: "post" as const, content_id: this.#contentId(what) };
    const answering = opened().engine.likes.toggleLike(this.#id(who), body, key ?? undefined);
    const kept = key === null ? undefined : this.#keys.get(`${who} ${key}`);
    if (kept) {
      if (kept.what === what) expect(await answering).toEqual(kept.answer);
      else await expect(answering).rejects.toMatchObject({ code: "CONFLICT" });
      return;
    }
    if (!this.model.setLike(who, what, null)) {
      await expect(answering).rejects.toMatchObject({ code: "NOT_FOUND" });
      return;
    }
    const answer = await answering;
    expect(answer).toMatchObject({
      liked: this.model.likes(who, what),
      total_likes: this.model.likeCount(what),
    });
    if (key !== null) this.#keys.set(`${who} ${key}`, { what, answer });
  }

  async follow({ who, whom, follows }: Extract<Step, { do: "follow" }>): Promise<void> {
    if (who === whom) return;
    this.model.follow(who, whom, follows);
    const page = await opened().engine.people.setFollow(
      this.#id(who),
      this.people[whom]?.username ?? "",
      follows,
    );
    expect(page.isFollowed).toBe(follows);
  }

  /** Reads up to what was seen some steps ago: what came since stays unread. */
  async read({ who, behind }: Extract<Step, { do: "read" }>): Promise<void> {
    const mine = this.#seen.filter((each) => each.who === who);
    const seen = mine.at(-1 - behind) ?? mine[0];
    if (!seen) return;
    this.model.readUpTo(who, seen.moment);
    await opened().engine.notifications.markRead(this.#id(who), { upTo: seen.version });
  }

  async remove({ what }: Extract<Step, { do: "delete" }>): Promise<void> {
    const post = this.model.posts[what];
    if (!post || post.isGone) return;
    this.model.remove(what);
    await opened().engine.contents.deleteContent(this.#id(post.author), this.#contentId(what));
  }

  /** Both sides show the same inboxes. */
  async compare(): Promise<void> {
    for (const [index, { userId }] of this.people.entries()) {
      const inbox = await opened().engine.notifications.listNotifications(userId, { limit: 100 });
      const shown = inbox.items.map(
        (item): ShownGroup => ({
          type: item.type,
          subject:
            item.type === "like"
              ? `post ${this.contentIds.indexOf(item.data.contentId)}`
              : `person ${index}`,
          actorCount: item.actorCount,
          isRead: item.isRead,
        }),
      );
      expect(sorted(shown)).toEqual(sorted(this.model.shownTo(index)));
      expect(inbox.unreadCount).toBe(this.model.unreadCount(index));
      const { inboxVersion: version } = inbox;
      this.#seen.push({ who: index, moment: this.model.moment, version });
    }
  }
}

function sorted(groups: ShownGroup[]): string[] {
  return groups.map((group) => JSON.stringify(group)).sort();
}

test("[L33] whatever people do, hearts, answers, keys and inboxes are as a plain model says", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyStep, { minLength: 1, maxLength: 30, size: "max" }),
      async (steps) => {
        const run = new Run();
        await run.prepare();
        for (const step of steps) {
          if (step.do === "set") await run.set(step);
          else if (step.do === "toggle") await run.toggle(step);
          else if (step.do === "follow") await run.follow(step);
          else if (step.do === "read") await run.read(step);
          else await run.remove(step);
          await run.compare();
        }
      },
    ),
    { numRuns: RUNS },
  );
  expect(await opened().audit()).toEqual([]);
}, 600_000);

// The socket sends a content exactly to those to whom HTTP would show it at that moment, and shows the same.
// Random follows, unfollows, posts, likes and deletions, before an owner, followers, strangers and visitors.
import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { type Content, contentSchema } from "@/protocol/views";
import { type Listener, sharedStack } from "@/test/servers/server-fixture";
import { waitUntil } from "@/test/wait-until";

const RUNS = Number(process.env.AUDIENCE_RUNS ?? 10);
const OTHERS = 3;
const POSTS = 3;
const stack = sharedStack();

let owner: Listener;
let others: Listener[];
beforeAll(async () => {
  owner = await stack().listen();
  others = [];
  while (others.length < OTHERS) others.push(await stack().listen());
});

type Step =
  | { do: "follow" | "unfollow"; who: number }
  | { do: "post"; visibility: "public" | "followers" }
  | { do: "like"; who: number; what: number }
  | { do: "delete"; what: number };

const who = fc.nat(OTHERS - 1);
const what = fc.nat(POSTS - 1);
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constantFrom("follow" as const, "unfollow" as const), who }),
  fc.record({
    do: fc.constant("post" as const),
    visibility: fc.constantFrom("public" as const, "followers" as const),
  }),
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant("like" as const), who: fc.nat(OTHERS), what }),
  },
  fc.record({ do: fc.constant("delete" as const), what }),
);

function everybody(): Listener[] {
  return [owner, ...others];
}

function refOf({ contentId, contentType }: Content) {
  return { contentId, contentType };
}

/** What HTTP shows to whom, with null for a visitor without a session. */
async function shown(post: Content, viewer: Listener | null): Promise<Content | null> {
  const token = viewer ? { token: viewer.token } : {};
  const response = await stack().request("GET", `/api/content/${post.contentId}`, token);
  if (response.status === 404) return null;
  expect(response.status).toBe(200);
  return contentSchema.parse(await response.json());
}

/** Everybody asks for the room, as a page would; who is answered is who may see it. */
async function joinAll(post: Content): Promise<Set<Listener>> {
  const inside = new Set<Listener>();
  for (const each of everybody()) {
    const { data } = await each.ask("content:join", { contents: [refOf(post)] });
    const visible = await shown(post, each);
    expect(data.missing, "joined as shown").toEqual(visible ? [] : [post.contentId]);
    const [joined] = data.contents as Record<string, unknown>[];
    if (!visible) continue;
    const { viewerCount, recentLikers, ...engagement } = joined as Record<string, unknown>;
    expect(engagement, "joined with the same fields").toEqual(visible.engagement);
    expect(recentLikers, "and the same names").toEqual(visible.recentLikers);
    expect(viewerCount).toBeGreaterThan(0);
    inside.add(each);
  }
  return inside;
}

async function flush(): Promise<void> {
  await Promise.all(everybody().map((each) => each.ask("sync", { contents: {} })));
}

/** Everything a listener received of this content since it was cleared, except that it is gone. */
function receivedOf(listener: Listener, contentId: string) {
  return listener.received.filter(
    ({ event, payload }) =>
      event !== "content:removed" && JSON.stringify(payload).includes(contentId),
  );
}

function clear(): void {
  for (const each of everybody()) each.received.length = 0;
}

const ROOM_EVENT = /^(post:|like:count)/;
const COUNTS = ["contentId", "contentType", "likeCount", "commentCount", "repostCount", "version"];

/** A like by one of them: the event reaches exactly those who watch and may see, with HTTP's numbers. */
async function like(post: Content, index: number, isGone: boolean): Promise<void> {
  const actor = everybody()[index] as Listener;
  const joined = isGone ? new Set<Listener>() : await joinAll(post);
  await flush();
  clear();
  const before = await shown(post, actor);
  const answer = await actor.ask("like:set", {
    ...refOf(post),
    liked: !before?.engagement.liked,
    deviceId: "audience",
    seq: nextSeq++,
  });
  expect(answer.ok, "liked as shown").toBe(before !== null);
  if (answer.ok) {
    await waitUntil("the last to hear", () =>
      [...joined].every((each) =>
        receivedOf(each, post.contentId).some(({ event }) => ROOM_EVENT.test(event)),
      ),
    );
  }
  await flush();
  for (const each of everybody()) {
    const visible = await shown(post, each);
    const events = receivedOf(each, post.contentId).filter(({ event }) =>
      /^(like|post):/.test(event),
    );
    expect(events.length > 0, "sent if and only if shown").toBe(answer.ok && visible !== null);
    for (const { payload } of events) {
      for (const field of COUNTS) {
        expect(payload[field], field).toEqual(Reflect.get(visible?.engagement ?? {}, field));
      }
    }
  }
}
let nextSeq = 1;

/** Announced to exactly those to whom it is shown. */
async function post(visibility: "public" | "followers"): Promise<Content> {
  await flush();
  clear();
  const made = await stack().makePost(owner.userId, visibility);
  const seen: Listener[] = [];
  for (const each of others) if (await shown(made, each)) seen.push(each);
  await waitUntil("it to be announced", () =>
    seen.every((each) => each.of("feed:new").length === 1),
  );
  await flush();
  for (const each of others) {
    expect(each.of("feed:new").length, "announced if shown").toBe(seen.includes(each) ? 1 : 0);
  }
  expect((await shown(made, null)) !== null, "a visitor sees what is public").toBe(
    visibility === "public",
  );
  return made;
}

/** Takes somebody's right away and proves that it is gone at once: no event of what is hidden now. */
async function unfollow(index: number, posts: Content[]): Promise<void> {
  const leaver = others[index] as Listener;
  await Promise.all(posts.map(joinAll));
  await stack().request("DELETE", `/api/users/${owner.username}/follow`, { token: leaver.token });
  clear();
  for (const each of posts) {
    await stack().engine.likes.toggleLike(owner.userId, {
      content_type: "post",
      content_id: each.contentId,
    });
  }
  await waitUntil("the room to hear", () =>
    posts.every((each) =>
      receivedOf(owner, each.contentId).some(({ event }) => ROOM_EVENT.test(event)),
    ),
  );
  await flush();
  for (const each of posts) {
    if (await shown(each, leaver)) continue;
    expect(receivedOf(leaver, each.contentId), "nothing after leaving").toEqual([]);
  }
}

async function remove(gone: Content): Promise<void> {
  await joinAll(gone);
  await stack().request("DELETE", `/api/content/${gone.contentId}`, { token: owner.token });
  await flush();
  for (const each of [...everybody(), null]) expect(await shown(gone, each)).toBeNull();
  for (const each of others) await each.ask("content:join", { contents: [refOf(gone)] });
}

test("[S59] for every viewer and content the socket sends if and only if HTTP would show, and the same", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyStep, { minLength: 3, maxLength: 10 }), async (steps) => {
      for (const each of others) {
        await stack().engine.people.setFollow(each.userId, owner.username, false);
      }
      const posts = [await post("public"), await post("followers")];
      const gone = new Set<Content>();
      const standing = () => posts.filter((each) => !gone.has(each));
      for (const step of steps) {
        const target = "what" in step ? (posts[step.what % posts.length] as Content) : null;
        if (step.do === "post") posts.push(await post(step.visibility));
        else if (step.do === "unfollow") await unfollow(step.who, standing());
        else if (step.do === "follow") {
          const { token } = others[step.who] as Listener;
          await stack().request("PUT", `/api/users/${owner.username}/follow`, { token });
        } else if (step.do === "like" && target) await like(target, step.who, gone.has(target));
        else if (target && !gone.has(target)) {
          await remove(target);
          gone.add(target);
        }
      }
      for (const each of everybody()) {
        await each.ask("content:leave", { contents: posts.map(refOf) });
      }
      expect(await stack().audit()).toEqual([]);
    }),
    { numRuns: RUNS },
  );
}, 240_000);

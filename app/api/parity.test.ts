// Every route of a like is equal. Random intents of several people, each through a random route, end as a
// plain model says. They get the same answers and send the same events to the actor's devices, the room and
// the author.
import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import type { Content } from "@/protocol/views";
import { anyIntent, type Intent, type LikeAnswer, likeThrough } from "@/test/models/like-intents";
import { type Listener, type ReceivedEvent, sharedStack } from "@/test/servers/server-fixture";
import { waitUntil } from "@/test/wait-until";

const RUNS = Number(process.env.PARITY_RUNS ?? 25);
const PEOPLE = 3;
const stack = sharedStack();

/** People with two devices each; the first of them writes the posts. */
let people: { first: Listener; second: Listener }[];
let viewer: Listener;
beforeAll(async () => {
  people = [];
  while (people.length < PEOPLE) {
    const first = await stack().listen();
    people.push({ first, second: await stack().listen(first) });
  }
  viewer = await stack().listen();
});

function everybody(): Listener[] {
  return [viewer, ...people.flatMap(({ first, second }) => [first, second])];
}

/** All that was on its way has arrived. */
async function flush(): Promise<void> {
  await Promise.all(everybody().map((each) => each.ask("sync", { contents: {} })));
}

/** The model: hearts, and the newest number of each device. */
class Model {
  readonly hearts = Array<boolean>(PEOPLE).fill(false);
  readonly #newest = new Map<string, number>();
  readonly #numbers = new Map<string, number>();
  version = 0;

  get likeCount(): number {
    return this.hearts.filter(Boolean).length;
  }

  /** The number of the like intent: higher, repeated or older. */
  number({ who, device }: Intent): number | undefined {
    if (!device) return undefined;
    const key = `${who} ${device.id}`;
    const number = Math.max(0, (this.#numbers.get(key) ?? 1) + device.rise);
    this.#numbers.set(key, number);
    return number;
  }

  /** True when the heart moves. */
  apply({ who, liked, entryPoint, device }: Intent, number: number | undefined): boolean {
    const key = `${who} ${device?.id}`;
    if (number !== undefined) {
      if (number <= (this.#newest.get(key) ?? -1)) return false;
      this.#newest.set(key, number);
    }
    const wanted = entryPoint.startsWith("toggle") ? !this.hearts[who] : liked;
    if (wanted === this.hearts[who]) return false;
    this.hearts[who] = wanted;
    this.version++;
    return true;
  }
}

/** An intent as its route can carry it: toggles know no devices, sockets always have one. */
function fitting(intent: Intent): Intent {
  if (intent.entryPoint.startsWith("toggle")) return { ...intent, device: null };
  if (!intent.entryPoint.startsWith("socket") || intent.device) return intent;
  return { ...intent, device: { id: "phone", rise: 1 } };
}

const MOMENTS = new Set(["eventId", "occurredAt"]);
/** The like events received, without ids and times of sending. */
function likesReceived({ received }: Listener): ReceivedEvent[] {
  return received
    .filter(({ event }) => /^(like|post):/.test(event))
    .map(({ event, payload }) => ({
      event,
      payload: Object.fromEntries(Object.entries(payload).filter(([name]) => !MOMENTS.has(name))),
    }));
}

function eventsOf(
  post: Content,
  model: Model,
  who: number,
): { own: ReceivedEvent; room: ReceivedEvent } {
  const { first } = people[who] as (typeof people)[number];
  const liked = model.hearts[who] === true;
  const engagement = {
    contentId: post.contentId,
    contentType: "post",
    likeCount: model.likeCount,
    commentCount: 0,
    repostCount: 0,
    version: model.version,
  };
  const own = { ...engagement, liked, reposted: false };
  const room = {
    ...engagement,
    postId: post.contentId,
    userId: first.userId,
    username: first.username,
    isLiked: liked,
    totalLikes: model.likeCount,
  };
  return {
    own: { event: liked ? "like:created" : "like:removed", payload: own },
    room: { event: liked ? "post:liked" : "post:unliked", payload: expect.objectContaining(room) },
  };
}

async function sendLike(post: Content, model: Model, asked: Intent): Promise<void> {
  const intent = fitting(asked);
  const { first, second } = people[intent.who] as (typeof people)[number];
  for (const each of everybody()) each.received.length = 0;
  const seq = model.number(intent);
  const isMoved = model.apply(intent, seq);
  const actor = intent.entryPoint === "socket, again" ? second : first;
  const { contentId } = post;
  const answer = await likeThrough(intent.entryPoint, {
    stack: stack(),
    actor,
    contentId,
    liked: intent.liked,
    ...(intent.device && seq !== undefined ? { deviceId: intent.device.id, seq } : {}),
  });
  const holds: LikeAnswer = {
    liked: model.hearts[intent.who] === true,
    likeCount: model.likeCount,
    ...(intent.entryPoint.startsWith("toggle") ? {} : { version: model.version }),
  };
  expect(answer, intent.entryPoint).toEqual(holds);
  if (isMoved) await waitUntil("the room to hear", () => likesReceived(viewer).length > 0);
  await flush();
  expectReceived(post, model, intent, isMoved);
}

function expectReceived(
  post: Content,
  model: Model,
  { who, entryPoint }: Intent,
  isMoved: boolean,
): void {
  const { own, room } = eventsOf(post, model, who);
  const toRoom = isMoved ? [room] : [];
  expect(likesReceived(viewer), `the room, ${entryPoint}`).toEqual(toRoom);
  people.forEach(({ first, second }, index) => {
    // The author receives likes of others through their own devices; an actor only their own.
    const toThem = index === who && isMoved ? [own] : index === 0 ? toRoom : [];
    for (const device of [first, second]) {
      expect(likesReceived(device), `person ${index}, ${entryPoint} by ${who}`).toEqual(toThem);
    }
  });
}

test("[W52] the same intents through any routes: same state, same answers, same events", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyIntent(PEOPLE), { minLength: 1, maxLength: 14 }),
      async (intents) => {
        const [author] = people;
        const post = await stack().makePost(author?.first.userId ?? "");
        const contents = [{ contentType: "post", contentId: post.contentId }];
        await viewer.ask("content:join", { contents });
        const model = new Model();
        for (const intent of intents) await sendLike(post, model, intent);
        for (const [who, { first }] of people.entries()) {
          const read = await stack().engine.likes.readEngagement(first.userId, post.contentId);
          expect(read).toMatchObject({
            liked: model.hearts[who],
            likeCount: model.likeCount,
            version: model.version,
          });
        }
        await viewer.ask("content:leave", { contents });
        expect(await stack().audit()).toEqual([]);
      },
    ),
    { numRuns: RUNS },
  );
}, 240_000);

test("[W55] a key asked again answers the same through the toggle, and flips nothing", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom("a", "b", "c"), { minLength: 1, maxLength: 8 }),
      async (keys) => {
        const [author, actor] = people.map(({ first }) => first);
        const post = await stack().makePost(author?.userId ?? "");
        const first = new Map<string, unknown>();
        const run = crypto.randomUUID();
        for (const key of keys) {
          const response = await stack().request("POST", "/api/likes", {
            token: actor?.token ?? "",
            body: { content_type: "post", content_id: post.contentId },
            headers: { "Idempotency-Key": `${run}-${key}` },
          });
          const answer: unknown = await response.json();
          expect(answer).toEqual(first.get(key) ?? answer);
          first.set(key, answer);
        }
        const { version } = await stack().engine.likes.readEngagement(null, post.contentId);
        expect(version).toBe(first.size);
      },
    ),
    { numRuns: RUNS },
  );
});

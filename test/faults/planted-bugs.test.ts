// Six bugs on purpose. One run (writers, viewers on an unruly network, a stranger without access, a kill -9)
// passes on the sound product. Each bug is caught by the checker that should.
import { io } from "socket.io-client";
import { afterEach, expect, type TestContext, test, vi } from "vitest";
import type { HeartwireClient } from "@/client/heartwire-client";
import type { StackPerson } from "@/test/servers/signed-in-person";
import { findersOf, judge } from "./checkers";
import { openRig, type Rig, untilAcked } from "./rig";
import type { Plant } from "./server-orders";
import { unrulyTransport } from "./unruly-transport";

afterEach(() => {
  vi.doUnmock("@/client/engagement/engagement-reducer");
  vi.resetModules();
});

interface Planted {
  plant?: Plant;
  Client?: typeof HeartwireClient;
}

/** The run. Answers who found something. */
async function run({ plant, Client }: Planted): Promise<string[]> {
  const rig = await openRig({ ...(plant ? { plant } : {}), writers: 20, viewers: 2 });
  try {
    const secret = await rig.server.ask("post", rig.author.userId, "followers");
    const stranger = rig.people[0] as StackPerson;
    const eyes = knockAndListen(rig, stranger, secret);
    const throughTransport = unrulyTransport({
      delayMaxMs: 400,
      doubleRate: 0.3,
      random: rig.random,
    });
    for (const person of rig.people.slice(0, 4)) {
      rig.look({ person, throughTransport, device: "unruly", ...(Client ? { Client } : {}) });
    }
    const writers = rig.write({ paceMs: 40 });
    await untilAcked(writers, 250, 60_000);
    await pressOwnSecret(rig, secret);
    await eyes.knock();
    await pressOwnSecret(rig, secret);
    await rig.server.kill();
    const paused = writers.pause();
    await rig.restart();
    await paused;
    writers.resume();
    await untilAcked(writers, 40, 60_000);
    await writers.stop();
    const areRight = await rig.untilRight().then(
      () => true,
      () => false,
    );
    eyes.close();
    const hidden = new Map([[secret, new Set([stranger.userId])]]);
    const events = rig.history.events;
    const final = await rig.readFinal();
    const audit = await rig.server.ask("audit");
    return [
      ...findersOf(judge({ events, final: withoutSecret(final, secret), hidden })),
      ...(audit.length > 0 ? ["audit"] : []),
      ...(areRight ? [] : ["viewers"]),
    ];
  } finally {
    await rig.close();
  }
}

type Final = Awaited<ReturnType<Rig["readFinal"]>>;

/** The author's likes of the hidden post are in no history. */
function withoutSecret({ likes, contents }: Final, secret: string): Final {
  return {
    likes: likes.filter(({ contentId }) => contentId !== secret),
    contents: contents.filter(({ contentId }) => contentId !== secret),
  };
}

/** Asks to join a post that is not theirs, and writes down whatever comes of it. */
function knockAndListen({ url, history }: Rig, stranger: StackPerson, secret: string) {
  const at = { process: `${stranger.userId}/secret`, key: secret } as const;
  const socket = io(url, {
    transports: ["websocket"],
    forceNew: true,
    auth: { token: stranger.token },
  });
  socket.onAny((_, payload) => {
    if (payload?.contentId !== secret || payload.likeCount === undefined) return;
    const { likeCount, version, eventId } = payload;
    history.record({ ...at, op: "tell", type: "ok", value: { likeCount, version, eventId } });
  });
  return {
    close: () => socket.disconnect(),
    async knock() {
      const contents = [{ contentType: "post", contentId: secret }];
      history.record({ ...at, op: "read", type: "invoke", value: null });
      const answer = await socket.timeout(7_000).emitWithAck("content:join", { contents });
      const seen = answer.data?.contents[0];
      if (!seen) history.record({ ...at, op: "read", type: "fail", value: { code: "NOT_FOUND" } });
      else history.record({ ...at, op: "read", type: "ok", value: seen });
    },
  };
}

async function pressOwnSecret({ url, author }: Rig, secret: string): Promise<void> {
  for (const liked of [true, false]) {
    await fetch(`${url}/api/content/${secret}/like`, {
      method: "PUT",
      headers: { Authorization: `Bearer ${author.token}`, "Content-Type": "application/json" },
      body: JSON.stringify({ liked }),
    });
  }
}

function score(context: TestContext, bug: string, caughtBy: string[], byRight: string[]) {
  context.task.meta.planted = { bug, caughtBy };
  expect(
    byRight.filter((checker) => caughtBy.includes(checker)),
    `found: ${caughtBy}`,
  ).not.toEqual([]);
}

test("[F22] the sound product passes the run that catches the bugs", async () => {
  expect(await run({})).toEqual([]);
});

const PLANTS: [bug: Plant, byRight: string[]][] = [
  ["count by read-then-write", ["versions"]],
  ["ack before commit", ["lost"]],
  ["join without canSee", ["leaks"]],
  ["no dedupe of (deviceId, seq)", ["lost"]],
  ["notification outside the transaction", ["audit"]],
];

test.for(PLANTS)("[F22] planted: %s", async ([plant, byRight], context) => {
  score(context, plant, await run({ plant }), byRight);
});

test("[F22] planted: no version guard in the client", async (context) => {
  vi.resetModules();
  vi.doMock("@/client/engagement/engagement-reducer", async (importReal) => {
    const real = await importReal<typeof import("@/client/engagement/engagement-reducer")>();
    const applyRoomEvent: typeof real.applyRoomEvent = (state, message, isRoomJoined) =>
      real.applyRoomEvent(real.invalidate(state), message, isRoomJoined);
    return { ...real, applyRoomEvent };
  });
  const { HeartwireClient: Client } = await import("@/client/heartwire-client");
  score(context, "no version guard in the client", await run({ Client }), ["monotone"]);
});

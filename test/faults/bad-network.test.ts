// The network breaks at bad moments: after a like left, before its answer came, silently, or by late and
// doubled events. A like counts once, and screens end right.
import { setTimeout as sleep } from "node:timers/promises";
import { io } from "socket.io-client";
import { expect, test } from "vitest";
import type { ViewerEngagement } from "@/protocol/views";
import { startTcpProxy, type TcpProxy } from "@/test/network/tcp-proxy";
import type { StackPerson } from "@/test/servers/signed-in-person";
import { waitUntil } from "@/test/wait-until";
import { openRig, RIGHT_WITHIN_MS, type Rig, type RigOptions, untilAcked } from "./rig";
import { unrulyTransport } from "./unruly-transport";

async function withRig(options: RigOptions, run: (rig: Rig) => Promise<void>): Promise<void> {
  const rig = await openRig(options);
  try {
    await run(rig);
  } finally {
    await rig.close();
  }
}

interface LikeOperation {
  contentId: string;
  liked: boolean;
  seq: number;
}

/** One like on a connection of its own; null when no answer came. */
async function likeBySocket(url: string, { token }: StackPerson, operation: LikeOperation) {
  const socket = io(url, {
    transports: ["websocket"],
    forceNew: true,
    reconnection: false,
    auth: { token },
  });
  try {
    await waitUntil("the socket to open", () => socket.connected);
    const payload = { contentType: "post", deviceId: "phone", ...operation };
    const answer = await socket.timeout(7_000).emitWithAck("like:set", payload);
    return answer.data as ViewerEngagement;
  } catch {
    return null;
  } finally {
    socket.disconnect();
  }
}

async function likeByHttp(
  url: string,
  { token }: StackPerson,
  { contentId, ...operation }: LikeOperation,
) {
  try {
    const response = await fetch(`${url}/api/content/${contentId}/like`, {
      method: "PUT",
      headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
      body: JSON.stringify({ deviceId: "phone", ...operation }),
    });
    return (await response.json()) as ViewerEngagement;
  } catch {
    return null;
  }
}

/** The first message of an engagement on its way back never arrives. */
function loseNextAnswer(network: TcpProxy): void {
  network.intercept = (direction, bytes) => {
    if (direction === "up" || !bytes.includes('"likeCount"')) return "pass";
    network.intercept = null;
    return "reset";
  };
}

/** What leaves arrives, and then the connection is gone. */
function breakAfterNextQuestion(network: TcpProxy): void {
  network.intercept = (direction) => {
    if (direction === "down") return "pass";
    network.intercept = null;
    setImmediate(network.reset);
    return "pass";
  };
}

test("[F12] a client that stops reading", (context) =>
  withRig({ writers: 10, viewers: 4 }, async (rig) => {
    const deafWay = await startTcpProxy({ host: "127.0.0.1", port: rig.server.port });
    try {
      const url = `http://${deafWay.host}:${deafWay.port}`;
      const person = rig.people[0] as StackPerson;
      const deaf = rig.look({ url, person, device: "deaf" });
      await waitUntil(
        "it to be live",
        () => deaf.client.connectionStore.getState().state === "live",
      );
      const before = await rig.server.ask("stats");
      deafWay.blackhole("present");
      const writers = rig.write({ paceMs: 10 });
      await sleep(8_000);
      await writers.pause();
      // Nobody waits for the slow reader.
      await rig.untilRight(2_000);
      const after = await rig.server.ask("stats");
      expect(after.rssBytes - before.rssBytes).toBeLessThan(150 * 1024 * 1024);
      const startedAt = performance.now();
      const truth = await rig.readFinal();
      await waitUntil(
        "it to come back and be right",
        () => deaf.differsFrom(truth) === null,
        25_000,
      );
      await rig.finish(context, performance.now() - startedAt);
    } finally {
      await deafWay.close();
    }
  }));

// These mostly wait, each for a network of its own: they do so side by side.
test.concurrent("[F8] an answer lost on the way, asked for again", (context) =>
  withRig({ writers: 2, viewers: 0 }, async (rig) => {
    const [ada, bob] = rig.people as [StackPerson, StackPerson];
    const [contentId = ""] = rig.contents;
    const entryPoints = [likeBySocket, likeByHttp];
    for (let round = 0; round < 6; round++) {
      const liked = round % 2 === 0;
      const operation = { contentId, liked, seq: round + 1 };
      const [entryPoint = likeBySocket, other = likeByHttp] =
        round % 4 < 2 ? entryPoints : entryPoints.toReversed();
      const make = async () => {
        loseNextAnswer(rig.network);
        expect(await entryPoint(rig.url, ada, operation)).toBeNull();
        if (round === 3) {
          await rig.server.kill();
          await rig.restart();
        }
        const again = await entryPoint(rig.url, ada, operation);
        expect(again).toMatchObject({ liked, version: round * 2 + 1 });
        expect(await other(rig.url, ada, operation)).toEqual(again);
        return again;
      };
      await rig.record({ process: `${ada.userId}/phone`, contentId, liked, make });
      // Somebody else in between, so that "the same answer" cannot be luck.
      const makeOther = () => likeByHttp(rig.url, bob, operation);
      await rig.record({ process: `${bob.userId}/phone`, contentId, liked, make: makeOther });
      const older = await entryPoint(rig.url, ada, { contentId, liked: !liked, seq: round });
      expect(older).toMatchObject({ liked, version: round * 2 + 2 });
    }
    await rig.finish(context);
  }));

test.concurrent("[F9] a page's like whose connection breaks after it left", (context) =>
  withRig({ writers: 1, viewers: 2 }, async (rig) => {
    const { client, person } = rig.viewers[0] ?? rig.look({ person: rig.author });
    const [contentId = ""] = rig.contents;
    for (let round = 0; round < 6; round++) {
      const liked = round % 2 === 0;
      await waitUntil(
        "the connection to be live",
        () => client.connectionStore.getState().state === "live",
      );
      if (round % 3 === 0) loseNextAnswer(rig.network);
      else breakAfterNextQuestion(rig.network);
      const make = async () => {
        const outcome = await client.setLike({ contentType: "post", contentId }, liked);
        expect(outcome).toEqual({ kind: "settled" });
        return client.engagement.read(contentId);
      };
      await rig.record({ process: `${person.userId}/like`, contentId, liked, make });
    }
    await rig.finish(context, await rig.untilRight());
  }));

test.concurrent("[F10] a half-open link", (context) =>
  withRig({ writers: 6, viewers: 6 }, async (rig) => {
    rig.network.blackhole("present");
    const writers = rig.write({ entryPoints: ["http"] });
    await untilAcked(writers, 100);
    await writers.pause();
    // Both ends notice by their heartbeats; only then does coming back begin.
    const rightAfterMs = await rig.untilRight(15_000 + RIGHT_WITHIN_MS);
    for (const viewer of rig.viewers) viewer.close();
    await waitUntil(
      "the server to let go of the dead links",
      async () => (await rig.server.ask("stats")).held === 0,
      25_000,
    );
    await rig.finish(context, rightAfterMs);
  }));

test.concurrent("[F17] events late by three seconds, doubled and out of order", (context) =>
  withRig({ writers: 10, viewers: 2 }, async (rig) => {
    const throughTransport = unrulyTransport({
      delayMaxMs: 3_000,
      doubleRate: 0.4,
      random: rig.random,
    });
    for (const person of rig.people) {
      rig.viewers.push(rig.look({ person, throughTransport, device: "unruly" }));
    }
    const writers = rig.write();
    await untilAcked(writers, 400, 60_000);
    await writers.pause();
    const rightAfterMs = await rig.untilRight();
    await sleep(3_000);
    await rig.untilRight(1_000);
    await rig.finish(context, rightAfterMs);
  }));

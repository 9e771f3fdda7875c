// Many at once: five hundred likes of one post, and hundreds of pages that lost their server, at the same
// moment.
import { afterAll, beforeAll, expect, type TestContext, test } from "vitest";
import { waitUntil } from "@/test/wait-until";
import { findPostgres, type PostgresCluster, startPostgres } from "./postgres-cluster";
import { openRig, type Rig, untilAcked } from "./rig";

const OPENED_AT_ONCE = 50;
/** All these pages and their server share this machine, and their queries the ten connections of its pool. */
const MANY_RIGHT_WITHIN_MS = 30_000;

let postgres: PostgresCluster | undefined;
beforeAll(async () => {
  if (findPostgres()) postgres = await startPostgres();
});
afterAll(() => postgres?.stop());

test("[F18] five hundred likes at once on one post", async (context) => {
  const rig = await openRig({ writers: 500, viewers: 4, contents: 1 });
  try {
    const writers = rig.write({ onlyLikes: true, paceMs: 20 });
    // Those on a socket may like again before the last on HTTP was answered once.
    const everybody = async () => (await rig.readFinal()).contents[0]?.likeCount === 500;
    await waitUntil("a like of everybody", everybody, 60_000);
    await writers.stop();
    const rightAfterMs = await rig.untilRight();
    const { contents } = await rig.readFinal();
    expect(contents[0]).toMatchObject({ likeCount: 500, version: 500 });
    expect(rig.viewers[0]?.client.inbox.getState().inbox.unreadCount).toBe(1);
    await rig.finish(context, rightAfterMs);
  } finally {
    await rig.close();
  }
});

/** Everybody loses their server in one moment, by `breakAll`, and comes back by themselves. */
async function comeBackAtOnce(
  context: TestContext,
  count: number,
  breakAll: (rig: Rig) => Promise<void>,
): Promise<void> {
  const rig = await openRig({
    ...(postgres ? { postgres } : {}),
    writers: count,
    viewers: 0,
    contents: 20,
  });
  try {
    for (const [nth, person] of rig.people.entries()) {
      // Each looks at one post: so many pages in one process share its time, too.
      const contents = rig.contents.slice(nth % 20, (nth % 20) + 1);
      rig.viewers.push(rig.look({ person, contents }));
      if (nth % OPENED_AT_ONCE === 0) await rig.untilRight(MANY_RIGHT_WITHIN_MS);
    }
    await rig.untilRight(MANY_RIGHT_WITHIN_MS);
    const writers = rig.write({ people: rig.people.slice(0, 10) });
    await untilAcked(writers, 50);
    const paused = writers.pause();
    await breakAll(rig);
    await paused;
    const slowestMs = await rig.untilRight(MANY_RIGHT_WITHIN_MS);
    await rig.finish(context, slowestMs);
  } finally {
    await rig.close();
  }
}

test("[F11] three hundred pages come back at once", (context) =>
  comeBackAtOnce(context, 300, async ({ network }) => network.reset()));

test("[F11] a hundred pages come back at once to a restarted server with a slow database", (context) =>
  comeBackAtOnce(context, 100, async (rig) => {
    if (rig.databaseNetwork) rig.databaseNetwork.latencyMs = 10;
    await rig.server.kill();
    await rig.restart();
  }));

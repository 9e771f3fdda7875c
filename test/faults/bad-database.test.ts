// PostgreSQL crashes, slows down, stops answering, refuses, and loses its answers, all under load. Every
// request is answered in time, and afterwards everything is right again without help.
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TcpProxy } from "@/test/network/tcp-proxy";
import { findPostgres, type PostgresCluster, startPostgres } from "./postgres-cluster";
import { openRig, RIGHT_WITHIN_MS, type Rig, untilAcked } from "./rig";
import type { Writers } from "./writers";

/** Five seconds by contract, and what a busy machine adds on the way. */
const ANSWERED_WITHIN_MS = 5_500;

describe.runIf(findPostgres())("a bad database", () => {
  let postgres: PostgresCluster;
  beforeAll(async () => {
    postgres = await startPostgres();
  });
  afterAll(() => postgres?.stop());

  async function withRig(run: (rig: Rig, database: TcpProxy, writers: Writers) => Promise<void>) {
    const rig = await openRig({ postgres });
    try {
      const database = rig.databaseNetwork;
      if (!database) throw new Error("this run needs PostgreSQL");
      const writers = rig.write();
      await untilAcked(writers, 100);
      await run(rig, database, writers);
    } finally {
      await rig.close();
    }
  }

  /** The fault is over: a hundred likes are taken and all viewers are right, both soon. Returns how soon. */
  async function recover(rig: Rig, writers: Writers): Promise<number> {
    const startedAt = performance.now();
    await untilAcked(writers, 100, RIGHT_WITHIN_MS);
    await writers.pause();
    await rig.untilRight();
    return performance.now() - startedAt;
  }

  test("[F2] PostgreSQL crashes and restarts, three times", (context) =>
    withRig(async (rig, _database, writers) => {
      let slowestMs = 0;
      for (let round = 0; round < 3; round++) {
        await postgres.crashAndRestart();
        slowestMs = Math.max(slowestMs, await recover(rig, writers));
        writers.resume();
      }
      expectAnswered(writers);
      await rig.finish(context, slowestMs);
    }));

  test("[F3] PostgreSQL two seconds slow", (context) =>
    withRig(async (rig, database, writers) => {
      database.latencyMs = 1_000;
      await sleep(9_000);
      database.latencyMs = 0;
      const rightAfterMs = await recover(rig, writers);
      expectAnswered(writers);
      await rig.finish(context, rightAfterMs);
    }));

  test("[F4] PostgreSQL silent for eight seconds", (context) =>
    withRig(async (rig, database, writers) => {
      database.blackhole();
      await sleep(8_000);
      database.heal();
      const rightAfterMs = await recover(rig, writers);
      expectAnswered(writers);
      expectOutage(writers);
      await rig.finish(context, rightAfterMs);
    }));

  test("[F4] PostgreSQL's connections dead for good", (context) =>
    withRig(async (rig, database, writers) => {
      database.blackhole("present");
      await sleep(6_000);
      const rightAfterMs = await recover(rig, writers);
      expectAnswered(writers);
      await rig.finish(context, rightAfterMs);
    }));

  test("[F5] PostgreSQL refuses for six seconds", (context) =>
    withRig(async (rig, database, writers) => {
      await database.refuse();
      database.reset();
      await sleep(6_000);
      await database.accept();
      const rightAfterMs = await recover(rig, writers);
      expectAnswered(writers);
      expectOutage(writers);
      await rig.finish(context, rightAfterMs);
    }));

  test("[F6] PostgreSQL commits and its answer is lost", (context) =>
    withRig(async (rig, database, writers) => {
      for (let round = 0; round < 5; round++) {
        loseNextAnswer(database);
        await untilAcked(writers, 50);
      }
      expect(database.intercept).toBeNull();
      const rightAfterMs = await recover(rig, writers);
      expectAnswered(writers);
      await rig.finish(context, rightAfterMs);
    }));

  test("[F7] a toggle that was committed and not answered", () =>
    withRig(async (rig, database, writers) => {
      await writers.pause();
      const { token } = rig.viewers[1]?.person ?? rig.author;
      const readLikes = async (contentId: string) =>
        (await rig.readFinal()).contents.find((each) => each.contentId === contentId)?.likeCount ??
        0;
      for (const contentId of rig.contents.slice(0, 3)) {
        const likeCount = await readLikes(contentId);
        loseNextAnswer(database);
        const response = await fetch(`${rig.url}/api/likes`, {
          method: "POST",
          headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
          body: JSON.stringify({ content_type: "post", content_id: contentId }),
        });
        const answer = await response.json();
        expect(database.intercept).toBeNull();
        expect(await readLikes(contentId)).toBe(likeCount + 1);
        if (response.ok) expect(answer).toMatchObject({ liked: true, total_likes: likeCount + 1 });
        else expect(answer.code).toBe("UNAVAILABLE");
      }
      expect(await rig.server.ask("audit")).toEqual([]);
    }));
});

/** PostgreSQL answers a group of likes, and the connection breaks on the way back. */
function loseNextAnswer(database: TcpProxy): void {
  let isAsked = false;
  database.intercept = (direction, bytes) => {
    if (direction === "up" && bytes.includes("apply_likes")) isAsked = true;
    if (!isAsked || direction === "up") return "pass";
    database.intercept = null;
    return "reset";
  };
}

/** The fault was felt, and named as one that passes. */
function expectOutage({ errors }: Writers): void {
  const named = (errors.get("UNAVAILABLE") ?? 0) + (errors.get("TIMEOUT") ?? 0);
  expect(named).toBeGreaterThan(0);
  expect(errors.get("INTERNAL") ?? 0).toBe(0);
}

function expectAnswered(writers: Writers): void {
  expect(Object.fromEntries(writers.errors)).not.toHaveProperty("UNANSWERED");
  expect(writers.slowestMs).toBeLessThan(ANSWERED_WITHIN_MS);
}

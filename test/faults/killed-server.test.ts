// kill -9 of the server under load, again and again: in the middle of a group, and after a commit that was
// not published. Acked likes are kept, and everybody who comes back holds the right number.
import { afterAll, beforeAll, expect, type TestContext, test } from "vitest";
import { findPostgres, type PostgresCluster, startPostgres } from "./postgres-cluster";
import { openRig, type RigOptions, untilAcked } from "./rig";

/** Fewer when a run is only tried out. */
const ROUNDS = Number(process.env.FAULT_ROUNDS ?? 20);
const ACKS_A_ROUND = 260;
/** Twenty starts of a server take long on a busy machine. */
const PATIENCE_MS = 1_500_000;

let postgres: PostgresCluster | undefined;
beforeAll(async () => {
  if (findPostgres()) postgres = await startPostgres();
});
afterAll(() => postgres?.stop());

async function killAgainAndAgain(context: TestContext, options: RigOptions): Promise<void> {
  const rig = await openRig(options);
  try {
    const writers = rig.write();
    await untilAcked(writers, ACKS_A_ROUND);
    await writers.pause();
    let slowestMs = await rig.untilRight();
    for (let round = 0; round < ROUNDS; round++) {
      // While people like: only what opens the database is waited for.
      rig.loadNext();
      writers.resume();
      await untilAcked(writers, ACKS_A_ROUND);
      await rig.server.ask("dieAt", round % 2 === 0 ? "mid-group" : "before-telling");
      await rig.server.ended;
      const paused = writers.pause();
      await rig.restart();
      await paused;
      slowestMs = Math.max(slowestMs, await rig.untilRight());
    }
    const { acked } = await rig.finish(context, slowestMs);
    expect(acked).toBeGreaterThanOrEqual(ROUNDS * 250);
  } finally {
    await rig.close();
  }
}

test(
  "[F1] the server killed 20 times, embedded database",
  (context) => killAgainAndAgain(context, {}),
  PATIENCE_MS,
);

test.runIf(findPostgres())(
  "[F1] the server killed 20 times, PostgreSQL",
  (context) => killAgainAndAgain(context, postgres ? { postgres } : {}),
  PATIENCE_MS,
);

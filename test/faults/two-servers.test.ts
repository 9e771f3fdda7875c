// Two servers on one PostgreSQL, groups of both on the same contents at once, and one of them killed. They
// have no connection to each other: viewers of one receive the other's likes by the sweep.
import { afterAll, beforeAll, describe, test } from "vitest";
import { findPostgres, type PostgresCluster, startPostgres } from "./postgres-cluster";
import { openRig, untilAcked } from "./rig";

describe.runIf(findPostgres())("two servers", () => {
  let postgres: PostgresCluster;
  beforeAll(async () => {
    postgres = await startPostgres();
  });
  afterAll(() => postgres?.stop());

  test("[F16] two servers on one PostgreSQL, one of them killed", async (context) => {
    const rig = await openRig({ postgres });
    try {
      const neighbor = await rig.openNeighbor();
      const half = rig.people.length / 2;
      const here = rig.write({ people: rig.people.slice(0, half), paceMs: 10 });
      const there = rig.write({ people: rig.people.slice(half), paceMs: 10, url: neighbor.url });
      for (const person of rig.people.slice(0, 3)) {
        rig.viewers.push(rig.look({ person, url: neighbor.url, device: "there" }));
      }
      await Promise.all([untilAcked(here, 500, 60_000), untilAcked(there, 500, 60_000)]);
      await Promise.all([here.pause(), there.pause()]);
      let slowestMs = await rig.untilRight();
      here.resume();
      there.resume();
      await untilAcked(there, 200, 60_000);
      await rig.server.kill();
      await untilAcked(there, 100, 60_000);
      const paused = Promise.all([here.pause(), there.pause()]);
      await rig.restart();
      await paused;
      slowestMs = Math.max(slowestMs, await rig.untilRight());
      await rig.finish(context, slowestMs);
    } finally {
      await rig.close();
    }
  });
});

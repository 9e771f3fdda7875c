// What followers' news costs where 200 likes a second each have five connected followers: how much of it
// arrives, and what the server and the database spend on it beside likes that nobody follows.
import type { BenchDatabase } from "../bench-database";
import type { ServerQuestions } from "../fan-out/server";
import { atLeast, atMost, type Figure, figure, ratios, takeTurns } from "../figure";
import { startPinned } from "../pinned-process";
import { sized } from "../size";
import type { FollowersLoadQuestions } from "./load";

const ROUNDS = sized(3, 1);
const PEOPLE = sized(100, 20);
const FOLLOWERS_EACH = 5;
/** Everybody likes each: 1,000 likes a round. */
const POSTS = sized(10, 2);
const LIKES_A_SECOND = 200;
const GROUP = `News for followers: ${LIKES_A_SECOND} likes/s, ${FOLLOWERS_EACH} connected followers each`;

interface Cost {
  /** Of the events that followers should get. */
  arrived: number;
  server: number;
  statements: number;
}

/** All figures of followers' news. */
export async function benchFollowers(database: BenchDatabase): Promise<Figure[]> {
  const server = startPinned<ServerQuestions>("fan-out/server.ts", 0);
  const load = startPinned<FollowersLoadQuestions>("followers/load.ts", 1);
  try {
    const { connectionString, kind } = database;
    const { port } = await server.ask("openGateways", { connectionString, kind });
    const circles = {
      followed: await server.ask("makeCircle", { count: PEOPLE, followersEach: FOLLOWERS_EACH }),
      alone: await server.ask("makePeople", { count: PEOPLE }),
    };
    for (const [name, tokens] of Object.entries(circles)) {
      await load.ask("connect", { name, port, tokens });
    }
    const run = async (name: keyof typeof circles): Promise<Cost> => {
      const posts: string[] = [];
      while (posts.length < POSTS) posts.push(await server.ask("makePost", null));
      const likes = POSTS * PEOPLE;
      await server.ask("takeStatements", null);
      await server.ask("takeCpu", null);
      const { events } = await load.ask("like", { name, posts, everyMs: 1_000 / LIKES_A_SECOND });
      return {
        arrived: events / (likes * FOLLOWERS_EACH),
        server: (await server.ask("takeCpu", null)) / likes,
        statements: (await server.ask("takeStatements", null)) / likes,
      };
    };
    await run("followed");
    await run("alone");
    const rounds = await takeTurns(ROUNDS, {
      followed: () => run("followed"),
      alone: () => run("alone"),
    });
    return toFigures(rounds);
  } finally {
    await Promise.all([server.end(), load.end()]);
  }
}

function toFigures({ followed, alone }: Record<"followed" | "alone", Cost[]>): Figure[] {
  const of = (costs: Cost[], part: keyof Cost) => costs.map((cost) => cost[part]);
  const further = followed.map(
    ({ statements }, round) => statements - (alone[round]?.statements ?? Number.NaN),
  );
  return [
    figure(GROUP, "events that arrive, of all", "", of(followed, "arrived"), atLeast(1)),
    figure(GROUP, "statements per like beside those without followers", "", further, atMost(0.1)),
    figure(GROUP, "server's CPU per like", "µs", of(followed, "server")),
    figure(GROUP, "server's CPU per like, nobody follows", "µs", of(alone, "server")),
    figure(
      GROUP,
      "server's CPU, followed ÷ nobody follows",
      "×",
      ratios(of(followed, "server"), of(alone, "server")),
    ),
  ];
}

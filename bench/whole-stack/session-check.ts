// What it costs to know who calls, for every request and socket event, beside decoding the token each time.
import { decode } from "next-auth/jwt";
import { issueToken, readSession } from "@/server/auth/session";
import { putConfig, readConfig } from "@/server/config";
import { putEngine } from "@/server/engine-slot";
import { type BenchDatabase, makePeople } from "../bench-database";
import { atMost, type Figure, figure, takeTurns } from "../figure";
import { sized } from "../size";

const ROUNDS = sized(5, 1);
const CHECKS = sized(20_000, 200);
const DECODES = sized(500, 50);
const PEOPLE = 100;
const GROUP = "Who calls";

/** Microseconds a check, with as many people as a busy minute has. */
export async function benchSessionCheck({ prisma, engine }: BenchDatabase): Promise<Figure[]> {
  const config = readConfig({ NODE_ENV: "production", NEXTAUTH_SECRET: "for benchmarks alone" });
  putConfig(config);
  putEngine(engine);
  const origin = { kind: "token", address: "127.0.0.1", userAgent: "bench" } as const;
  const tokens: string[] = [];
  for (const userId of await makePeople(prisma, PEOPLE)) {
    tokens.push(await issueToken(await engine.sessions.open(userId, origin)));
  }
  const each = async (count: number, check: (token: string) => Promise<unknown>) => {
    const startedAt = performance.now();
    for (let nth = 0; nth < count; nth++) {
      if (!(await check(tokens[nth % PEOPLE] ?? ""))) throw new Error("a good token was refused");
    }
    return ((performance.now() - startedAt) * 1_000) / count;
  };
  const micros = await takeTurns(ROUNDS, {
    check: () => each(CHECKS, (token) => readSession({ authorization: `Bearer ${token}` })),
    decode: () => each(DECODES, (token) => decode({ token, secret: config.authSecret })),
  });
  return [
    figure(GROUP, "session check", "µs", micros.check, atMost(5)),
    figure(GROUP, "decoding the token each time", "µs", micros.decode),
  ];
}

// The load's process where a like's cost is measured: callers that like one post after the other, each
// waiting for its answer. Reports its own CPU time too: a client above nine tenths of a core sets the rate.
import { openRawClient, type RawClient } from "@/test/network/raw-client";
import { requireEqual } from "../latencies";
import { answerParent, nowMicros } from "../pinned-process";

interface Caller {
  client: RawClient;
  answered(): void;
}

const callers = new Map<string, Caller[]>();
const counts = { answers: 0, events: 0, refusals: 0 };
let asked = 0;
let isGreeted: () => void = ignore;

const answers = {
  async connect(input: {
    name: string;
    port: number;
    count: number;
    isBare?: boolean;
    tokens?: string[];
  }) {
    const group: Caller[] = [];
    callers.set(input.name, group);
    for (let nth = 0; nth < input.count; nth++) {
      const token = input.tokens?.[nth];
      const greeted = token ? new Promise<void>((resolve) => (isGreeted = resolve)) : undefined;
      const client = await openRawClient({
        port: input.port,
        isBare: input.isBare ?? false,
        ...(token ? { auth: { token } } : {}),
        onMessage: (message) => note(message, group[nth]),
      });
      group.push({ client, answered: ignore });
      await greeted;
    }
  },
  /** Everybody likes every post; answers what it took. */
  async like({ name, posts }: { name: string; posts: string[] }) {
    Object.assign(counts, { answers: 0, events: 0, refusals: 0 });
    const group = callers.get(name) ?? [];
    const startedAt = nowMicros();
    const before = process.cpuUsage();
    await Promise.all(group.map((caller, nth) => likeAll(caller, `bench-${nth}`, posts)));
    const micros = nowMicros() - startedAt;
    const { user, system } = process.cpuUsage(before);
    requireEqual(`${name}: likes answered ok`, counts.answers, posts.length * group.length);
    requireEqual(`${name}: likes refused`, counts.refusals, 0);
    return { micros, clientMicros: user + system };
  },
};

async function likeAll(caller: Caller, deviceId: string, posts: string[]): Promise<void> {
  for (const contentId of posts) {
    const like = { contentType: "post", contentId, liked: true, deviceId, seq: ++asked };
    await new Promise<void>((resolve) => {
      caller.answered = resolve;
      caller.client.send(`42${asked}${JSON.stringify(["like:set", like])}`);
    });
  }
}

function note(message: Buffer, caller: Caller | undefined): void {
  if (message[1] !== 0x33) {
    counts.events++;
    if (message.includes('["session:ready"')) isGreeted();
    return;
  }
  if (message.includes('"ok":true')) counts.answers++;
  else counts.refusals++;
  caller?.answered();
}

function ignore(): void {}

export type LikeLoadQuestions = typeof answers;
answerParent(answers);

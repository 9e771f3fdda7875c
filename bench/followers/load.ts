// The load's process for followers' news: connected people who like at a steady pace, whatever the answers
// take, and count the news of others.
import { setTimeout as wait } from "node:timers/promises";
import { openRawClient, type RawClient } from "@/test/network/raw-client";
import { requireEqual } from "../latencies";
import { answerParent, nowMicros } from "../pinned-process";

/** After the last like: news is at most some rounds of fifty milliseconds late. */
const REST_MS = 1_000;

const groups = new Map<string, RawClient[]>();
const counts = { answers: 0, events: 0 };
let asked = 0;
let isGreeted: () => void = ignore;

const answers = {
  async connect(input: { name: string; port: number; tokens: string[] }) {
    const group: RawClient[] = [];
    groups.set(input.name, group);
    for (const token of input.tokens) {
      const greeted = new Promise<void>((resolve) => {
        isGreeted = resolve;
      });
      const { port } = input;
      group.push(await openRawClient({ port, isBare: false, auth: { token }, onMessage: note }));
      await greeted;
    }
  },
  /** Everybody likes every post, one like after the other at that pace. */
  async like(input: { name: string; posts: string[]; everyMs: number }) {
    Object.assign(counts, { answers: 0, events: 0 });
    const group = groups.get(input.name) ?? [];
    const startedAt = nowMicros();
    let sent = 0;
    for (const contentId of input.posts) {
      for (const [nth, client] of group.entries()) {
        const due = startedAt + sent++ * input.everyMs * 1_000;
        if (due > nowMicros()) await wait((due - nowMicros()) / 1_000);
        const deviceId = `bench-${nth}`;
        const like = { contentType: "post", contentId, liked: true, deviceId, seq: ++asked };
        client.send(`42${asked}${JSON.stringify(["like:set", like])}`);
      }
    }
    await wait(REST_MS);
    requireEqual(`${input.name}: likes answered ok`, counts.answers, sent);
    return { events: counts.events };
  },
};

function note(message: Buffer): void {
  if (message.includes('["activity:new"')) counts.events++;
  else if (message.includes('"ok":true')) counts.answers++;
  else if (message.includes('["session:ready"')) isGreeted();
}

function ignore(): void {}

export type FollowersLoadQuestions = typeof answers;
answerParent(answers);

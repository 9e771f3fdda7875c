// The load's process in the benchmark of fan-out: thousands of raw clients count what arrives and when a
// number reached them. They like at a steady pace whether answers come or not.
import { setTimeout as wait } from "node:timers/promises";
import { openRawClient, type RawClient } from "@/test/network/raw-client";
import { Latencies, requireEqual } from "../latencies";
import { answerParent, nowMicros } from "../pinned-process";

/** Versions and when: a viewer came to hold them, a commit made them, a like that led to them was sent. */
interface Held {
  at: number[];
  versions: number[];
}

interface Group {
  clients: RawClient[];
  held: Held[];
  /** Room events that arrived. */
  received: number;
  acked: number;
  refused: number;
  /** By the number of its request: when a like was sent, and the version it was answered with. */
  presses: Held;
  /** Received their greeting. */
  greeted: number;
  /** From the time of sending that an event carries; null while it is not measured. */
  latencies: Latencies | null;
  /** Likes sent so far to each content; so many versions it has. */
  pressed: Map<string, number>;
  refusal: string;
}

/** Connections and joins under way at a time: each asks the database. */
const AT_ONCE = 50;
const TICK_MS = 5;
const groups = new Map<string, Group>();

function groupOf(name: string): Group {
  const group = groups.get(name);
  if (!group) throw new Error(`nobody connected as ${name}`);
  return group;
}

/** The first bytes that distinguish messages. */
const [EVENT, ANSWER, POST, LIKE, SESSION, C, O] = Buffer.from("23plsco");

/** `42["post:…` and `42["like:count_updated"`; not `like:created`, which is the presser's own. */
function isRoomEvent(message: Buffer): boolean {
  if (message[1] !== EVENT) return false;
  if (message[4] === POST) return true;
  return message[4] === LIKE && message[9] === C && message[10] === O;
}

function readNumber(message: Buffer, field: string): number {
  const from = message.indexOf(field) + field.length;
  let value = 0;
  for (let at = from; ; at++) {
    const digit = (message[at] ?? 0) - 48;
    if (digit < 0 || digit > 9) return value;
    value = value * 10 + digit;
  }
}

function note(group: Group, index: number, message: Buffer): void {
  if (message[1] === ANSWER) {
    if (message.includes('"ok":true')) {
      group.acked++;
      const version = readNumber(message, '"version":');
      group.presses.versions[readNumber(message, "43")] = version;
    } else {
      group.refused++;
      group.refusal = message.toString();
    }
    return;
  }
  if (message[4] === SESSION) group.greeted++;
  if (!isRoomEvent(message)) return;
  group.received++;
  const now = nowMicros();
  if (group.latencies) {
    group.latencies.add(Math.max(0, now - readNumber(message, '"likeCount":')) / 1_000);
    return;
  }
  const held = group.held[index];
  const version = readNumber(message, '"version":');
  // As any client does: older news changes nothing.
  if (!held || version <= (held.versions.at(-1) ?? 0)) return;
  held.at.push(now);
  held.versions.push(version);
}

/** Milliseconds from each mark until each viewer held a version that includes it. Marks by rising version. */
function staleness(held: Held[], marks: Held): Latencies {
  const latencies = new Latencies();
  for (const { at, versions } of held) {
    let mark = 0;
    versions.forEach((version, event) => {
      for (; (marks.versions[mark] ?? DONE) <= version; mark++) {
        latencies.add(((at[event] ?? 0) - (marks.at[mark] ?? 0)) / 1_000);
      }
    });
  }
  return latencies;
}

const answers = {
  async connect(input: {
    name: string;
    port: number;
    count: number;
    isBare?: boolean;
    tokens?: string[];
  }) {
    const group: Group = {
      clients: [],
      held: [],
      received: 0,
      acked: 0,
      refused: 0,
      presses: { at: [], versions: [] },
      greeted: 0,
      latencies: null,
      pressed: new Map(),
      refusal: "",
    };
    groups.set(input.name, group);
    while (group.clients.length < input.count) {
      const from = group.clients.length;
      const size = Math.min(AT_ONCE, input.count - from);
      const opening = Array.from({ length: size }, (_, nth) => {
        const index = from + nth;
        group.held[index] = { at: [], versions: [] };
        const token = input.tokens?.[index];
        return openRawClient({
          port: input.port,
          isBare: input.isBare ?? false,
          ...(token ? { auth: { token } } : {}),
          onMessage: (message) => note(group, index, message),
        });
      });
      group.clients.push(...(await Promise.all(opening)));
      if (input.tokens) await untilStill(() => group.greeted, group.clients.length);
    }
    if (input.tokens) requireEqual(`${input.name}: greeted`, group.greeted, input.count);
  },
  disconnect({ name }: { name: string }) {
    for (const client of groupOf(name).clients) client.close();
    groups.delete(name);
  },
  /** Waits until so many room events arrived, or no more come; answers how many did. */
  async takeReceived({ name, expected }: { name: string; expected: number }) {
    const group = groupOf(name);
    await untilStill(() => group.received, expected);
    const { received } = group;
    group.received = 0;
    return received;
  },
  timeEvents({ name }: { name: string }) {
    groupOf(name).latencies = new Latencies();
  },
  takeTimes({ name }: { name: string }) {
    const group = groupOf(name);
    const { latencies } = group;
    if (!latencies) throw new Error("nothing was timed");
    group.latencies = null;
    return { p50: latencies.percentile(0.5), p99: latencies.percentile(0.99) };
  },
  /** The first so many watch the content. */
  async join({ name, contentId, count }: { name: string; contentId: string; count: number }) {
    const group = groupOf(name);
    const payload = { contents: [{ contentType: "post", contentId }] };
    const question = `420${JSON.stringify(["content:join", payload])}`;
    group.acked = 0;
    for (let from = 0; from < count; from += AT_ONCE) {
      const joining = group.clients.slice(from, Math.min(from + AT_ONCE, count));
      for (const client of joining) client.send(question);
      await untilStill(() => group.acked, from + joining.length);
    }
    requireEqual(`${name}: joined`, group.acked, count);
  },
  /** As many people as likes, at most a thousand, like in turns, whatever comes back. */
  async press(input: { name: string; contentId: string; perSecond: number; presses: number }) {
    const group = groupOf(input.name);
    Object.assign(group, { acked: 0, refused: 0, presses: { at: [], versions: [] } });
    const pressers = group.clients.slice(0, Math.min(1_000, input.presses));
    const base = group.pressed.get(input.contentId) ?? 0;
    const startedAt = nowMicros();
    for (let sent = 0; sent < input.presses; ) {
      const due = Math.min(input.presses, ((nowMicros() - startedAt) / 1e6) * input.perSecond);
      for (; sent < due; sent++) {
        const seq = base + sent;
        const liked = Math.floor(seq / pressers.length) % 2 === 0;
        const press = { contentType: "post", contentId: input.contentId, liked };
        const question = ["like:set", { ...press, deviceId: "bench", seq }];
        group.presses.at[sent] = nowMicros();
        pressers[seq % pressers.length]?.send(`42${sent}${JSON.stringify(question)}`);
      }
      await wait(TICK_MS);
    }
    group.pressed.set(input.contentId, base + input.presses);
    return { perSecond: (input.presses / (nowMicros() - startedAt)) * 1e6, base };
  },
  /** Waits until every like is answered; returns when each was sent, by the version it was answered with. */
  async takeAnswers({ name, presses }: { name: string; presses: number }) {
    const group = groupOf(name);
    await untilStill(() => group.acked + group.refused, presses);
    const { at, versions } = group.presses;
    const order = at.map((_, press) => press);
    order.sort((one, other) => (versions[one] ?? 0) - (versions[other] ?? 0));
    const sorted: Held = {
      at: order.map((press) => at[press] ?? 0),
      versions: order.map((press) => versions[press] ?? 0),
    };
    return { acked: group.acked, refusal: group.refusal, presses: sorted };
  },
  /** Forgets what the viewers held; what they hold from now on is theirs of this run. */
  watch({ name }: { name: string }) {
    const group = groupOf(name);
    group.received = 0;
    for (const held of group.held) Object.assign(held, { at: [], versions: [] });
  },
  /** Waits until each of the first `viewers` holds the version, and so many room events arrived. */
  async settle(input: { name: string; viewers: number; version: number; deliveries: number }) {
    const group = groupOf(input.name);
    const viewers = group.held.slice(0, input.viewers);
    const isExact = ({ versions }: Held) => versions.at(-1) === input.version;
    const isDone = () => group.received >= input.deliveries && viewers.every(isExact);
    await untilStill(() => (isDone() ? DONE : group.received), DONE);
    const exactAt = Math.max(...viewers.map(({ at }) => at.at(-1) ?? 0));
    return { received: group.received, exact: viewers.filter(isExact).length, exactAt };
  },
  /** From each mark until each viewer held a count that includes it. */
  readStaleness(input: { name: string; viewers: number; marks: Held }) {
    const times = staleness(groupOf(input.name).held.slice(0, input.viewers), input.marks);
    return { count: times.count, p50: times.percentile(0.5), p99: times.percentile(0.99) };
  },
};

const DONE = Number.POSITIVE_INFINITY;
const STILL_MS = 8_000;
const GIVE_UP_MS = 60_000;

/** Until the number is reached, or did not move for eight seconds. */
async function untilStill(read: () => number, expected: number): Promise<void> {
  const startedAt = nowMicros();
  let known = read();
  let movedAt = startedAt;
  while (known < expected) {
    await wait(20);
    const now = nowMicros();
    if (read() !== known) movedAt = now;
    known = read();
    if (now - movedAt > STILL_MS * 1_000 || now - startedAt > GIVE_UP_MS * 1_000) return;
  }
}

export type LoadQuestions = typeof answers;
answerParent(answers);

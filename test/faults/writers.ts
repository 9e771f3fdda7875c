// People who like through faults, over sockets and HTTP, and record the outcome of each like. A like whose
// answer was lost is sometimes asked again with its number and sometimes left unknown. Late duplicates of
// older likes are sent too, as a bad network does.
import { setTimeout as sleep } from "node:timers/promises";
import { io, type Socket } from "socket.io-client";
import type { ErrorCode, ErrorView } from "@/protocol/errors";
import type { ViewerEngagement } from "@/protocol/views";
import type { StackPerson } from "@/test/servers/signed-in-person";
import { waitUntil } from "@/test/wait-until";
import type { History } from "./history";

export type EntryPoint = "socket" | "http";

export interface WritersOptions {
  url: string;
  people: StackPerson[];
  contents: string[];
  history: History;
  random: () => number;
  entryPoints?: readonly EntryPoint[];
  /** Between two likes of one person. */
  paceMs?: number;
  onlyLikes?: boolean;
}

export interface Writers {
  readonly acked: number;
  readonly unknown: number;
  /** Asked now and not answered yet. */
  readonly open: number;
  /** The longest a request waited for an answer of any kind, while its connection was open. */
  readonly slowestMs: number;
  /** How often each error was answered. */
  readonly errors: ReadonlyMap<string, number>;
  /** Likes no more; resolves when nothing is under way. */
  pause(): Promise<void>;
  resume(): void;
  stop(): Promise<void>;
}

interface Outcome {
  type: "ok" | "fail" | "info";
  code: string;
  state?: ViewerEngagement;
}

interface LikeOperation {
  contentId: string;
  liked: boolean;
  seq: number;
}

/** The server says so and did nothing; every other failure may have been committed. */
const REFUSALS: ReadonlySet<string> = new Set<ErrorCode>([
  "BAD_REQUEST",
  "UNAUTHENTICATED",
  "FORBIDDEN",
  "NOT_FOUND",
  "VALIDATION",
  "RATE_LIMITED",
]);
const ANSWER_WITHIN_MS = 8_000;

/** Everybody likes from now on, one request at a time each. */
export function startWriters(options: WritersOptions): Writers {
  const { people, entryPoints = ["socket", "http"] } = options;
  const tally = { acked: 0, unknown: 0, open: 0, slowestMs: 0, errors: new Map<string, number>() };
  let isPaused = false;
  let isStopped = false;
  let moves: () => void = () => undefined;
  let paused: Promise<void> = Promise.resolve();
  const mayMove = { isStopped: () => isStopped, untilResumed: () => paused };
  const running = people.map((person, nth) =>
    sendLikes(person, entryPoints[nth % entryPoints.length] ?? "socket", options, tally, mayMove),
  );

  function resume() {
    isPaused = false;
    moves();
  }
  return {
    get acked() {
      return tally.acked;
    },
    get unknown() {
      return tally.unknown;
    },
    get open() {
      return tally.open;
    },
    get slowestMs() {
      return tally.slowestMs;
    },
    errors: tally.errors,
    async pause() {
      if (isPaused) return;
      isPaused = true;
      paused = new Promise((resolve) => {
        moves = resolve;
      });
      await waitUntil("all likes to be answered", () => tally.open === 0, 90_000);
    },
    resume,
    async stop() {
      isStopped = true;
      resume();
      await Promise.all(running);
    },
  };
}

interface Tally {
  acked: number;
  unknown: number;
  open: number;
  slowestMs: number;
  errors: Map<string, number>;
}

interface MayMove {
  isStopped(): boolean;
  untilResumed(): Promise<void>;
}

async function sendLikes(
  person: StackPerson,
  entryPoint: EntryPoint,
  { url, contents, history, random, paceMs = 30, onlyLikes }: WritersOptions,
  tally: Tally,
  mayMove: MayMove,
): Promise<void> {
  const process = `${person.userId}/${entryPoint}`;
  const connection =
    entryPoint === "socket" ? openSocketEntryPoint(url, person) : openHttpEntryPoint(url, person);
  const wanted = new Map<string, boolean>();
  const older = new Map<string, LikeOperation>();
  let seq = 0;
  while (!mayMove.isStopped()) {
    await sleep(paceMs * (0.5 + random()));
    await mayMove.untilResumed();
    if (mayMove.isStopped() || !connection.isOpen()) continue;
    const contentId = contents[Math.floor(random() * contents.length)] ?? "";
    const liked = onlyLikes || !wanted.get(contentId);
    wanted.set(contentId, liked);
    const asked: LikeOperation = { contentId, liked, seq: ++seq };
    const at = { process, key: contentId } as const;
    tally.open++;
    history.record({ ...at, op: "like", type: "invoke", value: { liked } });
    const outcome = await askUntilAnswered(connection, asked, tally, random() < 0.5, mayMove);
    history.record(toAnswer(at, outcome));
    tally.open--;
    if (outcome.type === "ok") tally.acked++;
    if (outcome.type === "info") tally.unknown++;
    const late = older.get(contentId);
    if (late && random() < 0.2) void sendDuplicate(connection, late, tally);
    if (outcome.type !== "fail") older.set(contentId, asked);
  }
  connection.close();
}

/** An older number of this device for this content: once a later one is acked, nothing may come of it. */
async function sendDuplicate(
  connection: OpenEntryPoint,
  late: LikeOperation,
  tally: Tally,
): Promise<void> {
  tally.open++;
  await connection.ask(late);
  tally.open--;
}

async function askUntilAnswered(
  connection: OpenEntryPoint,
  asked: LikeOperation,
  tally: Tally,
  insists: boolean,
  mayMove: MayMove,
): Promise<Outcome> {
  for (let tries = 0; ; tries++) {
    const startedAt = performance.now();
    const outcome = await connection.ask(asked);
    tally.errors.set(outcome.code, (tally.errors.get(outcome.code) ?? 0) + 1);
    if (outcome.code !== "LOST") {
      tally.slowestMs = Math.max(tally.slowestMs, performance.now() - startedAt);
    }
    if (outcome.type !== "info" || !insists || tries >= 3 || mayMove.isStopped()) {
      // A refusal after an unknown try says nothing about that try.
      return tries > 0 && outcome.type === "fail" ? { ...outcome, type: "info" } : outcome;
    }
    do await sleep(200);
    while (!connection.isOpen() && !mayMove.isStopped());
  }
}

function toAnswer(at: { process: string; key: string }, { type, code, state }: Outcome) {
  if (type !== "ok" || !state) {
    return { ...at, op: "like", type: type === "fail" ? "fail" : "info", value: { code } } as const;
  }
  const { liked, likeCount, version } = state;
  return { ...at, op: "like", type, value: { liked, likeCount, version } } as const;
}

interface OpenEntryPoint {
  isOpen(): boolean;
  ask(asked: LikeOperation): Promise<Outcome>;
  close(): void;
}

/** A plain client that comes back by itself, quickly. */
function openSocketEntryPoint(url: string, person: StackPerson): OpenEntryPoint {
  const socket: Socket = io(url, {
    transports: ["websocket"],
    forceNew: true,
    auth: { token: person.token },
    reconnectionDelay: 50,
    reconnectionDelayMax: 300,
  });
  // Cut below Socket.IO it comes back by itself; after a disconnect it has to be asked.
  socket.on("disconnect", (reason) => {
    if (reason === "io server disconnect") socket.connect();
  });
  return {
    isOpen: () => socket.connected,
    close: () => void socket.disconnect(),
    async ask({ contentId, liked, seq }) {
      const payload = { contentType: "post", contentId, liked, deviceId: "writer", seq };
      try {
        const answer = await socket.timeout(ANSWER_WITHIN_MS).emitWithAck("like:set", payload);
        return answer.ok ? { type: "ok", code: "OK", state: answer.data } : toOutcome(answer.error);
      } catch {
        return { type: "info", code: socket.connected ? "UNANSWERED" : "LOST" };
      }
    },
  };
}

function openHttpEntryPoint(url: string, person: StackPerson): OpenEntryPoint {
  return {
    isOpen: () => true,
    close: () => undefined,
    async ask({ contentId, liked, seq }) {
      try {
        const response = await fetch(`${url}/api/content/${contentId}/like`, {
          method: "PUT",
          headers: {
            Authorization: `Bearer ${person.token}`,
            "Content-Type": "application/json",
          },
          body: JSON.stringify({ liked, deviceId: "writer", seq }),
          signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
        });
        const answer = await response.json();
        return response.ok ? { type: "ok", code: "OK", state: answer } : toOutcome(answer);
      } catch (error) {
        const isLate = error instanceof Error && error.name === "TimeoutError";
        return { type: "info", code: isLate ? "UNANSWERED" : "LOST" };
      }
    },
  };
}

function toOutcome({ code }: ErrorView): Outcome {
  return { type: REFUSALS.has(code) ? "fail" : "info", code };
}

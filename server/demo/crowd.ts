// A crowd for the demo: guests with accounts and tokens of their own who like through the HTTP API over
// loopback. Bounded in number and time, one run at a time, and stopped with the server. Demo mode alone.
import { setMaxListeners } from "node:events";
import type { Logger } from "pino";
import { z } from "zod";
import type { Engine } from "@/engine/engine";
import { HeartwireError } from "@/protocol/errors";
import { idSchema } from "@/protocol/ids";
import { GUESTS_MAX, guestName } from "./guest-names";

export const crowdBodySchema = z.strictObject({
  size: z.number().int().min(1).max(GUESTS_MAX),
  /** Unset: whatever is newest. */
  contentId: z.optional(idSchema),
  seconds: z.number().int().min(1).max(60).default(15),
});
export type CrowdBody = z.infer<typeof crowdBodySchema>;

export interface CrowdState {
  isRunning: boolean;
  size: number;
  /** Guests who have arrived. */
  arrivedCount: number;
  /** Likes answered with ok, since the server started. */
  likesAcked: number;
  /** Likes refused or unanswered, since the server started. */
  likesFailed: number;
  secondsLeft: number;
}

export interface Crowd {
  /** CONFLICT while another run goes on; NOT_FOUND for a content that is not public. */
  start(body: CrowdBody): Promise<CrowdState>;
  /** Stops the crowd; does nothing when there is none. */
  stop(): Promise<CrowdState>;
  readState(): CrowdState;
}

export interface CrowdOptions {
  engine: Engine;
  log: Logger;
  /** Where our own API listens, as `http://127.0.0.1:3000`. */
  baseUrl: string;
  issueToken(signedIn: SignedInGuest): Promise<string>;
}

interface SignedInGuest {
  userId: string;
  sessionId: string;
  expiresAt: Date;
}

interface Run {
  size: number;
  contentIds: string[];
  endsAt: number;
  abort: AbortController;
  arrivedCount: number;
  done: Promise<void>;
}

const PAUSE_MS = { min: 300, max: 2_500 };
/** How often somebody who comes past a heart they set takes it back. */
const UNLIKE_SHARE = 0.4;
const NEWEST_COUNT = 8;

/** A crowd that is at home. */
export function createCrowd(options: CrowdOptions): Crowd {
  const { engine, log } = options;
  let run: Run | null = null;
  let likesAcked = 0;
  let likesFailed = 0;

  /** One after the other, so that making accounts never crowds out the likes of those who came. */
  async function arrive(current: Run): Promise<void> {
    const lives: Promise<void>[] = [];
    for (let index = 0; index < current.size && isOn(current); index++) {
      const signedIn = await signInGuest(index);
      current.arrivedCount++;
      const life = pressUntilTheEnd(signedIn, current);
      lives.push(life.catch((error: unknown) => log.warn({ err: error }, "a guest left early")));
    }
    await Promise.all(lives);
  }

  function isOn(current: Run): boolean {
    return !current.abort.signal.aborted && Date.now() < current.endsAt;
  }

  function signInGuest(index: number) {
    const origin = { kind: "token", address: "crowd", userAgent: "Heartwire crowd" } as const;
    const profile = {
      provider: "crowd",
      providerAccountId: String(index),
      name: guestName(index),
      avatarUrl: null,
    };
    return engine.accounts.signInOAuth(profile, origin);
  }

  async function pressUntilTheEnd(signedIn: SignedInGuest, current: Run): Promise<void> {
    const { signal } = current.abort;
    try {
      const token = await options.issueToken(signedIn);
      const liked = new Set<string>();
      while (isOn(current)) {
        const contentId = current.contentIds[Math.floor(Math.random() * current.contentIds.length)];
        if (contentId) await sendLike(token, contentId, liked, signal);
        await pause(PAUSE_MS.min + Math.random() * (PAUSE_MS.max - PAUSE_MS.min), signal);
      }
    } finally {
      await engine.sessions.endSession(signedIn.sessionId, "signed-out");
    }
  }

  async function sendLike(
    token: string,
    contentId: string,
    liked: Set<string>,
    signal: AbortSignal,
  ) {
    const wants = !liked.has(contentId);
    if (!wants && Math.random() > UNLIKE_SHARE) return;
    try {
      const response = await fetch(`${options.baseUrl}/api/content/${contentId}/like`, {
        method: "PUT",
        headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
        body: JSON.stringify({ liked: wants }),
        signal,
      });
      await response.arrayBuffer();
      if (!response.ok) throw new Error(`answered ${response.status}`);
      likesAcked++;
      if (wants) liked.add(contentId);
      else liked.delete(contentId);
    } catch (error) {
      if (signal.aborted) return;
      likesFailed++;
      log.debug({ err: error }, "a guest could not like");
    }
  }

  function readState(): CrowdState {
    return {
      isRunning: run !== null,
      size: run?.size ?? 0,
      arrivedCount: run?.arrivedCount ?? 0,
      likesAcked,
      likesFailed,
      secondsLeft: run ? Math.max(0, Math.ceil((run.endsAt - Date.now()) / 1_000)) : 0,
    };
  }

  async function pickContents(contentId: string | undefined): Promise<string[]> {
    if (contentId) return [(await engine.contents.readContent(null, contentId)).contentId];
    const page = await engine.contents.listFeed(null, { scope: "latest", limit: NEWEST_COUNT });
    return page.items.map((content) => content.contentId);
  }

  return {
    async start({ size, contentId, seconds }) {
      const contentIds = await pickContents(contentId);
      if (run) throw new HeartwireError("CONFLICT", "The crowd is already here.");
      const current: Run = {
        size,
        contentIds,
        endsAt: Date.now() + seconds * 1_000,
        abort: createAbort(),
        arrivedCount: 0,
        done: Promise.resolve(),
      };
      run = current;
      current.done = arrive(current)
        .catch((error: unknown) => log.warn({ err: error }, "the crowd broke up early"))
        .finally(() => {
          current.abort.abort();
          if (run === current) run = null;
        });
      return readState();
    },
    async stop() {
      const current = run;
      current?.abort.abort();
      await current?.done;
      return readState();
    },
    readState,
  };
}

/** Everybody in the crowd listens to the one signal that sends them home. */
function createAbort(): AbortController {
  const abort = new AbortController();
  setMaxListeners(0, abort.signal);
  return abort;
}

/** Resolves after the delay, or at once when the signal comes first. */
function pause(delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, delayMs);
    signal.addEventListener("abort", end);
  });
}

// A queue of like intents under test: the test controls its clock, storage and server answers.
import { assert, vi } from "vitest";
import type { ErrorView } from "@/protocol/errors";
import { type ErrorCode, HeartwireError } from "@/protocol/errors";
import type { ViewerEngagement } from "@/protocol/views";
import { EngagementStore } from "../engagement/engagement-store";
import { IntentQueue } from "../intents/intent-queue";
import type { LikeIntent } from "../intents/intent-storage";
import { EPOCH, POST, sampleEngagement } from "./sample-views";
import { VirtualClock } from "./virtual-clock";

interface Sent {
  intent: LikeIntent;
  answer(view: ViewerEngagement): void;
  fail(code: ErrorCode, retryAfterMs?: number): void;
}

export class IntentQueueFixture {
  readonly clock = new VirtualClock();
  readonly store = new EngagementStore(EPOCH);
  readonly sent: Sent[] = [];
  readonly kept = new Map<string, LikeIntent>();
  /** Resolves when a like intent is persisted. */
  paper = Promise.resolve();
  isOnline = true;
  readonly onDropped = vi.fn<(intent: LikeIntent, error: ErrorView) => void>();
  /** How many like intents were under way, at each call. */
  readonly counts: number[] = [];
  readonly queue: IntentQueue;
  #seq = 0;

  constructor() {
    this.store.seed([sampleEngagement()]);
    this.queue = new IntentQueue({
      store: this.store,
      clock: this.clock,
      nextStamp: () => {
        this.#seq += 1;
        return { deviceId: "device", seq: this.#seq };
      },
      deliver: (intent) => this.#deliver(intent),
      canDeliver: () => this.isOnline,
      keep: async (intent) => {
        await this.paper;
        this.kept.set(intent.contentId, intent);
      },
      remove: (intent) => {
        this.kept.delete(intent.contentId);
      },
      onDropped: this.onDropped,
      onIntents: (intents) => this.counts.push(intents.length),
    });
  }

  at(index: number): Sent {
    const found = this.sent[index];
    assert(found, `only ${this.sent.length} like intents were sent`);
    return found;
  }

  shown() {
    const { liked, likeCount, isPending } = this.store.read(POST.contentId);
    return { liked, likeCount, isPending };
  }

  #deliver(intent: LikeIntent): Promise<ViewerEngagement> {
    return new Promise((resolve, reject) => {
      this.sent.push({
        intent,
        answer: resolve,
        fail: (code, retryAfterMs) =>
          reject(new HeartwireError(code, code, retryAfterMs ? { retryAfterMs } : {})),
      });
    });
  }
}

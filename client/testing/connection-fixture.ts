// A line on a bench: its clock, page and socket in one's hand, and what it said written down.
import { vi } from "vitest";
import type { ErrorView } from "@/protocol/errors";
import type { SyncAnswer } from "@/protocol/events";
import type { SyncBody } from "@/protocol/http-requests";
import { Line } from "../connection/connection";
import type { LineReader } from "../connection/resync";
import { HandPage } from "./manual-page";
import { HandLink } from "./manual-transport";
import { EPOCH } from "./sample-views";
import { settle, VirtualClock } from "./virtual-clock";

export const ANSWER: SyncAnswer = { epoch: EPOCH, contents: [], missing: [], inbox: null };

export const UNAUTHENTICATED: ErrorView = {
  code: "UNAUTHENTICATED",
  message: "",
  retryable: false,
  errorId: "x",
};

export class LineBench {
  readonly clock = new VirtualClock();
  readonly page = new HandPage();
  readonly hand = new HandLink();
  /** What it fed its reader, by name. */
  told: string[] = [];
  readonly states: string[] = [];
  readonly postSync = vi.fn(async (_body: SyncBody): Promise<SyncAnswer> => ANSWER);
  rejoin: () => Promise<void> = async () => undefined;
  readonly line: Line;

  constructor(hasSession = true) {
    const reader: LineReader = {
      syncBody: () => ({ contents: {} }),
      applySync: () => this.told.push("sync"),
      hear: (name) => this.told.push(name),
      enterEpoch: () => true,
      rejoin: () => this.rejoin(),
      synced: (kind) => this.told.push(kind),
    };
    this.line = new Line({
      makeLink: hasSession ? this.hand.make : null,
      postSync: this.postSync,
      reader,
      stateChanged: (state) => this.states.push(state),
      lostRooms: () => this.told.push("lost"),
      clock: this.clock,
      page: this.page,
    });
  }

  async goLive(): Promise<void> {
    this.line.start();
    await this.clock.advance(0);
    this.hand.accept();
    await settle();
    this.hand.take("sync").answer(ANSWER);
    await settle();
  }

  /** Polls stay unanswered from now on; the returned function answers the latest. */
  holdPolls(): () => void {
    let answer: (answer: SyncAnswer) => void = () => undefined;
    this.postSync.mockImplementation(
      () =>
        new Promise((resolve) => {
          answer = resolve;
        }),
    );
    return () => answer(ANSWER);
  }

  /** Refused or cut, how long until it opens again. */
  async refuseOpening(): Promise<number> {
    const { openCount, isOpen } = this.hand;
    if (isOpen) this.hand.cut();
    else this.hand.refuse();
    let waitedMs = 0;
    while (this.hand.openCount === openCount && waitedMs < 10_000) {
      await this.clock.advance(50);
      waitedMs += 50;
    }
    return waitedMs;
  }
}

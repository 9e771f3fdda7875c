// A connection under test: the test controls its clock, page and socket, and its calls are recorded.
import { vi } from "vitest";
import type { ErrorView } from "@/protocol/errors";
import type { SyncAnswer } from "@/protocol/events/sync-answer";
import type { SyncBody } from "@/protocol/http-requests";
import { Connection } from "../connection/connection";
import type { ConnectionSink } from "../connection/resync";
import { ManualPage } from "./manual-page";
import { ManualTransport } from "./manual-transport";
import { EPOCH } from "./sample-views";
import { settle, VirtualClock } from "./virtual-clock";

export const ANSWER: SyncAnswer = { epoch: EPOCH, contents: [], missing: [], inbox: null };

export const UNAUTHENTICATED: ErrorView = {
  code: "UNAUTHENTICATED",
  message: "",
  retryable: false,
  errorId: "x",
};

export class ConnectionFixture {
  readonly clock = new VirtualClock();
  readonly page = new ManualPage();
  readonly transport = new ManualTransport();
  /** What it fed its reader, by name. */
  received: string[] = [];
  readonly states: string[] = [];
  readonly postSync = vi.fn(async (_body: SyncBody): Promise<SyncAnswer> => ANSWER);
  rejoin: () => Promise<void> = async () => undefined;
  readonly connection: Connection;

  constructor(hasSession = true) {
    const reader: ConnectionSink = {
      syncBody: () => ({ contents: {} }),
      applySync: () => this.received.push("sync"),
      receive: (name) => this.received.push(name),
      enterEpoch: () => true,
      rejoin: () => this.rejoin(),
      synced: (kind) => this.received.push(kind),
    };
    this.connection = new Connection({
      createTransport: hasSession ? this.transport.make : null,
      postSync: this.postSync,
      reader,
      stateChanged: (state) => this.states.push(state),
      lostRooms: () => this.received.push("lost"),
      clock: this.clock,
      page: this.page,
    });
  }

  async goLive(): Promise<void> {
    this.connection.start();
    await this.clock.advance(0);
    this.transport.accept();
    await settle();
    this.transport.take("sync").answer(ANSWER);
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
    const { openCount, isOpen } = this.transport;
    if (isOpen) this.transport.cut();
    else this.transport.refuse();
    let waitedMs = 0;
    while (this.transport.openCount === openCount && waitedMs < 10_000) {
      await this.clock.advance(50);
      waitedMs += 50;
    }
    return waitedMs;
  }
}

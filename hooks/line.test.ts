import { beforeEach, describe, expect, it, vi } from "vitest";
import { type ErrorView, HeartwireError } from "@/protocol/errors";
import type { SyncAnswer } from "@/protocol/events";
import type { SyncBody } from "@/protocol/requests";
import { type LineReader, SYNC_EVERY_MS } from "./catch-up";
import { unanswered, unreachable } from "./error-view";
import { Line } from "./line";
import { HandLink } from "./testing/hand-link";
import { HandPage } from "./testing/hand-page";
import { EPOCH, likeEvent, sampleEngagement } from "./testing/sample-views";
import { settle, VirtualClock } from "./testing/virtual-clock";

const ANSWER: SyncAnswer = { epoch: EPOCH, contents: [], missing: [], inbox: null };
const UNAUTHENTICATED: ErrorView = {
  code: "UNAUTHENTICATED",
  message: "",
  retryable: false,
  errorId: "x",
};

let clock: VirtualClock;
let page: HandPage;
let hand: HandLink;
let told: string[];
let states: string[];
let postSync: ReturnType<typeof vi.fn<(body: SyncBody) => Promise<SyncAnswer>>>;
let rejoin: () => Promise<void>;
let line: Line;

function makeLine(hasSession = true): Line {
  const reader: LineReader = {
    syncBody: () => ({ contents: {} }),
    applySync: () => told.push("sync"),
    hear: (name) => told.push(name),
    enterEpoch: () => true,
    rejoin: () => rejoin(),
    synced: (kind) => told.push(kind),
  };
  return new Line({
    makeLink: hasSession ? hand.make : null,
    postSync,
    reader,
    stateChanged: (state) => states.push(state),
    lostRooms: () => told.push("lost"),
    clock,
    page,
  });
}

beforeEach(() => {
  clock = new VirtualClock();
  page = new HandPage();
  hand = new HandLink();
  told = [];
  states = [];
  postSync = vi.fn(async () => ANSWER);
  rejoin = async () => undefined;
  line = makeLine();
});

async function goLive(): Promise<void> {
  line.start();
  await clock.advance(0);
  hand.accept();
  await settle();
  hand.take("sync").answer(ANSWER);
  await settle();
}

describe("opening", () => {
  it("[C19] start, stop, start in one turn opens one socket", async () => {
    line.start();
    line.stop();
    line.start();
    line.start();
    await clock.advance(0);
    expect(hand.openCount).toBe(1);
    expect(page.listenerCount).toBe(1);
  });

  it("[C20] live is said only once sync is answered; rooms are joined before it is asked", async () => {
    let joined: () => void = () => undefined;
    rejoin = () =>
      new Promise((resolve) => {
        joined = resolve;
      });
    line.start();
    await clock.advance(0);
    hand.accept();
    await settle();
    expect(hand.names()).toEqual([]);
    joined();
    await settle();
    expect(hand.names()).toEqual(["sync"]);
    expect(line.isLive).toBe(false);
    hand.take("sync").answer(ANSWER);
    await settle();
    expect(line.isLive).toBe(true);
    expect(states).toEqual(["live"]);
  });

  it("[C59] rooms that could not be joined are no line: it is opened anew", async () => {
    rejoin = async () => {
      throw unanswered();
    };
    line.start();
    await clock.advance(0);
    hand.accept();
    await settle();
    expect(hand.names()).toEqual([]);
    expect([line.isLive, hand.isOpen]).toEqual([false, false]);
    rejoin = async () => undefined;
    await clock.advance(500);
    hand.accept();
    await settle();
    hand.take("sync").answer(ANSWER);
    await settle();
    expect(states).toEqual(["live"]);
  });

  it("[C59] told when to join again, it keeps the socket, waits, and asks for no sync before", async () => {
    rejoin = async () => {
      throw new HeartwireError("RATE_LIMITED", "slow down", { retryAfterMs: 900 });
    };
    line.start();
    await clock.advance(0);
    hand.accept();
    await settle();
    rejoin = async () => undefined;
    page.show();
    await clock.advance(899);
    expect(hand.names()).toEqual([]);
    await clock.advance(1);
    hand.take("sync").answer(ANSWER);
    await settle();
    expect([line.isLive, hand.openCount]).toEqual([true, 1]);
  });

  it("[C21] events after an opening are held until the answer to sync is applied", async () => {
    line.start();
    await clock.advance(0);
    hand.accept();
    hand.tell("session:ready", {});
    hand.tell("post:liked", likeEvent());
    await settle();
    expect(told).toEqual(["session:ready"]);
    hand.take("sync").answer({ ...ANSWER, contents: [sampleEngagement()] });
    await settle();
    hand.tell("post:unliked", likeEvent());
    expect(told).toEqual(["session:ready", "sync", "post:liked", "first", "post:unliked"]);
  });

  it("[C18] stopped, it leaves no socket, timer or listener", async () => {
    await goLive();
    line.stop();
    expect(hand.isOpen).toBe(false);
    expect(clock.pendingTimers).toBe(0);
    expect(page.listenerCount).toBe(0);
    line.syncNow();
    expect(hand.names()).toEqual([]);
  });
});

describe("staying right", () => {
  it("[C22] syncs every 30 s, when shown and when online again, one at a time", async () => {
    await goLive();
    await clock.advance(SYNC_EVERY_MS);
    expect(hand.names()).toEqual(["sync"]);
    page.show();
    page.goOnline();
    expect(hand.names()).toEqual(["sync"]);
    hand.take("sync").answer(ANSWER);
    await settle();
    expect(hand.names()).toEqual(["sync"]);
    hand.take("sync").answer(ANSWER);
    await settle();
    expect(hand.names()).toEqual([]);
    expect(told.filter((each) => each === "periodic")).toHaveLength(2);
  });

  it("[C22] a hidden page does not sync by the clock, and does at once when shown", async () => {
    await goLive();
    page.hide();
    await clock.advance(SYNC_EVERY_MS * 3);
    expect(hand.names()).toEqual([]);
    page.show();
    expect(hand.names()).toEqual(["sync"]);
  });

  it("[C23] a socket that does not answer sync is dropped and opened anew", async () => {
    await goLive();
    page.show();
    hand.take("sync").timeOut();
    await settle();
    expect(line.state).toBe("reconnecting");
    await clock.advance(1_000);
    expect(hand.openCount).toBe(2);
  });

  it("[C61] woken after a sleep, it trusts no socket and opens a new one at once", async () => {
    await goLive();
    page.sleep();
    expect([line.state, hand.isOpen]).toEqual(["reconnecting", false]);
    await clock.advance(0);
    expect(hand.openCount).toBe(2);
    hand.accept();
    await settle();
    hand.take("sync").answer(ANSWER);
    await settle();
    expect([line.state, told.at(-1)]).toEqual(["live", "again"]);
  });

  it("[C23] told when to sync again, it keeps the socket and waits", async () => {
    line.start();
    await clock.advance(0);
    hand.accept();
    await settle();
    hand.take("sync").refuse({ code: "UNAVAILABLE", retryAfterMs: 700 });
    await clock.advance(699);
    expect(hand.names()).toEqual([]);
    await clock.advance(1);
    hand.take("sync").answer(ANSWER);
    await settle();
    expect(line.isLive).toBe(true);
  });

  it("[C23] a lost line comes back by itself, with jitter, and says it was away", async () => {
    await goLive();
    hand.cut();
    expect(states).toEqual(["live", "reconnecting"]);
    await clock.advance(500);
    expect(hand.openCount).toBe(2);
    hand.accept();
    await settle();
    hand.take("sync").answer(ANSWER);
    await settle();
    expect(line.state).toBe("live");
    expect(told.at(-1)).toBe("again");
  });

  it("[C23] the wait between tries grows to five seconds and obeys the server's word", async () => {
    postSync.mockRejectedValue(unreachable());
    line.start();
    await clock.advance(0);
    for (let tries = 1; tries < 12; tries += 1) {
      hand.refuse();
      await clock.advance(5_000);
      expect(hand.openCount).toBe(tries + 1);
    }
    hand.refuse({ ...UNAUTHENTICATED, code: "RATE_LIMITED", retryAfterMs: 20_000 });
    await clock.advance(19_999);
    expect(hand.openCount).toBe(12);
    await clock.advance(300);
    expect(hand.openCount).toBe(13);
  });

  it("[C23] an answer that belongs to an earlier opening is not applied", async () => {
    await goLive();
    page.show();
    const late = hand.take("sync");
    hand.cut();
    told = [];
    late.answer(ANSWER);
    await settle();
    expect(told).toEqual([]);
  });
});

describe("states", () => {
  it("[C24] says offline while the browser is, and reconnects at once when it is not", async () => {
    await goLive();
    page.goOffline();
    expect(line.state).toBe("offline");
    hand.cut();
    await clock.advance(0);
    page.goOnline();
    expect(line.state).toBe("reconnecting");
    await clock.advance(300);
    expect(hand.openCount).toBe(2);
  });

  it("[C24] lost while offline, it says offline", async () => {
    await goLive();
    page.online = false;
    hand.cut();
    expect(line.state).toBe("offline");
    hand.refuse();
    expect(line.state).toBe("offline");
  });

  it.each(["handshake", "sync", "event", "poll"])(
    "[C25] a session that is over ends the line: %s",
    async (way) => {
      if (way === "handshake") {
        line.start();
        await clock.advance(0);
        hand.refuse(UNAUTHENTICATED);
      } else if (way === "poll") {
        postSync.mockRejectedValue(
          Object.assign(new Error(), { name: "HeartwireError", code: "UNAUTHENTICATED" }),
        );
        line.start();
        await clock.advance(2_000);
      } else {
        await goLive();
        if (way === "event") hand.tell("session:ended", { reason: "revoked" });
        else {
          line.syncNow();
          hand.take("sync").refuse(UNAUTHENTICATED);
        }
      }
      await clock.advance(120_000);
      expect(line.state).toBe("ended");
      expect(hand.isOpen).toBe(false);
      expect(clock.pendingTimers).toBe(0);
      line.start();
      line.end();
      expect(clock.pendingTimers).toBe(0);
    },
  );
});

describe("polling", () => {
  it("[C26] where no socket opens, what is on screen is polled every 3 to 5 s", async () => {
    line.start();
    await clock.advance(0);
    hand.refuse();
    await clock.advance(2_000);
    expect(line.state).toBe("polling");
    const before = postSync.mock.calls.length;
    await clock.advance(30_000);
    const polls = postSync.mock.calls.length - before;
    expect(polls).toBeGreaterThanOrEqual(6);
    expect(polls).toBeLessThanOrEqual(10);
  });

  it("[C26] a visitor without a session is polled for from the start, and not while hidden", async () => {
    line = makeLine(false);
    expect(line.state).toBe("polling");
    line.start();
    await clock.advance(0);
    expect(postSync).toHaveBeenCalledTimes(1);
    page.hide();
    await clock.advance(60_000);
    expect(postSync).toHaveBeenCalledTimes(1);
    page.show();
    await clock.advance(0);
    expect(postSync).toHaveBeenCalledTimes(2);
    line.watchedChanged();
    await clock.advance(500);
    expect(postSync).toHaveBeenCalledTimes(3);
    await expect(line.ask("sync", { contents: {} })).rejects.toThrow("no socket");
    page.goOnline();
    expect(line.state).toBe("polling");
    line.stop();
    expect(line.state).toBe("polling");
  });

  it("[C26] polling ends when the socket is live, and says reconnecting when nothing answers", async () => {
    postSync.mockRejectedValue(unreachable());
    line.start();
    await clock.advance(0);
    hand.refuse();
    await clock.advance(2_000);
    expect(line.state).toBe("reconnecting");
    hand.accept();
    await settle();
    hand.take("sync").answer(ANSWER);
    await clock.advance(0);
    const before = postSync.mock.calls.length;
    await clock.advance(20_000);
    expect(postSync.mock.calls.length).toBe(before);
    expect(line.state).toBe("live");
  });

  it("[C26] a poll answered while a new socket settles in does not let its events loose", async () => {
    let answerPoll: (answer: SyncAnswer) => void = () => undefined;
    postSync.mockImplementation(
      () =>
        new Promise((resolve) => {
          answerPoll = resolve;
        }),
    );
    line.start();
    await clock.advance(2_000);
    hand.accept();
    hand.tell("post:liked", likeEvent());
    answerPoll(ANSWER);
    await settle();
    expect(told).toEqual([]);
  });
});

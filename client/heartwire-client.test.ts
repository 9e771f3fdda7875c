import { describe, expect, it, vi } from "vitest";
import { HeartwireError } from "@/protocol/errors";
import type { SyncBody } from "@/protocol/http-requests";
import { Harness, onFreshPages } from "../hooks/testing/client-harness";
import { memoryIntentStorage } from "./intents/intent-storage";
import { memoryLocks } from "./testing/memory-locks";
import {
  EPOCH,
  likeEvent,
  ME,
  POST,
  sampleContent,
  sampleEngagement,
  samplePerson,
} from "./testing/sample-views";
import { settle } from "./testing/virtual-clock";

const { contentId } = POST;
const LIKE_PATH = `/api/content/${contentId}/like`;
let page: Harness;

onFreshPages(
  () => page,
  (fresh) => {
    page = fresh;
    page.client.seed([sampleContent(1)]);
  },
);

/** The connection breaks, and another socket is open. */
async function reconnect(): Promise<void> {
  page.transport.cut();
  await page.clock.advance(500);
  page.transport.accept();
  await settle();
}

describe("toggling a like", () => {
  it("[C38] goes over the socket when the connection is live", async () => {
    await page.goLive();
    const outcome = page.client.toggle(POST);
    expect(page.shown()).toMatchObject({ liked: true, likeCount: 42 });
    await settle();
    expect(page.client.connectionStore.getState().intents).toHaveLength(1);
    const asked = page.transport.take("like:set");
    expect(asked.payload).toMatchObject({ ...POST, liked: true, deviceId: "device" });
    asked.answer(sampleEngagement({ version: 11, likeCount: 42, liked: true }));
    expect(await outcome).toEqual({ kind: "settled" });
    expect(page.client.connectionStore.getState().intents).toEqual([]);
  });

  it("[C65] only what the contract names is sent, however much the caller knows of the content", async () => {
    const content = sampleContent(1);
    await page.goLive(content);
    void page.client.toggle(content);
    await settle();
    const { payload } = page.transport.take("like:set");
    const named = ["contentId", "contentType", "liked", "deviceId", "seq"];
    expect(Object.keys(payload as object).sort()).toEqual(named.sort());
  });

  it("[C12] it is in the storage before it is asked, and removed when answered", async () => {
    const storage = memoryIntentStorage();
    page = new Harness(ME, null, storage);
    await page.goLive();
    void page.client.setLike(POST, true);
    expect(page.transport.names()).toEqual([]);
    await settle();
    const asked = page.transport.take("like:set");
    expect(await storage.list(ME.userId)).toEqual([expect.objectContaining(asked.payload)]);
    asked.answer(sampleEngagement({ version: 11, likeCount: 42, liked: true }));
    await settle();
    expect(await storage.list(ME.userId)).toEqual([]);
  });

  it("[C38] a change of way keeps the like intent: socket, no answer, then HTTP with the same number", async () => {
    await page.goLive();
    void page.client.setLike(POST, true);
    await settle();
    const asked = page.transport.take("like:set");
    const { seq } = asked.payload as { seq: number };
    page.answer("PUT", LIKE_PATH, () =>
      sampleEngagement({ version: 11, likeCount: 42, liked: true }),
    );
    page.transport.cut();
    asked.timeOut();
    await page.clock.advance(2_000);
    await vi.waitFor(() => {
      const put = page.calls.find((each) => each.method === "PUT");
      expect(put?.body).toEqual({ liked: true, deviceId: "device", seq });
    });
    await vi.waitFor(() => expect(page.shown()).toMatchObject({ version: 11, likeCount: 42 }));
  });

  it("[C39] says slow past 400 ms, and not before", async () => {
    await page.goLive();
    void page.client.setLike(POST, true);
    await page.clock.advance(399);
    expect(page.client.statuses.read(contentId).isSlow).toBe(false);
    await page.clock.advance(1);
    expect(page.client.statuses.read(contentId).isSlow).toBe(true);
    page.transport.take("like:set").answer(sampleEngagement({ version: 11, liked: true }));
    await settle();
    expect(page.client.statuses.read(contentId).isSlow).toBe(false);
  });

  it("[C39] slow counts from the first like intent that waits, whatever is answered between", async () => {
    await page.goLive();
    void page.client.setLike(POST, true);
    await page.clock.advance(100);
    void page.client.setLike(POST, false);
    page.transport.take("like:set").answer(sampleEngagement({ version: 11, liked: true }));
    await page.clock.advance(300);
    expect(page.client.statuses.read(contentId).isSlow).toBe(true);
  });

  it("[C40] an answer of the wrong form is no answer: nothing is believed, and it is asked again", async () => {
    await page.goLive(POST);
    void page.client.setLike(POST, true);
    await settle();
    page.transport.take("like:set").answer({ ...sampleEngagement({ version: 70 }), likeCount: -1 });
    await page.clock.advance(500);
    expect(page.shown().version).toBe(10);
    expect(page.transport.names()).toContain("like:set");
  });

  it("[C15] offline it is sent over no way, and goes out once the connection is back", async () => {
    await page.goLive();
    page.page.online = false;
    page.transport.cut();
    void page.client.setLike(POST, true);
    await page.clock.advance(30_000);
    expect(page.calls.filter((each) => each.method === "PUT")).toEqual([]);
    page.page.goOnline();
    page.transport.accept();
    await settle();
    page.answerSync();
    await settle();
    expect(page.transport.take("like:set").payload).toMatchObject({ liked: true });
  });

  it("[C18] stopped in the middle of everything, no socket, timer, listener or lock is left", async () => {
    const locks = memoryLocks();
    page = new Harness(ME, null, memoryIntentStorage(), locks);
    page.client.seed([sampleContent(1)]);
    await page.goLive(POST);
    void page.client.setLike(POST, true);
    void page.client.setLike(sampleContent(2), true);
    await settle();
    page.transport.deliver("post:liked", likeEvent({ version: 11 }));
    page.transport.deliver("post:liked", likeEvent({ version: 12, ...samplePerson(5) }));
    page.transport.take("like:set").refuse({ code: "UNAVAILABLE" });
    await settle();
    page.client.stop();
    expect([page.clock.pendingTimers, page.page.listenerCount]).toEqual([0, 0]);
    await vi.waitFor(async () => expect((await locks.query()).held).toEqual([]));
    await page.clock.advance(60_000);
    expect([page.transport.isOpen, page.transport.openCount, page.calls]).toEqual([false, 1, []]);
  });

  it("[C39] a failure is counted once, says why, asks what is true, and ends with the next like intent", async () => {
    await page.goLive();
    const dropped = vi.fn();
    page.client.events.on("likeFailed", dropped);
    void page.client.setLike(POST, true);
    await settle();
    page.transport.take("like:set").refuse({ code: "FORBIDDEN", message: "not you" });
    await settle();
    const status = page.client.statuses.read(contentId);
    expect(status).toMatchObject({ failureCount: 1, failure: { message: "not you" } });
    expect(page.shown()).toMatchObject({ liked: false, likeCount: 41 });
    expect(page.transport.names()).toContain("sync");
    expect(dropped).toHaveBeenCalledTimes(1);
    void page.client.setLike(POST, true);
    expect(page.client.statuses.read(contentId)).toMatchObject({ failure: null, failureCount: 1 });
  });

  it("[C39] a visitor is asked to sign in, and nothing moves", async () => {
    page.client.stop();
    page = new Harness(null, null);
    page.client.seed([sampleContent(1)]);
    expect(await page.client.setLike(POST, true)).toMatchObject({ kind: "failed" });
    expect(page.client.statuses.read(contentId).failure?.code).toBe("UNAUTHENTICATED");
    expect(page.shown()).toMatchObject({ liked: false, likeCount: 41 });
  });

  it("[C25] a session that is over ends the connection and drops what waits, with a reason", async () => {
    await page.goLive();
    const outcome = page.client.setLike(POST, true);
    await settle();
    page.transport.deliver("session:ended", { reason: "revoked" });
    expect(await outcome).toMatchObject({ kind: "failed" });
    expect(page.client.connectionStore.getState().state).toBe("ended");
    expect(page.shown()).toMatchObject({ liked: false, likeCount: 41 });
  });

  it("[C25] a like intent refused because the session is over ends the connection too", async () => {
    await page.goLive();
    void page.client.setLike(POST, true);
    await settle();
    page.transport.take("like:set").refuse({ code: "UNAUTHENTICATED" });
    await settle();
    expect(page.client.connectionStore.getState().state).toBe("ended");
  });
});

describe("kept like intents", () => {
  it("[C17] a like intent of a closed page is shown and sent once by the next", async () => {
    const storage = memoryIntentStorage();
    const left = { ...POST, liked: true, deviceId: "device", seq: 7 };
    await storage.put({ ...left, userId: ME.userId, tabId: "closed" });
    page = new Harness(ME, null, storage);
    page.client.seed([sampleContent(1)]);
    let answer: (view: unknown) => void = () => undefined;
    page.answer("PUT", LIKE_PATH, () => new Promise((resolve) => (answer = resolve)));
    await page.goLive();
    expect(page.shown()).toMatchObject({ liked: true, likeCount: 42 });
    expect(page.calls.at(0)?.body).toEqual({ liked: true, deviceId: "device", seq: 7 });
    answer(sampleEngagement({ version: 11, likeCount: 42, liked: true }));
    await vi.waitFor(async () => expect(await storage.list(ME.userId)).toEqual([]));
    await page.clock.advance(10_000);
    expect(page.calls).toHaveLength(1);
    expect(page.transport.names()).not.toContain("like:set");
  });

  it("[C37] what a tab left that closed meanwhile is sent when the connection is back", async () => {
    const storage = memoryIntentStorage();
    page = new Harness(ME, null, storage);
    await page.goLive();
    const left = { ...POST, liked: true, deviceId: "device", seq: 7 };
    await storage.put({ ...left, userId: ME.userId, tabId: "closed" });
    await reconnect();
    page.answerSync();
    await settle();
    expect(page.transport.take("like:set").payload).toEqual(left);
  });

  it("[C17] when its content is gone meanwhile, it is dropped with a reason", async () => {
    const storage = memoryIntentStorage();
    const left = { ...POST, liked: true, deviceId: "device", seq: 7 };
    await storage.put({ ...left, userId: ME.userId, tabId: "closed" });
    page = new Harness(ME, null, storage);
    const dropped = vi.fn();
    page.client.events.on("likeFailed", dropped);
    await page.goLive();
    await vi.waitFor(() => expect(dropped).toHaveBeenCalled());
    expect(dropped).toHaveBeenCalledWith(
      expect.objectContaining({ error: expect.objectContaining({ code: "NOT_FOUND" }) }),
    );
    expect(await storage.list(ME.userId)).toEqual([]);
    expect(page.client.engagement.read(contentId).isGone).toBe(true);
  });
});

describe("a visitor", () => {
  it("[C26] sees counts move by polling what is on screen", async () => {
    page.client.stop();
    page = new Harness(null, null);
    page.client.seed([sampleContent(1)]);
    page.answer("POST", "/api/sync", ({ body }) => ({
      epoch: EPOCH,
      contents: Object.keys((body as SyncBody).contents).map(() =>
        sampleEngagement({ version: 12, likeCount: 50 }),
      ),
      missing: [],
      inbox: null,
    }));
    page.client.start();
    await page.clock.advance(0);
    await vi.waitFor(() => expect(page.clock.pendingTimers).toBe(1));
    page.client.rooms.see(POST);
    await page.clock.advance(700);
    await vi.waitFor(() => expect(page.shown()).toMatchObject({ likeCount: 50 }));
    const bodies = page.calls.map((each) => each.body);
    expect(bodies).toContainEqual({ epoch: EPOCH, contents: { [contentId]: 10 } });
    expect(page.transport.openCount).toBe(0);
  });

  it("[C26] a poll that fails says reconnecting, and tries on", async () => {
    page.client.stop();
    page = new Harness(null, null);
    page.answer("POST", "/api/sync", () => {
      throw new HeartwireError("UNAVAILABLE", "down");
    });
    page.client.start();
    await page.clock.advance(0);
    await vi.waitFor(() => {
      expect(page.client.connectionStore.getState().state).toBe("reconnecting");
    });
  });
});

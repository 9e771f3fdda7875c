import { describe, expect, it, vi } from "vitest";
import { PERSON_HEADER } from "@/protocol/person-header";
import { DWELL_MS, type Harness, onFreshPages } from "../../hooks/testing/client-harness";
import { openMessageLog } from "../connection/message-log";
import type { ServerEventName } from "../connection/transport";
import { recentPeople } from "../engagement/recent-likes";
import { schemas } from "../http/schemas";
import {
  BOB,
  batchEvent,
  EPOCH,
  likeEvent,
  ME,
  OTHER_EPOCH,
  POST,
  sampleActivity,
  sampleContent,
  sampleEngagement,
  sampleNotification,
  samplePerson,
} from "../testing/sample-views";
import { settle } from "../testing/virtual-clock";

const SYNC_EVERY_MS = 30_000;
const { contentId } = POST;
let page: Harness;

onFreshPages(
  () => page,
  (fresh) => {
    page = fresh;
    page.client.seed([sampleContent(1)]);
  },
);

describe("hearing", () => {
  it("[C40] each event reaches its store; one of the wrong form is ignored and does no harm", async () => {
    await page.goLive(POST);
    const stop = openMessageLog(page.client.messageLog);
    page.transport.deliver("post:liked", likeEvent());
    page.transport.deliver("post:liked", likeEvent());
    page.transport.deliver("like:count_updated", batchEvent({ version: 14, likeCount: 45 }));
    page.transport.deliver("post:unliked", { nonsense: true });
    page.transport.deliver("viewers:updated", null);
    expect(page.shown()).toEqual({ liked: false, likeCount: 45, version: 14 });
    const verdicts = page.client.messageLog.getState().entries.map((each) => each.verdict);
    expect(verdicts).toEqual(["applied", "ignored", "applied", "ignored", "ignored"]);
    stop();
    page.transport.deliver(
      "like:created",
      sampleEngagement({ version: 15, likeCount: 46, liked: true }),
    );
    page.transport.deliver("viewers:updated", { ...POST, viewerCount: 3 });
    page.transport.deliver("activity:new", { activity: sampleActivity(1) });
    page.transport.deliver("activity:new", { activity: sampleActivity(1) });
    expect(page.shown()).toEqual({ liked: true, likeCount: 46, version: 15 });
    expect(page.client.viewerCounts.read(contentId)).toBe(3);
    expect(page.client.activities.getState().received).toHaveLength(1);
    expect(page.client.messageLog.getState().entries).toEqual([]);
    page.transport.deliver("like:removed", sampleEngagement({ version: 16, likeCount: 45 }));
    expect(page.shown()).toEqual({ liked: false, likeCount: 45, version: 16 });
    page.transport.deliver(
      "post:unliked",
      likeEvent({ version: 17, likeCount: 44, isLiked: false }),
    );
    expect(page.shown()).toEqual({ liked: false, likeCount: 44, version: 17 });
  });

  it("[C40] every event of the protocol has a handler that checks its form", async () => {
    await page.goLive(POST);
    const stop = openMessageLog(page.client.messageLog);
    const names = Object.keys(schemas.events).filter((name) => name !== "session:ended");
    for (const name of names) page.transport.deliver(name as ServerEventName, { nonsense: true });
    const received = page.client.messageLog.getState().entries;
    expect(received.map((each) => each.source)).toEqual(names);
    expect(new Set(received.map((each) => each.reason))).toEqual(
      new Set(["not of the agreed form"]),
    );
    stop();
  });

  it("[C91] the names of who liked it come with the answer to sync, also where an event was missed", async () => {
    const { recentLikes } = page.client;
    const named = () => recentPeople({ people: [BOB], version: 10 }, recentLikes.read(contentId));
    await page.goLive(POST);
    page.transport.deliver("post:liked", likeEvent({ version: 13, ...samplePerson(6) }));
    expect(page.shown()).toMatchObject({ version: 13 });
    await page.clock.advance(SYNC_EVERY_MS);
    const behind = page.transport.take("sync");
    expect(behind.payload).toMatchObject({ contents: { [contentId]: 10 } });
    const whole = sampleEngagement({ version: 13, likeCount: 42 });
    const received = { ...whole, recentLikers: [samplePerson(6)] };
    behind.answer({ epoch: EPOCH, contents: [received], missing: [], inbox: null });
    await settle();
    expect(named()).toEqual([samplePerson(6)]);
    expect(page.shown()).toMatchObject({ version: 13 });
  });

  it("[C91] the answer to a join names who is missing too; another epoch forgets who was named", async () => {
    const { recentLikes } = page.client;
    const named = () => recentPeople({ people: [BOB], version: 10 }, recentLikes.read(contentId));
    page.client.rooms.see(POST);
    page.client.start();
    await page.clock.advance(DWELL_MS);
    page.transport.accept();
    await settle();
    const join = page.transport.take("content:join");
    expect(join.payload).toEqual({ contents: [{ ...POST, version: 10 }] });
    const whole = sampleEngagement({ version: 12, likeCount: 42 });
    const item = { ...whole, recentLikers: [samplePerson(7)], viewerCount: 1 };
    join.answer({ epoch: EPOCH, contents: [item], missing: [] });
    await settle();
    page.answerSync();
    await settle();
    expect(named()).toEqual([samplePerson(7)]);
    page.transport.deliver("session:ready", {
      userId: ME.userId,
      epoch: OTHER_EPOCH,
      unreadCount: 0,
      inboxVersion: 1,
    });
    expect(named()).toEqual([BOB]);
  });

  it("[C92] what the server says is gone is a room the page was put out of", async () => {
    await page.goLive(POST);
    expect(page.client.rooms.isJoined(contentId)).toBe(true);
    page.transport.deliver("content:removed", POST);
    expect(page.client.rooms.isJoined(contentId)).toBe(false);
  });

  it("[C68] a greeting to somebody else ends the connection and changes nothing", async () => {
    page.client.start();
    await page.clock.advance(0);
    page.transport.accept();
    page.transport.deliver("session:ready", {
      userId: BOB.userId,
      epoch: OTHER_EPOCH,
      inboxVersion: 9,
      unreadCount: 9,
    });
    expect(page.client.connectionStore.getState().state).toBe("ended");
    expect(page.transport.isOpen).toBe(false);
    expect(page.client.engagement.epoch).toBe(EPOCH);
    expect(page.client.inbox.getState().inbox).toEqual({ unreadCount: 0, inboxVersion: 1 });
  });

  it("[C68] what a page asks over HTTP names the person it was made for", async () => {
    const fetched = vi.fn(async (_path: string, _init?: RequestInit) => Response.json(null));
    vi.stubGlobal("fetch", fetched);
    page.client.start();
    void page.client.setLike(POST, true);
    await settle();
    expect(fetched.mock.calls[0]?.[1]?.headers).toMatchObject({ [PERSON_HEADER]: ME.userId });
  });

  it("[C40] of an answer the part of the wrong form is ignored, the rest is applied", async () => {
    page.client.rooms.see(POST);
    page.client.start();
    await page.clock.advance(200);
    page.transport.accept();
    await settle();
    const joined = { ...sampleEngagement({ version: 12 }), viewerCount: 7 };
    page.transport.take("content:join").answer({ epoch: EPOCH, contents: [joined], missing: [] });
    await settle();
    expect(page.client.viewerCounts.read(contentId)).toBe(7);
    const second = sampleContent(2).contentId;
    page.answerSync({
      contents: [
        { ...sampleEngagement({ version: 70 }), likeCount: -1 },
        sampleEngagement({ contentId: second, version: 20, likeCount: 8 }),
      ],
    });
    await settle();
    expect(page.shown().version).toBe(12);
    expect(page.shown(second)).toMatchObject({ version: 20, likeCount: 8 });
  });

  it("[C63] an event that overtook the answer of its room is shown with that answer", async () => {
    await page.goLive();
    page.client.rooms.see(POST);
    await page.clock.advance(200);
    page.transport.deliver("post:liked", likeEvent());
    expect(page.shown()).toMatchObject({ likeCount: 41, version: 10 });
    page.transport.take("content:join").answer({ epoch: EPOCH, contents: [], missing: [] });
    await settle();
    expect(page.shown()).toMatchObject({ likeCount: 42, version: 11 });
  });

  it("[C29] a lost connection has no rooms, and the next joins them before all else", async () => {
    await page.goLive(POST);
    expect(page.client.connectionStore.getState().joined).toEqual([contentId]);
    page.transport.cut();
    expect(page.client.connectionStore.getState().joined).toEqual([]);
    await page.clock.advance(500);
    page.transport.accept();
    await settle();
    expect(page.transport.names()).toEqual(["content:join"]);
  });

  it("[C11] what a join says is missing is gone, until the server shows it again", async () => {
    page.client.rooms.see(POST);
    page.client.start();
    await page.clock.advance(200);
    page.transport.accept();
    await settle();
    page.transport
      .take("content:join")
      .answer({ epoch: EPOCH, contents: [], missing: [contentId] });
    await settle();
    expect(page.client.engagement.read(contentId).isGone).toBe(true);
    page.answerSync({ contents: [sampleEngagement({ version: 12 })] });
    await settle();
    expect(page.client.engagement.read(contentId).isGone).toBe(false);
  });

  it("[C11] a content whose like finds nothing is gone", async () => {
    await page.goLive();
    void page.client.setLike(POST, true);
    await settle();
    page.transport.take("like:set").refuse({ code: "NOT_FOUND" });
    await settle();
    expect(page.client.engagement.read(contentId).isGone).toBe(true);
  });

  it("[C2] an event holds my own heart only when it names me", async () => {
    await page.goLive(POST);
    page.transport.deliver(
      "like:created",
      sampleEngagement({ version: 11, likeCount: 42, liked: true }),
    );
    page.transport.deliver("post:liked", likeEvent({ version: 12, likeCount: 43 }));
    expect(page.shown()).toEqual({ liked: true, likeCount: 43, version: 12 });
    page.transport.deliver(
      "post:unliked",
      likeEvent({ version: 13, likeCount: 42, isLiked: false }),
    );
    expect(page.shown()).toEqual({ liked: true, likeCount: 42, version: 13 });
    page.transport.deliver(
      "post:unliked",
      likeEvent({ version: 14, likeCount: 41, ...ME, isLiked: false }),
    );
    expect(page.shown()).toEqual({ liked: false, likeCount: 41, version: 14 });
  });

  it("[C35] a notification is announced once, its update and removal are not", async () => {
    await page.goLive();
    const ring = vi.fn();
    page.client.events.on("notificationArrived", ring);
    const event = (inboxVersion: number) => ({
      notification: sampleNotification(1),
      unreadCount: 1,
      inboxVersion,
    });
    page.transport.deliver("notification:new", event(2));
    page.transport.deliver("notification:new", event(2));
    page.transport.deliver("notification:updated", event(3));
    page.transport.deliver("notification:removed", event(4));
    page.transport.deliver("inbox:updated", { unreadCount: 2, inboxVersion: 5 });
    page.transport.deliver("inbox:updated", { unreadCount: 0, inboxVersion: 6 });
    page.transport.deliver("inbox:updated", { unreadCount: 7, inboxVersion: 6 });
    expect(ring).toHaveBeenCalledTimes(1);
    expect(page.client.inbox.getState().inbox).toEqual({ unreadCount: 0, inboxVersion: 6 });
  });

  it("[C11] a removed content is gone on every card, and its like intent is given up", async () => {
    await page.goLive();
    const outcome = page.client.setLike(POST, true);
    page.transport.deliver("content:removed", POST);
    expect(await outcome).toMatchObject({ kind: "failed", error: { code: "NOT_FOUND" } });
    expect(page.client.engagement.read(contentId).isGone).toBe(true);
  });

  it("[C10] sync repairs what differs, marks what is missing, and moves the badge", async () => {
    page.client.rooms.see(POST);
    await page.clock.advance(200);
    await page.goLive();
    page.page.show();
    const asked = page.transport.take("sync");
    expect(asked.payload).toEqual({ epoch: EPOCH, contents: { [contentId]: 10 }, inboxVersion: 1 });
    asked.answer({
      epoch: EPOCH,
      contents: [sampleEngagement({ version: 30, likeCount: 60, liked: true })],
      missing: [sampleContent(2).contentId],
      inbox: { unreadCount: 5, inboxVersion: 9 },
    });
    await settle();
    expect(page.shown()).toEqual({ liked: true, likeCount: 60, version: 30 });
    expect(page.client.engagement.read(sampleContent(2).contentId).isGone).toBe(true);
    expect(page.client.inbox.getState().inbox.unreadCount).toBe(5);
  });
});

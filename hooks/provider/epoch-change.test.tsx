// @vitest-environment happy-dom
import { waitFor } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import {
  EPOCH,
  ME,
  OTHER_EPOCH,
  POST,
  sampleActivity,
  sampleContent,
  sampleEngagement,
} from "../../client/testing/sample-views";
import { settle } from "../../client/testing/virtual-clock";
import { useAuthorContents } from "../contents/use-author-contents";
import { type Harness, onFreshPages } from "../testing/client-harness";

let page: Harness;

onFreshPages(
  () => page,
  (fresh) => {
    page = fresh;
    page.client.seed([sampleContent(1, { engagement: sampleEngagement({ liked: true }) })]);
  },
);

function greet(epoch: string): void {
  const badge = { unreadCount: 0, inboxVersion: 0 };
  page.transport.deliver("session:ready", { userId: ME.userId, epoch, ...badge });
}

describe("another epoch", () => {
  it("[C7] on an open connection, all that is held is asked again at once", async () => {
    await page.goLive(POST);
    page.transport.deliver("activity:new", { activity: sampleActivity(1) });
    const invalidated = vi.spyOn(page.queryClient, "invalidateQueries");
    greet(OTHER_EPOCH);
    expect(page.transport.names()).toEqual(["sync"]);
    expect(invalidated).toHaveBeenCalledWith();
    expect(page.client.activities.getState().received).toEqual([]);
  });

  it("[C7] a room joined and a list read in the epoch that is over are not believed", async () => {
    await page.goLive(POST);
    let answerList: (list: unknown) => void = () => undefined;
    page.answer("GET", "/api/users/bob/contents", () => {
      return new Promise((resolve) => {
        answerList = resolve;
      });
    });
    const { result } = page.run(() => useAuthorContents("bob"));
    page.client.rooms.see(sampleContent(2));
    await page.clock.advance(200);
    greet(OTHER_EPOCH);
    const late = sampleContent(2, {
      engagement: sampleEngagement({ contentId: sampleContent(2).contentId, version: 99 }),
    });
    const joined = { ...late.engagement, viewerCount: 1 };
    page.transport.take("content:join").answer({ epoch: EPOCH, contents: [joined], missing: [] });
    answerList({ items: [late], nextCursor: null });
    await waitFor(() => expect(result.current.items).toHaveLength(1));
    expect(page.shown(late.contentId).version).toBeLessThan(99);
  });

  it("[C7] a like intent answered in the epoch that is over is asked again", async () => {
    await page.goLive(POST);
    void page.client.setLike(POST, false);
    await settle();
    const asked = page.transport.take("like:set");
    greet(OTHER_EPOCH);
    asked.answer(sampleEngagement({ version: 11, likeCount: 40 }));
    await page.clock.advance(500);
    expect(page.shown().version).toBe(-1);
    expect(page.transport.take("like:set").payload).toEqual(asked.payload);
  });

  it("[C7] another epoch named by the server: everything is asked again, old answers are not believed", async () => {
    await page.goLive(POST);
    page.transport.cut();
    await page.clock.advance(1_000);
    page.transport.accept();
    page.transport.deliver("session:ready", {
      userId: ME.userId,
      epoch: OTHER_EPOCH,
      unreadCount: 4,
      inboxVersion: 0,
    });
    await settle();
    const join = page.transport.take("content:join");
    join.answer({
      epoch: OTHER_EPOCH,
      contents: [{ ...sampleEngagement({ version: 1, likeCount: 3 }), viewerCount: 2 }],
      missing: [],
    });
    await settle();
    expect(page.shown()).toEqual({ liked: false, likeCount: 3, version: 1 });
    expect(page.client.inbox.getState().inbox.unreadCount).toBe(4);
    page.answerSync({ epoch: EPOCH, contents: [sampleEngagement({ version: 99 })] });
    await settle();
    expect(page.shown()).toMatchObject({ version: 1 });
  });

  it("[C64] set back to the heart of an earlier epoch, the like intent is sent all the same", async () => {
    await page.goLive(POST);
    void page.client.setLike(POST, false);
    await settle();
    greet(OTHER_EPOCH);
    page.transport.take("like:set").refuse({ code: "RATE_LIMITED", retryAfterMs: 500 });
    await settle();
    const outcome = page.client.setLike(POST, true);
    await page.clock.advance(1_000);
    const asked = page.transport.take("like:set");
    expect(asked.payload).toMatchObject({ liked: true });
    asked.answer(sampleEngagement({ version: 3, likeCount: 9, liked: true }));
    expect(await outcome).toEqual({ kind: "settled" });
    await vi.waitFor(() => expect(page.shown()).toEqual({ liked: true, likeCount: 9, version: 3 }));
  });
});

import { describe, expect, it, vi } from "vitest";
import { type Harness, onFreshPages } from "./testing/heartwire-harness";
import {
  EPOCH,
  ME,
  OTHER_EPOCH,
  POST,
  sampleContent,
  sampleEngagement,
} from "./testing/sample-views";
import { settle } from "./testing/virtual-clock";

const { contentId } = POST;
let page: Harness;

onFreshPages(
  () => page,
  (fresh) => {
    page = fresh;
    page.client.seed([sampleContent(1, { engagement: sampleEngagement({ liked: true }) })]);
  },
);

function shown() {
  const { liked, likeCount, version } = page.client.engagement.read(contentId);
  return { liked, likeCount, version };
}

describe("another epoch", () => {
  it("[C7] another epoch named by the server: everything is asked anew, old answers are not believed", async () => {
    await page.goLive(POST);
    page.hand.cut();
    await page.clock.advance(1_000);
    page.hand.accept();
    page.hand.tell("session:ready", {
      userId: ME.userId,
      epoch: OTHER_EPOCH,
      unreadCount: 4,
      inboxVersion: 0,
    });
    await settle();
    const join = page.hand.take("content:join");
    join.answer({
      epoch: OTHER_EPOCH,
      contents: [{ ...sampleEngagement({ version: 1, likeCount: 3 }), viewerCount: 2 }],
      missing: [],
    });
    await settle();
    expect(shown()).toEqual({ liked: false, likeCount: 3, version: 1 });
    expect(page.client.inbox.getState().inbox.unreadCount).toBe(4);
    page.answerSync({ epoch: EPOCH, contents: [sampleEngagement({ version: 99 })] });
    await settle();
    expect(shown()).toMatchObject({ version: 1 });
  });

  it("[C64] pressed back to the heart of a world that is over, the press is sent all the same", async () => {
    await page.goLive(POST);
    void page.client.press(POST, false);
    await settle();
    const ready = { userId: ME.userId, epoch: OTHER_EPOCH, unreadCount: 0, inboxVersion: 0 };
    page.hand.tell("session:ready", ready);
    page.hand.take("like:set").refuse({ code: "RATE_LIMITED", retryAfterMs: 500 });
    await settle();
    const outcome = page.client.press(POST, true);
    await page.clock.advance(1_000);
    const asked = page.hand.take("like:set");
    expect(asked.payload).toMatchObject({ liked: true });
    asked.answer(sampleEngagement({ version: 3, likeCount: 9, liked: true }));
    expect(await outcome).toEqual({ kind: "settled" });
    await vi.waitFor(() => expect(shown()).toEqual({ liked: true, likeCount: 9, version: 3 }));
  });
});

import { act, renderHook, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { HeartwireError } from "@/protocol/errors";
import type { Content, Page, SessionView } from "@/protocol/views";
import type { FeedPage } from "./feed-pages";
import { Harness, onFreshPages } from "./testing/heartwire-harness";
import {
  BOB,
  likeEvent,
  POST,
  sampleActivity,
  sampleContent,
  sampleId,
  sampleNotification,
  sampleProfile,
  sampleTime,
} from "./testing/sample-views";
import { useAuthorContents } from "./use-author-contents";
import { useFollow } from "./use-follow";
import { useLikedContents } from "./use-liked-contents";
import { useLikers } from "./use-likers";
import { useMarkRead } from "./use-mark-read";
import { useNotifications } from "./use-notifications";
import { useProfile } from "./use-profile";
import { useSessions } from "./use-sessions";
import { useTimeline } from "./use-timeline";

let page: Harness;

onFreshPages(
  () => page,
  (fresh) => {
    page = fresh;
  },
);

function run<Result>(hook: () => Result) {
  return renderHook(hook, { wrapper: page.Wrapper });
}

function feed(numbers: number[], nextCursor: string | null = null): FeedPage {
  return { items: numbers.map((number) => sampleContent(number)), nextCursor, head: "head" };
}

function numbersOf(items: readonly { contentId: string }[]): number[] {
  return items.map((each) => Number(each.contentId.slice(-4)));
}

describe("people's lists", () => {
  it("[C41] what somebody posted, what somebody liked", async () => {
    const empty: Page<Content> = { items: [], nextCursor: null };
    page.answer("GET", "/api/users/bob/contents", () => feed([3]));
    const { result } = run(() => ({
      posted: useAuthorContents("bob"),
      liked: useLikedContents("bob", empty),
    }));
    expect(result.current.posted.isLoading).toBe(true);
    expect(result.current.liked.items).toEqual([]);
    await waitFor(() => expect(numbersOf(result.current.posted.items)).toEqual([3]));
    expect(page.client.engagement.read(sampleId(3)).likeCount).toBe(41);
  });

  it("[C44] likers are read again at once when the count moved, and every two seconds in a storm", async () => {
    const liker = { ...BOB, likedAt: sampleTime(1) };
    page.answer("GET", `/api/content/${POST.contentId}/likers`, () => ({
      items: [liker],
      nextCursor: null,
    }));
    page.client.seed([sampleContent(1)]);
    const none = { items: [], nextCursor: null };
    const { result } = run(() => useLikers(POST.contentId, none));
    await act(() => page.goLive(POST));
    act(() => page.hand.tell("post:liked", likeEvent({ version: 11 })));
    await act(() => page.clock.advance(0));
    await waitFor(() => expect(result.current.items).toEqual([liker]));
    for (let version = 12; version < 31; version += 1) {
      act(() => page.hand.tell("post:liked", likeEvent({ version })));
      await act(() => page.clock.advance(100));
    }
    expect(page.calls).toHaveLength(1);
    await act(() => page.clock.advance(200));
    expect(page.calls).toHaveLength(2);
  });

  it("[C45] following shows at once and falls back when refused", async () => {
    const followed = sampleProfile({ isFollowed: true, followerCount: 6 });
    page.answer("PUT", "/api/users/person2/follow", () => followed);
    const { result } = run(() => ({
      shown: useProfile(profile),
      follow: useFollow(profile),
    }));
    act(() => result.current.follow.toggle());
    await waitFor(() => {
      expect(result.current.follow.profile).toMatchObject({ isFollowed: true, followerCount: 6 });
    });
    await waitFor(() => expect(result.current.shown.followerCount).toBe(6));
    page.answer("DELETE", "/api/users/person2/follow", () => {
      throw new HeartwireError("FORBIDDEN", "no");
    });
    act(() => result.current.follow.toggle());
    await waitFor(() => expect(result.current.follow.error?.code).toBe("FORBIDDEN"));
    expect(result.current.follow.profile.isFollowed).toBe(true);
  });
});

const profile = sampleProfile();

describe("mine", () => {
  const first = {
    items: [sampleNotification(1)],
    nextCursor: null,
    unreadCount: 1,
    inboxVersion: 1,
  };

  it("[C35] notifications are live over the page read", async () => {
    const { result } = run(() => useNotifications(first));
    await act(() => page.goLive());
    act(() =>
      page.hand.tell("notification:new", {
        notification: sampleNotification(2),
        unreadCount: 2,
        inboxVersion: 2,
      }),
    );
    expect(result.current.items.map((each) => each.id)).toEqual([
      sampleNotification(2).id,
      sampleNotification(1).id,
    ]);
  });

  it("[C35] when the inbox moved unheard, the list is read again", async () => {
    page.answer("GET", "/api/notifications", () => ({
      ...first,
      items: [sampleNotification(3)],
      inboxVersion: 7,
    }));
    const { result } = run(() => useNotifications(first));
    await act(() => page.goLive());
    act(() => page.hand.tell("inbox:updated", { unreadCount: 1, inboxVersion: 7 }));
    await waitFor(() => expect(result.current.items[0]?.id).toBe(sampleNotification(3).id));
  });

  it("[C36] read means up to what was seen, is shown at once, and taken back when refused", async () => {
    page = new Harness(undefined, { unreadCount: 1, inboxVersion: 4 });
    const { result } = run(() => ({ list: useNotifications(first), mark: useMarkRead() }));
    page.answer("POST", "/api/notifications/read", ({ body }) => {
      if (JSON.stringify(body) !== '{"upTo":4}') throw new HeartwireError("FORBIDDEN", "no");
      return { unreadCount: 0, inboxVersion: 5 };
    });
    act(() => result.current.mark.markAllSeen());
    expect(result.current.list.items[0]?.isRead).toBe(true);
    await waitFor(() => expect(page.client.inbox.getState().inbox.inboxVersion).toBe(5));
    act(() => result.current.mark.markAllSeen());
    expect(page.calls).toHaveLength(1);
    act(() => result.current.mark.markOne("refused"));
    expect(page.client.inbox.getState().readIds.size).toBe(1);
    await waitFor(() => expect(page.client.inbox.getState().readIds.size).toBe(0));
  });

  it("[C46] the timeline is live, each activity once, and read again after an absence", async () => {
    page.answer("GET", "/api/activity/timeline", () => ({
      items: [sampleActivity(5), sampleActivity(1)],
      nextCursor: null,
    }));
    const read = { items: [sampleActivity(1)], nextCursor: null };
    const { result } = run(() => useTimeline(read));
    await act(() => page.goLive());
    act(() => page.hand.tell("activity:new", { activity: sampleActivity(2) }));
    const idsOf = () => result.current.items.map((each) => Number(each.id.slice(-1)));
    expect(idsOf()).toEqual([2, 1]);
    act(() => page.hand.cut());
    await act(async () => {
      await page.clock.advance(1_000);
      page.hand.accept();
      await page.clock.advance(0);
      page.answerSync();
    });
    await waitFor(() => expect(idsOf()).toEqual([5, 2, 1]));
  });

  it("[C47] sessions end one by one or all but this", async () => {
    const session = (number: number, isCurrent = false): SessionView => ({
      sessionId: sampleId(number),
      kind: "browser",
      userAgent: "test",
      createdAt: sampleTime(1),
      lastSeenAt: sampleTime(1),
      expiresAt: sampleTime(9),
      isCurrent,
    });
    const initial = [session(1, true), session(2), session(3)];
    let left = initial;
    page.answer("GET", "/api/me/sessions", () => ({ items: left }));
    page.answer("DELETE", `/api/me/sessions/${sampleId(2)}`, () => {
      left = left.filter((each) => each.sessionId !== sampleId(2));
    });
    page.answer("POST", "/api/me/sessions/end-others", () => {
      left = left.slice(0, 1);
    });
    const { result } = run(() => useSessions(initial));
    await act(() => result.current.end(sampleId(2)));
    await waitFor(() => expect(result.current.sessions).toHaveLength(2));
    await act(() => result.current.endOthers());
    await waitFor(() => expect(result.current.sessions).toEqual([session(1, true)]));
    await expect(result.current.end("unknown")).rejects.toThrow("NOT_FOUND");
  });
});

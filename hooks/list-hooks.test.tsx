import { act, cleanup, renderHook, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { HeartwireError } from "@/protocol/errors";
import type { Content, Page, SessionView } from "@/protocol/views";
import type { FeedPage } from "./feed-pages";
import { Harness } from "./testing/heartwire-harness";
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
import { useCreatePost } from "./use-create-post";
import { useDeletePost } from "./use-delete-post";
import { useFeed } from "./use-feed";
import { useFollow } from "./use-follow";
import { useLikedContents } from "./use-liked-contents";
import { useLikers } from "./use-likers";
import { useMarkRead } from "./use-mark-read";
import { useNewPosts } from "./use-new-posts";
import { useNotifications } from "./use-notifications";
import { useProfile } from "./use-profile";
import { useSessions } from "./use-sessions";
import { useTimeline } from "./use-timeline";

let page: Harness;

beforeEach(() => {
  page = new Harness();
  vi.stubGlobal("fetch", (input: string, init?: RequestInit) => page.fetch(input, init));
});

afterEach(() => {
  cleanup();
  page.client.stop();
  page.client.queryClient.clear();
  vi.unstubAllGlobals();
});

function run<Result>(hook: () => Result) {
  return renderHook(hook, { wrapper: page.Wrapper });
}

function feed(numbers: number[], nextCursor: string | null = null): FeedPage {
  return { items: numbers.map((number) => sampleContent(number)), nextCursor, head: "head" };
}

function numbersOf(items: readonly { contentId: string }[]): number[] {
  return items.map((each) => Number(each.contentId.slice(-4)));
}

describe("feed", () => {
  it("[C41] the rendered page is there at once; more is loaded on demand, each post once", async () => {
    page.answer("GET", "/api/feed?scope=latest&cursor=next", () => feed([3, 2, 1]));
    const initial = feed([5, 4, 3], "next");
    const { result } = run(() => useFeed("latest", initial));
    expect(numbersOf(result.current.items)).toEqual([5, 4, 3]);
    expect(result.current).toMatchObject({ hasMore: true, isLoading: false });
    act(() => result.current.loadMore());
    await waitFor(() => expect(numbersOf(result.current.items)).toEqual([5, 4, 3, 2, 1]));
    expect(result.current.hasMore).toBe(false);
    act(() => result.current.loadMore());
    expect(page.calls).toHaveLength(1);
  });

  it("[C41] a page that fails says why and is tried again", async () => {
    page.answer("GET", "/api/feed?scope=latest&cursor=next", () => {
      throw new HeartwireError("FORBIDDEN", "no");
    });
    const initial = feed([5], "next");
    const { result } = run(() => useFeed("latest", initial));
    act(() => result.current.loadMore());
    await waitFor(() => expect(result.current.error?.errorId).toBe("from the server"));
    page.answer("GET", "/api/feed?scope=latest&cursor=next", () => feed([4]));
    act(() => result.current.retry());
    await waitFor(() => expect(numbersOf(result.current.items)).toEqual([5, 4]));
    page.answer("GET", "/api/feed?scope=latest", () => feed([6, 5, 4]));
    act(() => result.current.retry());
    await waitFor(() => expect(numbersOf(result.current.items)).toContain(6));
  });

  it("[C41] coming back, the list kept stays unless the page knows of newer posts", () => {
    const first = run(() => useFeed("latest", initialFeed));
    first.unmount();
    const older = feed([4, 3]);
    const kept = run(() => useFeed("latest", older));
    expect(numbersOf(kept.result.current.items)).toEqual([5, 4]);
    kept.unmount();
    const newer = feed([9, 8]);
    const fresh = run(() => useFeed("latest", newer));
    expect(numbersOf(fresh.result.current.items)).toEqual([9, 8]);
  });

  it("[C42] a hint leads to one quiet look; the list moves only when asked to", async () => {
    page.answer("GET", "/api/feed?scope=latest", () => feed([7, 6, 5], "next"));
    const { result } = run(() => ({
      list: useFeed("latest", initialFeed),
      pill: useNewPosts("latest"),
    }));
    await act(() => page.goLive());
    act(() => result.current.pill.show());
    act(() => {
      for (let hint = 0; hint < 20; hint += 1) {
        page.hand.tell("feed:new", { ...POST, authorId: BOB.userId });
      }
    });
    await act(() => page.clock.advance(1_500));
    await waitFor(() => expect(result.current.pill.count).toBe(2));
    expect(page.calls).toHaveLength(1);
    expect(numbersOf(result.current.list.items)).toEqual([5, 4]);
    act(() => result.current.pill.show());
    expect(numbersOf(result.current.list.items)).toEqual([7, 6, 5, 4]);
    expect(result.current.pill.count).toBe(0);
  });

  it("[C42] when the newest page does not reach what is shown, the list begins anew with it", async () => {
    page.answer("GET", "/api/feed?scope=latest", () => feed([99, 98], "next"));
    const { result } = run(() => ({
      list: useFeed("latest", initialFeed),
      pill: useNewPosts("latest"),
    }));
    await act(() => page.goLive());
    act(() => page.page.show());
    await act(async () => {
      page.answerSync();
      await page.clock.advance(1_500);
    });
    await waitFor(() => expect(result.current.pill.count).toBe(2));
    act(() => result.current.pill.show());
    expect(numbersOf(result.current.list.items)).toEqual([99, 98]);
    expect(result.current.list.hasMore).toBe(true);
  });

  it("[C43] a post of mine is on top at once, and once; a removed one is gone on its card", async () => {
    page.answer("POST", "/api/posts", () => sampleContent(8));
    page.answer("DELETE", `/api/content/${sampleId(8)}`, () => null);
    const { result } = run(() => ({
      list: useFeed("latest", initialFeed),
      posting: useCreatePost(),
      removing: useDeletePost(),
    }));
    await act(async () => {
      await result.current.posting.submit({ body: "Hello", visibility: "public" });
      await result.current.posting.submit({ body: "Hello", visibility: "public" });
    });
    await waitFor(() => expect(numbersOf(result.current.list.items)).toEqual([8, 5, 4]));
    await act(() => result.current.removing.remove(sampleId(8)));
    expect(page.client.engagement.read(sampleId(8)).isGone).toBe(true);
  });

  it("[C43] a post that is refused says why", async () => {
    page.answer("POST", "/api/posts", () => {
      throw new HeartwireError("VALIDATION", "too long");
    });
    const { result } = run(() => useCreatePost());
    await act(async () => {
      await result.current.submit({ body: "x", visibility: "public" }).catch(() => undefined);
    });
    await waitFor(() => expect(result.current.error?.code).toBe("VALIDATION"));
    act(() => result.current.reset());
    await waitFor(() => expect(result.current.error).toBeNull());
  });
});

const initialFeed = feed([5, 4]);

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

  it("[C44] likers are read again when the count moved, once for a storm", async () => {
    const liker = { ...BOB, likedAt: sampleTime(1) };
    page.answer("GET", `/api/content/${POST.contentId}/likers`, () => ({
      items: [liker],
      nextCursor: null,
    }));
    page.client.seed([sampleContent(1)]);
    const none = { items: [], nextCursor: null };
    const { result } = run(() => useLikers(POST.contentId, none));
    await act(() => page.goLive());
    for (let version = 11; version < 31; version += 1) {
      act(() => page.hand.tell("post:liked", likeEvent({ version })));
      await act(() => page.clock.advance(100));
    }
    await waitFor(() => expect(result.current.items).toEqual([liker]));
    expect(page.calls.length).toBeLessThanOrEqual(2);
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

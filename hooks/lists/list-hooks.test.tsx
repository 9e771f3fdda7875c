// @vitest-environment happy-dom
import { act, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { HeartwireError } from "@/protocol/errors";
import type { Content, Liker, Page, Profile, SessionView } from "@/protocol/views";
import {
  BOB,
  likeEvent,
  numbersOf,
  OTHER_EPOCH,
  POST,
  sampleActivity,
  sampleContent,
  sampleEngagement,
  sampleFeed,
  sampleId,
  sampleNotification,
  samplePerson,
  sampleProfile,
  sampleTime,
} from "../../client/testing/sample-views";
import { settle } from "../../client/testing/virtual-clock";
import { useSessions } from "../accounts/use-sessions";
import { useTimeline } from "../activity/use-timeline";
import { useAuthorContents } from "../contents/use-author-contents";
import { useFeed } from "../contents/use-feed";
import { useLikedContents } from "../contents/use-liked-contents";
import { useEngagement } from "../engagement/use-engagement";
import { useLikers } from "../engagement/use-likers";
import { useMarkRead } from "../notifications/use-mark-read";
import { useNotifications } from "../notifications/use-notifications";
import { useFollow } from "../people/use-follow";
import { useProfile } from "../people/use-profile";
import { Harness, onFreshPages } from "../testing/client-harness";

let page: Harness;

onFreshPages(
  () => page,
  (fresh) => {
    page = fresh;
  },
);

describe("people's lists", () => {
  it("[C41] what somebody posted, what somebody liked", async () => {
    const empty: Page<Content> = { items: [], nextCursor: null };
    page.answer("GET", "/api/users/bob/contents", () => sampleFeed([3]));
    const { result } = page.run(() => ({
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
    const { result } = page.run(() => useLikers(POST.contentId, none));
    await act(() => page.goLive(POST));
    act(() => page.transport.deliver("post:liked", likeEvent({ version: 11 })));
    await act(() => page.clock.advance(0));
    await waitFor(() => expect(result.current.items).toEqual([liker]));
    for (let version = 12; version < 31; version += 1) {
      act(() => page.transport.deliver("post:liked", likeEvent({ version })));
      await act(() => page.clock.advance(100));
    }
    expect(page.calls).toHaveLength(1);
    await act(() => page.clock.advance(200));
    expect(page.calls).toHaveLength(2);
  });

  it("[C44] while a like intent of mine is on its way they are not read", async () => {
    page.client.seed([sampleContent(1)]);
    const none = { items: [], nextCursor: null };
    page.run(() => useLikers(POST.contentId, none));
    await act(() => page.goLive(POST));
    const outcome = page.client.setLike(POST, true);
    await act(() => settle());
    const landed = sampleEngagement({ version: 11, likeCount: 42, liked: true });
    act(() => page.transport.deliver("like:created", landed));
    await act(() => page.clock.advance(100));
    expect(page.calls).toEqual([]);
    await act(async () => {
      page.transport.take("like:set").answer(landed);
      await outcome;
    });
    await act(() => page.clock.advance(100));
    expect(page.calls).toHaveLength(1);
  });

  it("[C90] likers agree with the heart before they are read again", async () => {
    const ann = { ...samplePerson(7), likedAt: sampleTime(1) };
    page.client.seed([sampleContent(1)]);
    const first: Page<Liker> = { items: [ann], nextCursor: "more" };
    const { result } = page.run(() => useLikers(POST.contentId, first));
    const names = () => result.current.items.map((each) => each.displayName);
    await act(() => page.goLive(POST));
    act(() => void page.client.setLike(POST, true));
    expect(names()).toEqual(["Person 1", "Person 7"]);
    act(() => void page.client.setLike(POST, false));
    expect(names()).toEqual(["Person 7"]);
    await act(() => settle());
    act(() => page.transport.deliver("post:liked", likeEvent({ version: 11 })));
    expect(names()).toEqual(["Person 2", "Person 7"]);
    act(() => page.transport.deliver("post:unliked", likeEvent({ version: 12, isLiked: false })));
    expect(names()).toEqual(["Person 7"]);
  });

  it("[C90] a list read again is believed over what was received before", async () => {
    page.client.seed([sampleContent(1)]);
    const ann = { ...samplePerson(7), likedAt: sampleTime(1) };
    page.answer("GET", `/api/content/${POST.contentId}/likers`, () => ({
      items: [ann],
      nextCursor: null,
    }));
    const none: Page<Liker> = { items: [], nextCursor: null };
    const { result } = page.run(() => useLikers(POST.contentId, none));
    const names = () => result.current.items.map((each) => each.displayName);
    await act(() => page.goLive(POST));
    act(() => page.transport.deliver("post:liked", likeEvent({ version: 11 })));
    expect(names()).toEqual(["Person 2"]);
    await act(() => page.clock.advance(0));
    await waitFor(() => expect(names()).toEqual(["Person 7"]));
  });

  it("[C66] a list just read beats the one kept from before; gone back to it does not", async () => {
    const older = sampleFeed([3]);
    const visit = (initial: Page<Content>) => page.run(() => useLikedContents("bob", initial));
    visit(older).unmount();
    const news = visit(sampleFeed([4, 3]));
    expect(numbersOf(news.result.current.items)).toEqual([4, 3]);
    news.unmount();
    expect(numbersOf(visit(older).result.current.items)).toEqual([4, 3]);
    expect(page.calls).toEqual([]);
  });

  it("[C66] likers gone back to are read again at once", async () => {
    const likers = (...names: string[]) => ({
      items: names.map((username) => ({
        ...BOB,
        userId: username,
        username,
        likedAt: sampleTime(1),
      })),
      nextCursor: null,
    });
    const first = likers("ann");
    page.client.seed([sampleContent(1)]);
    const visit = (initial: Page<Liker>) => page.run(() => useLikers(POST.contentId, initial));
    visit(first).unmount();
    const news = visit(likers("cleo", "ann"));
    expect(news.result.current.items).toHaveLength(2);
    await act(() => page.clock.advance(0));
    expect(page.calls).toEqual([]);
    news.unmount();
    page.answer("GET", `/api/content/${POST.contentId}/likers`, () => likers("dora"));
    const back = visit(first);
    expect(back.result.current.items).toHaveLength(2);
    await act(() => page.clock.advance(0));
    await waitFor(() => expect(page.calls).toHaveLength(1));
  });

  it("[C66] a person is as the page just read says; gone back to, they are read again", async () => {
    const visit = (initial: Profile) => page.run(() => useProfile(initial));
    visit(profile).unmount();
    const news = visit(sampleProfile({ followerCount: 8 }));
    expect(news.result.current.followerCount).toBe(8);
    expect(page.calls).toEqual([]);
    news.unmount();
    page.answer("GET", "/api/users/person2", () => sampleProfile({ followerCount: 9 }));
    const back = visit(profile);
    expect(back.result.current.followerCount).toBe(8);
    await waitFor(() => expect(back.result.current.followerCount).toBe(9));
  });

  it("[C67] after a follow the home feed holds what belongs there, and does not move before", async () => {
    page.answer("PUT", "/api/users/person2/follow", () => sampleProfile({ isFollowed: true }));
    page.answer("GET", "/api/feed?scope=home", () => sampleFeed([5, 3]));
    const reading = page.run(() => ({
      feed: useFeed("home", initialHome),
      follow: useFollow(profile),
    }));
    act(() => reading.result.current.follow.toggle());
    await waitFor(() => expect(reading.result.current.follow.profile.isFollowed).toBe(true));
    await waitFor(() => expect(reading.result.current.follow.isPending).toBe(false));
    expect(numbersOf(reading.result.current.feed.items)).toEqual([5]);
    expect(page.calls).toHaveLength(1);
    reading.unmount();
    const { result } = page.run(() => useFeed("home", laterHome));
    expect(numbersOf(result.current.items)).toEqual([5, 4]);
    expect(page.calls).toHaveLength(1);
  });

  it("[C97] the first follow fills an empty home feed and reads the timeline again", async () => {
    page.answer("PUT", "/api/users/person2/follow", () => sampleProfile({ isFollowed: true }));
    page.answer("GET", "/api/feed?scope=home", () => sampleFeed([5, 3]));
    const emptyHome = sampleFeed([]);
    const { result } = page.run(() => ({
      feed: useFeed("home", emptyHome),
      follow: useFollow(profile),
    }));
    expect(result.current.feed.items).toEqual([]);
    act(() => result.current.follow.toggle());
    await waitFor(() => expect(numbersOf(result.current.feed.items)).toEqual([5, 3]));
  });

  it("[C75] what was gone is there again in an answer, and at once after a follow", async () => {
    page.answer("PUT", "/api/users/person2/follow", () => sampleProfile({ isFollowed: true }));
    page.answer("GET", "/api/users/person2/contents", () => sampleFeed([3]));
    const initial = sampleFeed([3]);
    const { result } = page.run(() => ({
      posted: useAuthorContents("person2", initial),
      follow: useFollow(profile),
      isGone: useEngagement(sampleId(3)).isGone,
    }));
    act(() => page.client.removed(sampleId(3)));
    expect(result.current.isGone).toBe(true);
    act(() => result.current.follow.toggle());
    await waitFor(() => expect(result.current.isGone).toBe(false));
    act(() => page.client.removed(sampleId(3)));
    act(() => page.client.absorb(initial.items, OTHER_EPOCH));
    expect(result.current.isGone).toBe(true);
  });

  it("[C75] what was gone is there again on a page just read, not on one gone back to", () => {
    const [older, newer] = [sampleFeed([3]), sampleFeed([3])];
    const visit = (initial: Page<Content>) =>
      page.run(() => {
        useLikedContents("bob", initial);
        return useEngagement(sampleId(3)).isGone;
      });
    visit(older).unmount();
    page.client.removed(sampleId(3));
    const back = visit(older);
    expect(back.result.current).toBe(true);
    back.unmount();
    expect(visit(newer).result.current).toBe(false);
  });

  it("[C45] following shows at once and falls back when refused", async () => {
    const followed = sampleProfile({ isFollowed: true, followerCount: 6 });
    let answer: (profile: unknown) => void = () => undefined;
    page.answer("PUT", "/api/users/person2/follow", () => {
      return new Promise((resolve) => {
        answer = resolve;
      });
    });
    const { result } = page.run(() => ({
      shown: useProfile(profile),
      follow: useFollow(profile),
    }));
    act(() => result.current.follow.toggle());
    await waitFor(() => {
      expect(result.current.follow.profile).toMatchObject({ isFollowed: true, followerCount: 6 });
    });
    expect(result.current.shown.followerCount).toBe(5);
    act(() => answer(followed));
    await waitFor(() => expect(result.current.shown.followerCount).toBe(6));
    page.answer("DELETE", "/api/users/person2/follow", () => {
      throw new HeartwireError("FORBIDDEN", "no");
    });
    act(() => result.current.follow.toggle());
    await waitFor(() => expect(result.current.follow.error?.code).toBe("FORBIDDEN"));
    expect(result.current.follow.profile.isFollowed).toBe(true);
  });

  it("[C45] of two like intents the second is asked after the first is answered", async () => {
    let answer: (profile: unknown) => void = () => undefined;
    page.answer("PUT", "/api/users/person2/follow", () => {
      return new Promise((resolve) => {
        answer = resolve;
      });
    });
    page.answer("DELETE", "/api/users/person2/follow", () => profile);
    const { result } = page.run(() => useFollow(profile));
    act(() => result.current.toggle());
    await waitFor(() => expect(result.current.profile.isFollowed).toBe(true));
    act(() => result.current.toggle());
    await act(() => settle());
    expect(page.calls.map((each) => each.method)).toEqual(["PUT"]);
    act(() => answer(sampleProfile({ isFollowed: true, followerCount: 6 })));
    await waitFor(() => expect(page.calls.map((each) => each.method)).toEqual(["PUT", "DELETE"]));
    await waitFor(() => expect(result.current.isPending).toBe(false));
    expect(result.current.profile.isFollowed).toBe(false);
  });
});

const profile = sampleProfile();
const initialHome = sampleFeed([5]);
const laterHome = sampleFeed([5, 4]);

describe("mine", () => {
  const first = {
    items: [sampleNotification(1)],
    nextCursor: null,
    unreadCount: 1,
    inboxVersion: 1,
  };

  it("[C35] notifications are live over the page read", async () => {
    const { result } = page.run(() => useNotifications(first));
    await act(() => page.goLive());
    act(() =>
      page.transport.deliver("notification:new", {
        notification: sampleNotification(2),
        unreadCount: 2,
        inboxVersion: 2,
      }),
    );
    expect(result.current.items.map((each) => each.id)).toEqual([
      sampleNotification(2).id,
      sampleNotification(1).id,
    ]);
    act(() =>
      page.transport.deliver("notification:removed", {
        notification: sampleNotification(2),
        unreadCount: 1,
        inboxVersion: 3,
      }),
    );
    expect(result.current.items.map((each) => each.id)).toEqual([sampleNotification(1).id]);
  });

  it("[C35] when sync says that the inbox moved, the list is read again, and its badge counts", async () => {
    const read = { ...first, items: [sampleNotification(3)], unreadCount: 3, inboxVersion: 8 };
    page.answer("GET", "/api/notifications", () => read);
    const { result } = page.run(() => useNotifications(first));
    await act(() => page.goLive());
    act(() => page.page.show());
    await act(async () => page.answerSync({ inbox: { unreadCount: 1, inboxVersion: 7 } }));
    await waitFor(() => expect(result.current.items[0]?.id).toBe(sampleNotification(3).id));
    expect(page.client.inbox.getState().inbox).toEqual({ unreadCount: 3, inboxVersion: 8 });
  });

  it("[C36] read on another device is read here", async () => {
    const { result } = page.run(() => useNotifications(first));
    await act(() => page.goLive());
    act(() => page.transport.deliver("inbox:updated", { unreadCount: 0, inboxVersion: 2 }));
    expect(result.current.items[0]?.isRead).toBe(true);
  });

  it("[C35] when the inbox moved unheard, the list is read again", async () => {
    page.answer("GET", "/api/notifications", () => ({
      ...first,
      items: [sampleNotification(3)],
      inboxVersion: 7,
    }));
    const { result } = page.run(() => useNotifications(first));
    await act(() => page.goLive());
    act(() => page.transport.deliver("inbox:updated", { unreadCount: 1, inboxVersion: 7 }));
    await waitFor(() => expect(result.current.items[0]?.id).toBe(sampleNotification(3).id));
  });

  it("[C36] read means up to what was seen, is shown at once, and taken back when refused", async () => {
    page = new Harness(undefined, { unreadCount: 1, inboxVersion: 4 });
    const { result } = page.run(() => ({ list: useNotifications(first), mark: useMarkRead() }));
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
    const { result } = page.run(() => useTimeline(read));
    await act(() => page.goLive());
    act(() => page.transport.deliver("activity:new", { activity: sampleActivity(2) }));
    act(() => page.transport.deliver("activity:new", { activity: sampleActivity(1) }));
    const idsOf = () => result.current.items.map((each) => Number(each.id.slice(-1)));
    expect(idsOf()).toEqual([2, 1]);
    act(() => page.transport.cut());
    await act(async () => {
      await page.clock.advance(1_000);
      page.transport.accept();
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
    const { result } = page.run(() => useSessions(initial));
    await act(() => result.current.end(sampleId(2)));
    await waitFor(() => expect(result.current.sessions).toHaveLength(2));
    await act(() => result.current.endOthers());
    await waitFor(() => expect(result.current.sessions).toEqual([session(1, true)]));
    await expect(result.current.end("unknown")).rejects.toThrow("NOT_FOUND");
  });
});

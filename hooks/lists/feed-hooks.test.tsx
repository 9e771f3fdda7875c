// @vitest-environment happy-dom
import { act, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { HeartwireError } from "@/protocol/errors";
import {
  BOB,
  numbersOf,
  POST,
  sampleContent,
  sampleFeed,
  sampleId,
} from "../../client/testing/sample-views";
import { useCreatePost } from "../contents/use-create-post";
import { useDeletePost } from "../contents/use-delete-post";
import { useFeed } from "../contents/use-feed";
import { useNewPosts } from "../contents/use-new-posts";
import { type Harness, onFreshPages } from "../testing/client-harness";

let page: Harness;

onFreshPages(
  () => page,
  (fresh) => {
    page = fresh;
  },
);

describe("feed", () => {
  it("[C41] the rendered page is there at once; more is loaded on demand, each post once", async () => {
    page.answer("GET", "/api/feed?scope=latest&cursor=next", () => sampleFeed([3, 2, 1]));
    const initial = sampleFeed([5, 4, 3], "next");
    const { result } = page.run(() => useFeed("latest", initial));
    expect(numbersOf(result.current.items)).toEqual([5, 4, 3]);
    expect(result.current).toMatchObject({ hasMore: true, isLoading: false });
    act(() => result.current.loadMore());
    act(() => result.current.loadMore());
    await waitFor(() => expect(numbersOf(result.current.items)).toEqual([5, 4, 3, 2, 1]));
    expect(page.calls).toHaveLength(1);
    expect(result.current.hasMore).toBe(false);
    act(() => result.current.loadMore());
    expect(page.calls).toHaveLength(1);
  });

  it("[C41] a page that fails says why and is tried again", async () => {
    page.answer("GET", "/api/feed?scope=latest&cursor=next", () => {
      throw new HeartwireError("FORBIDDEN", "no");
    });
    const initial = sampleFeed([5], "next");
    const { result } = page.run(() => useFeed("latest", initial));
    act(() => result.current.loadMore());
    await waitFor(() => expect(result.current.error?.errorId).toBe("from the server"));
    page.answer("GET", "/api/feed?scope=latest&cursor=next", () => sampleFeed([4]));
    act(() => result.current.retry());
    await waitFor(() => expect(numbersOf(result.current.items)).toEqual([5, 4]));
    page.answer("GET", "/api/feed?scope=latest", () => sampleFeed([6, 5, 4]));
    act(() => result.current.retry());
    await waitFor(() => expect(numbersOf(result.current.items)).toContain(6));
  });

  it("[C41] coming back, the list kept stays unless the page knows of newer posts", () => {
    const first = page.run(() => useFeed("latest", initialFeed));
    first.unmount();
    const older = sampleFeed([4, 3]);
    const kept = page.run(() => useFeed("latest", older));
    expect(numbersOf(kept.result.current.items)).toEqual([5, 4]);
    kept.unmount();
    const newer = sampleFeed([9, 8]);
    const fresh = page.run(() => useFeed("latest", newer));
    expect(numbersOf(fresh.result.current.items)).toEqual([9, 8]);
  });

  it("[C42] a hint leads to one quiet look; the list moves only when asked to", async () => {
    page.answer("GET", "/api/feed?scope=latest", () => sampleFeed([7, 6, 5, 2], "next"));
    const { result } = page.run(() => ({
      list: useFeed("latest", initialFeed),
      pill: useNewPosts("latest"),
    }));
    await act(() => page.goLive());
    act(() => result.current.pill.show());
    act(() => {
      for (let hint = 0; hint < 20; hint += 1) {
        page.transport.deliver("feed:new", { ...POST, authorId: BOB.userId });
      }
    });
    await act(() => page.clock.advance(0));
    expect(page.calls).toEqual([]);
    await act(() => page.clock.advance(1_500));
    await waitFor(() => expect(result.current.pill.count).toBe(2));
    expect(page.calls).toHaveLength(1);
    expect(numbersOf(result.current.list.items)).toEqual([5, 4]);
    act(() => result.current.pill.show());
    expect(numbersOf(result.current.list.items)).toEqual([7, 6, 5, 4]);
    expect(result.current.pill.count).toBe(0);
  });

  it("[C42] when the newest page does not reach what is shown, the list begins again with it", async () => {
    page.answer("GET", "/api/feed?scope=latest", () => sampleFeed([99, 98], "next"));
    const { result } = page.run(() => ({
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

  it("[C42] a page that is polled for looks at most every 15 s", async () => {
    page.answer("GET", "/api/feed?scope=latest", () => sampleFeed([7, 6, 5], "next"));
    const { result } = page.run(() => {
      useFeed("latest", initialFeed);
      return useNewPosts("latest");
    });
    const looks = () => page.calls.filter((each) => each.method === "GET").length;
    for (let polls = 0; polls < 20; polls += 1) {
      act(() => page.client.events.send("synced", "poll"));
      await act(() => page.clock.advance(2_000));
    }
    expect(looks()).toBeGreaterThanOrEqual(1);
    expect(looks()).toBeLessThanOrEqual(3);
    await waitFor(() => expect(result.current.count).toBe(2));
  });

  it("[C18] a look that was to come ends with its page", async () => {
    await act(() => page.goLive());
    const before = page.clock.pendingTimers;
    const { unmount } = page.run(() => useNewPosts("latest"));
    act(() => page.transport.deliver("feed:new", { ...POST, authorId: BOB.userId }));
    expect(page.clock.pendingTimers).toBe(before + 1);
    unmount();
    expect(page.clock.pendingTimers).toBe(before);
  });

  it("[C8] the numbers of a rendered list are known at once", () => {
    page.run(() => useFeed("latest", initialFeed));
    expect(page.client.engagement.read(sampleId(5))).toMatchObject({
      isKnown: true,
      likeCount: 41,
    });
  });

  it("[C43] a post of mine is on top at once, and once; a removed one is gone on its card", async () => {
    page.answer("POST", "/api/posts", () => sampleContent(8));
    page.answer("DELETE", `/api/content/${sampleId(8)}`, () => null);
    const { result } = page.run(() => ({
      list: useFeed("latest", initialFeed),
      home: useFeed("home", initialFeed),
      posting: useCreatePost(),
      removing: useDeletePost(),
    }));
    await act(async () => {
      await result.current.posting.submit({ body: "Hello", visibility: "public" });
      await result.current.posting.submit({ body: "Hello", visibility: "public" });
    });
    await waitFor(() => expect(numbersOf(result.current.list.items)).toEqual([8, 5, 4]));
    expect(numbersOf(result.current.home.items)).toEqual([8, 5, 4]);
    expect(page.client.engagement.read(sampleId(8)).likeCount).toBe(41);
    await act(() => result.current.removing.remove(sampleId(8)));
    expect(page.client.engagement.read(sampleId(8)).isGone).toBe(true);
  });

  it("[C43] a post that is refused says why", async () => {
    page.answer("POST", "/api/posts", () => {
      throw new HeartwireError("VALIDATION", "too long");
    });
    const { result } = page.run(() => useCreatePost());
    await act(async () => {
      await result.current.submit({ body: "x", visibility: "public" }).catch(() => undefined);
    });
    await waitFor(() => expect(result.current.error?.code).toBe("VALIDATION"));
    act(() => result.current.reset());
    await waitFor(() => expect(result.current.error).toBeNull());
  });
});

const initialFeed = sampleFeed([5, 4]);

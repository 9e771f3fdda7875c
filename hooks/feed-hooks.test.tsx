import { act, renderHook, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { HeartwireError } from "@/protocol/errors";
import type { FeedPage } from "./feed-pages";
import { type Harness, onFreshPages } from "./testing/heartwire-harness";
import { BOB, POST, sampleContent, sampleId } from "./testing/sample-views";
import { useCreatePost } from "./use-create-post";
import { useDeletePost } from "./use-delete-post";
import { useFeed } from "./use-feed";
import { useNewPosts } from "./use-new-posts";

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

describe("feed", () => {
  it("[C41] the rendered page is there at once; more is loaded on demand, each post once", async () => {
    page.answer("GET", "/api/feed?scope=latest&cursor=next", () => feed([3, 2, 1]));
    const initial = feed([5, 4, 3], "next");
    const { result } = run(() => useFeed("latest", initial));
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

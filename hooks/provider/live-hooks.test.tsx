// @vitest-environment happy-dom
import { act, render, renderHook, screen } from "@testing-library/react";
import { renderToString } from "react-dom/server";
import { describe, expect, it, vi } from "vitest";
import type { Content } from "@/protocol/views";
import {
  EPOCH,
  likeEvent,
  ME,
  POST,
  sampleContent,
  sampleEngagement,
  sampleId,
  sampleNotification,
  samplePerson,
} from "../../client/testing/sample-views";
import { settle } from "../../client/testing/virtual-clock";
import { useCurrentUser } from "../accounts/use-current-user";
import { useConnection } from "../connection/use-connection";
import { useConnectionDetails } from "../connection/use-connection-details";
import { useKeepMessageLog, useMessageLog } from "../connection/use-message-log";
import { useViewerCount } from "../connection/use-viewer-count";
import { useContent } from "../contents/use-content";
import { useEngagement } from "../engagement/use-engagement";
import { useFailedLikes } from "../engagement/use-failed-likes";
import { useLike } from "../engagement/use-like";
import { useRecentLikes } from "../engagement/use-recent-likes";
import { useInbox } from "../notifications/use-inbox";
import { useNewNotification } from "../notifications/use-new-notification";
import { type Harness, onFreshPages } from "../testing/client-harness";

let page: Harness;

onFreshPages(
  () => page,
  (fresh) => {
    page = fresh;
  },
);

const renders = new Map<string, number>();

function Card({ content }: { content: Content }) {
  const { isGone } = useContent(content);
  const { contentId } = content;
  const { liked, likeCount, press } = useLike(content);
  renders.set(contentId, (renders.get(contentId) ?? 0) + 1);
  if (isGone) return <p>gone</p>;
  return (
    <button type="button" aria-label={contentId} aria-pressed={liked} onClick={press}>
      {likeCount}
    </button>
  );
}

function Feed({ contents }: { contents: Content[] }) {
  return contents.map((each) => <Card key={each.contentId} content={each} />);
}

function countOf(number: number): string | null {
  return screen.getByLabelText(sampleId(number)).textContent;
}

describe("cards", () => {
  it("[C9] an event for one content renders its card again and no other", async () => {
    const contents = [1, 2, 3, 4, 5].map((number) => sampleContent(number));
    render(<Feed contents={contents} />, { wrapper: page.Wrapper });
    await act(() => page.goLive(...contents));
    renders.clear();
    act(() => page.transport.deliver("post:liked", likeEvent({ contentId: sampleId(3) })));
    expect(countOf(3)).toBe("42");
    expect([...renders]).toEqual([[sampleId(3), 1]]);
  });

  it("[C12] a like intent is on screen when the click returns", () => {
    render(<Feed contents={[sampleContent(1)]} />, { wrapper: page.Wrapper });
    const button = screen.getByLabelText(sampleId(1));
    act(() => button.click());
    expect([button.textContent, button.getAttribute("aria-pressed")]).toEqual(["42", "true"]);
    act(() => {
      button.click();
      button.click();
    });
    expect(button.textContent).toBe("42");
  });

  it("[C8] the server's markup carries the counts, and hydration meets them whatever came since", async () => {
    const tree = (
      <page.Wrapper>
        <Feed contents={[sampleContent(1)]} />
      </page.Wrapper>
    );
    const markup = renderToString(tree);
    expect(markup).toContain(">41<");
    page.client.engagement.applySnapshot(sampleEngagement({ version: 20, likeCount: 77 }));
    const container = document.createElement("div");
    container.innerHTML = markup;
    document.body.append(container);
    const onRecoverableError = vi.fn();
    await act(async () => {
      render(tree, { container, hydrate: true, onRecoverableError });
    });
    expect(onRecoverableError).not.toHaveBeenCalled();
    expect(container.textContent).toBe("77");
    container.remove();
  });

  it("[C8] a stale page rendered later, as after going back, does not bring old numbers", () => {
    const { rerender } = render(<Feed contents={[sampleContent(1)]} />, { wrapper: page.Wrapper });
    act(() =>
      page.client.engagement.applySnapshot(sampleEngagement({ version: 20, likeCount: 77 })),
    );
    rerender(<Feed contents={[sampleContent(1)]} />);
    expect(countOf(1)).toBe("77");
    const newer = sampleContent(1, {
      engagement: sampleEngagement({ version: 30, likeCount: 99 }),
    });
    rerender(<Feed contents={[newer]} />);
    expect(countOf(1)).toBe("99");
  });

  it("[C8] a card on screen receives newer numbers that come with a page rendered elsewhere", () => {
    render(<Feed contents={[sampleContent(1)]} />, { wrapper: page.Wrapper });
    const newer = sampleContent(1, {
      engagement: sampleEngagement({ version: 30, likeCount: 99 }),
    });
    page.run(() => useContent(newer));
    expect(countOf(1)).toBe("99");
  });

  it("[C11] a card says when its content is gone", async () => {
    render(<Feed contents={[sampleContent(1)]} />, { wrapper: page.Wrapper });
    await act(() => page.goLive());
    act(() => page.transport.deliver("content:removed", POST));
    expect(screen.getByText("gone")).toBeDefined();
  });
});

describe("small hooks", () => {
  it("[C39] a heart's failure and slowness", async () => {
    page.client.seed([sampleContent(1)]);
    const { result } = page.run(() => useLike(POST));
    const dropped = vi.fn();
    page.run(() => useFailedLikes(dropped));
    await act(() => page.goLive());
    act(() => result.current.set(true));
    act(() => result.current.set(true));
    expect(result.current).toMatchObject({ liked: true, likeCount: 42, failureCount: 0 });
    await act(() => page.clock.advance(500));
    expect(result.current.isSlow).toBe(true);
    await act(async () => {
      page.transport.take("like:set").refuse({ code: "FORBIDDEN" });
      await settle();
    });
    expect(result.current).toMatchObject({ liked: false, isSlow: false, failureCount: 1 });
    expect(dropped).toHaveBeenCalledTimes(1);
  });

  it("[C24] the connection's state and the like intents on their way", async () => {
    const { result } = page.run(() => useConnection());
    expect(result.current).toEqual({ state: "connecting", storedIntents: 0 });
    await act(() => page.goLive());
    expect(result.current.state).toBe("live");
    act(() => void page.client.setLike(POST, true));
    expect(result.current.storedIntents).toBe(1);
  });

  it("[C70] how many are here is said only on a live connection and of a joined room", async () => {
    const { result } = page.run(() => useViewerCount(POST.contentId));
    await act(() => page.goLive());
    act(() => page.transport.deliver("viewers:updated", { ...POST, viewerCount: 9 }));
    expect(result.current).toBeNull();
    const lookAway = page.client.rooms.see(POST);
    await act(() => page.clock.advance(100));
    const joined = { ...sampleEngagement(), viewerCount: 4 };
    await act(async () => {
      page.transport.take("content:join").answer({ epoch: EPOCH, contents: [joined], missing: [] });
      await settle();
    });
    expect(result.current).toBe(4);
    act(() => page.page.goOffline());
    expect(result.current).toBeNull();
    act(() => page.page.goOnline());
    await act(async () => {
      page.answerSync();
      await settle();
    });
    expect(result.current).toBe(4);
    lookAway();
    await act(() => page.clock.advance(1_100));
    expect(result.current).toBeNull();
  });

  it("[C33] faces, pulse, viewers, me and the badge", async () => {
    const { result } = renderHook(
      () => ({
        me: useCurrentUser(),
        likes: useRecentLikes(rendered),
        viewerCounts: useViewerCount(POST.contentId),
        inbox: useInbox(),
        shown: useEngagement(POST.contentId),
      }),
      { wrapper: page.Wrapper },
    );
    expect(result.current).toMatchObject({
      me: ME,
      likes: { people: initialPeople, pulse: 0 },
      viewerCounts: null,
      inbox: { unreadCount: 0 },
      shown: { isKnown: false },
    });
    await act(() => page.goLive(POST));
    const ring = vi.fn();
    page.run(() => useNewNotification(ring));
    act(() => {
      page.transport.deliver("post:liked", likeEvent());
      page.transport.deliver("viewers:updated", { ...POST, viewerCount: 4 });
      page.transport.deliver("notification:new", {
        notification: sampleNotification(1),
        unreadCount: 1,
        inboxVersion: 2,
      });
    });
    expect(result.current).toMatchObject({
      likes: { pulse: 1 },
      viewerCounts: 4,
      inbox: { unreadCount: 1 },
      shown: { likeCount: 42 },
    });
    expect(result.current.likes.people.map((each) => each.username)).toEqual([
      "person2",
      "person9",
    ]);
    expect(ring).toHaveBeenCalledTimes(1);
  });

  it("[C40] the message log holds what came while it is read", async () => {
    await act(() => page.goLive(POST));
    let isWanted = true;
    const { result, rerender } = renderHook(
      () => {
        useKeepMessageLog(isWanted);
        return { messageLog: useMessageLog(), details: useConnectionDetails() };
      },
      { wrapper: page.Wrapper },
    );
    act(() => page.transport.deliver("post:liked", likeEvent()));
    await act(async () => {
      void page.client.setLike(POST, true);
      await settle();
    });
    expect(result.current.details).toMatchObject({
      state: "live",
      epoch: EPOCH,
      joined: [POST.contentId],
      intents: [{ ...POST, liked: true }],
    });
    await act(async () => {
      page.transport.take("like:set").answer(sampleEngagement({ version: 11, liked: true }));
      await settle();
    });
    expect(result.current.messageLog).toMatchObject([
      { source: "post:liked", verdict: "applied", version: 11 },
      { source: "like:set", verdict: "ignored", version: 11 },
    ]);
    isWanted = false;
    rerender();
    expect(result.current.messageLog).toEqual([]);
  });

  it("[C18] a hook without the provider says so", () => {
    expect(() => renderHook(() => useCurrentUser())).toThrow("HeartwireProvider");
  });
});

const initialPeople = [samplePerson(9)];
const rendered = { ...sampleContent(1), recentLikers: initialPeople };

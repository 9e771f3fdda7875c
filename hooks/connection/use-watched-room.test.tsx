// @vitest-environment happy-dom
import { render } from "@testing-library/react";
import { StrictMode } from "react";
import { describe, expect, it, vi } from "vitest";
import { POST } from "../../client/testing/sample-views";
import { type Harness, onFreshPages } from "../testing/client-harness";
import { useWatchedRoom } from "./use-watched-room";

let page: Harness;

onFreshPages(
  () => page,
  (fresh) => {
    page = fresh;
  },
);

function Watched() {
  const ref = useWatchedRoom(POST);
  return <article ref={ref}>post</article>;
}

describe("watching", () => {
  let observed: { callback: IntersectionObserverCallback; elements: Set<Element> } | null = null;

  function look(isIntersecting: boolean): void {
    for (const target of observed?.elements ?? []) {
      observed?.callback(
        [{ target, isIntersecting } as IntersectionObserverEntry],
        {} as IntersectionObserver,
      );
    }
  }

  it("[C27] the room follows the eye: joined in view, left a second after, also under StrictMode", async () => {
    vi.stubGlobal("IntersectionObserver", undefined);
    const blind = render(<Watched />, { wrapper: page.Wrapper });
    await page.clock.advance(200);
    expect(page.client.rooms.contentIds).toEqual([POST.contentId]);
    blind.unmount();
    await page.clock.advance(1_100);
    expect(page.client.rooms.contentIds).toEqual([]);

    vi.stubGlobal(
      "IntersectionObserver",
      class {
        constructor(callback: IntersectionObserverCallback) {
          observed = { callback, elements: new Set() };
        }
        observe(element: Element) {
          observed?.elements.add(element);
        }
        unobserve(element: Element) {
          observed?.elements.delete(element);
        }
      },
    );
    const seen = render(
      <StrictMode>
        <Watched />
      </StrictMode>,
      { wrapper: page.Wrapper },
    );
    await page.clock.advance(200);
    expect(page.client.rooms.contentIds).toEqual([]);
    look(true);
    look(true);
    await page.clock.advance(200);
    expect(page.client.rooms.contentIds).toEqual([POST.contentId]);
    look(false);
    await page.clock.advance(1_100);
    expect(page.client.rooms.contentIds).toEqual([]);
    look(true);
    await page.clock.advance(200);
    seen.unmount();
    await page.clock.advance(1_100);
    expect(page.client.rooms.contentIds).toEqual([]);
    expect(observed?.elements.size).toBe(0);
  });
});

// @vitest-environment happy-dom
import { act, fireEvent, render, screen } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { BOB, sampleContent } from "@/client/testing/sample-views";
import { type Harness, onFreshPages } from "@/hooks/testing/client-harness";
import { LikedBy } from "../engagement/liked-by";
import { CardBoundary } from "./card-boundary";
import { ContentCard } from "./content-card";

vi.mock("next/navigation", () => ({ useRouter: () => ({ push: vi.fn() }) }));

let page: Harness;

onFreshPages(
  () => page,
  (fresh) => {
    page = fresh;
  },
);

it("[C94] a card offers nothing that does nothing", () => {
  const { container } = render(<ContentCard content={sampleContent(1)} />, {
    wrapper: page.Wrapper,
  });
  expect(container.textContent).not.toMatch(/comment|repost/i);
  expect(container.innerHTML).not.toMatch(/aria-label="[^"]*(comment|repost)/i);
  expect(container.querySelector(".lucide-repeat-2, .lucide-message-circle")).toBeNull();
});

it("[C95] a list cuts what is long, in characters or in lines, and the cut is no block", () => {
  const bodies = { short: "two words", wide: "a ".repeat(400), tall: `${"\n".repeat(40)}end` };
  for (const [name, body] of Object.entries(bodies)) {
    const { container, unmount } = render(<ContentCard content={{ ...sampleContent(1), body }} />, {
      wrapper: page.Wrapper,
    });
    const words = container.querySelector(".whitespace-pre-wrap");
    const isCut = name !== "short";
    expect(words?.classList.contains("line-clamp-9"), name).toBe(isCut);
    expect(words?.classList.contains("block"), name).toBe(!isCut);
    expect(screen.queryByText("Show more") !== null, name).toBe(isCut);
    unmount();
  }
});

/** As page translators do: every text moves into an element of theirs. */
function translate(root: Element): void {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const texts: Text[] = [];
  while (walker.nextNode()) texts.push(walker.currentNode as Text);
  for (const text of texts) {
    const font = document.createElement("font");
    text.replaceWith(font);
    font.append(text);
  }
}

it("[C99] a translated line takes the next like", () => {
  const { engagement, ...content } = sampleContent(1);
  const ada = { ...BOB, userId: "another", username: "ada", displayName: "Ada" };
  page.client.absorb(
    [{ ...content, engagement: { ...engagement, likeCount: 2 } }],
    page.client.engagement.epoch,
  );
  const line = (people: (typeof BOB)[]) => (
    <LikedBy contentId={content.contentId} people={people} />
  );
  const { container, rerender } = render(line([BOB, ada]), { wrapper: page.Wrapper });
  translate(container);
  act(() => rerender(line([])));
  act(() => rerender(line([ada])));
  expect(container.textContent).toContain("Ada");
});

function Fragile({ breaks }: { breaks: () => boolean }) {
  if (breaks()) throw new Error("a node that was moved");
  return <p>whole</p>;
}

it("[C99] a card that breaks leaves the others, and is drawn again on request", () => {
  const silent = vi.spyOn(console, "error").mockImplementation(() => undefined);
  let breaks = true;
  const fragile = () => breaks;
  render(
    <>
      <CardBoundary>
        <Fragile breaks={fragile} />
      </CardBoundary>
      <p>neighbour</p>
    </>,
  );
  expect(screen.getByText("neighbour")).toBeTruthy();
  breaks = false;
  fireEvent.click(screen.getByRole("button", { name: "Try again" }));
  expect(screen.queryByText("whole")).not.toBeNull();
  silent.mockRestore();
});

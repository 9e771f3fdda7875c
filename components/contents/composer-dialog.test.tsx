// @vitest-environment happy-dom
import { act, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { type Harness, onFreshPages } from "@/hooks/testing/client-harness";
import { POST_BODY_MAX } from "@/protocol/bounds";
import { HeartwireError } from "@/protocol/errors";
import { sampleContent } from "../../client/testing/sample-views";
import { ComposerDialog } from "./composer-dialog";

vi.mock("next/navigation", () => ({ useRouter: () => ({ push: vi.fn() }) }));

let page: Harness;

onFreshPages(
  () => page,
  (fresh) => {
    page = fresh;
  },
);

it("[C72] closed before the post is saved, it keeps what was written", async () => {
  const dialog = (isOpen: boolean) => <ComposerDialog isOpen={isOpen} close={() => undefined} />;
  const { rerender } = render(dialog(true), { wrapper: page.Wrapper });
  const field = () => screen.findByRole("textbox", { name: "Write a post" });
  fireEvent.change(await field(), { target: { value: "A long thought" } });
  rerender(dialog(false));
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  rerender(dialog(true));
  expect(((await field()) as HTMLTextAreaElement).value).toBe("A long thought");
});

it("[E101] a pasted text that is too long is kept whole, and says by how much", async () => {
  render(<ComposerDialog isOpen close={() => undefined} />, { wrapper: page.Wrapper });
  const field = await screen.findByRole<HTMLTextAreaElement>("textbox", { name: "Write a post" });
  expect(field.hasAttribute("maxlength")).toBe(false);
  const pasted = "a".repeat(POST_BODY_MAX * 2 + 7);
  fireEvent.change(field, { target: { value: pasted } });
  expect(field.value).toBe(pasted);
  const excess = new Intl.NumberFormat("en").format(POST_BODY_MAX + 7);
  expect(screen.getByText(`${excess} characters too many`)).toBeTruthy();
});

function write(words: string) {
  const field = screen.getByRole("textbox", { name: "Write a post" });
  fireEvent.change(field, { target: { value: words } });
  return field;
}

const sentPosts = () => page.calls.map(({ body }) => body as { id: string; body: string });

it("[C100] Post pressed twice before it is drawn makes one post", async () => {
  let answer = (_post: unknown) => {};
  page.answer("POST", "/api/posts", () => new Promise((resolve) => (answer = resolve)));
  const close = vi.fn();
  render(<ComposerDialog isOpen close={close} />, { wrapper: page.Wrapper });
  await screen.findByRole("textbox", { name: "Write a post" });
  write("Once.");
  const button = screen.getByRole("button", { name: "Post" });
  act(() => {
    button.click();
    button.click();
  });
  await waitFor(() => expect(page.calls).toHaveLength(1));
  answer(sampleContent(9, { body: "Once." }));
  await waitFor(() => expect(close).toHaveBeenCalled());
  expect(page.calls).toHaveLength(1);
  expect(close).toHaveBeenCalledOnce();
});

it("[C101] sent again after its answer was lost it has the same id; after that a new one", async () => {
  let answer: () => unknown = () => {
    throw new HeartwireError("TIMEOUT", "");
  };
  page.answer("POST", "/api/posts", () => answer());
  const close = vi.fn();
  render(<ComposerDialog isOpen close={close} />, { wrapper: page.Wrapper });
  const press = () => fireEvent.click(screen.getByRole("button", { name: "Post" }));
  await screen.findByRole("textbox", { name: "Write a post" });
  write("Once.");
  press();
  await screen.findByText("because TIMEOUT");
  answer = () => sampleContent(9, { body: "Once." });
  press();
  await waitFor(() => expect(close).toHaveBeenCalledOnce());
  write("Another.");
  press();
  await waitFor(() => expect(close).toHaveBeenCalledTimes(2));
  const [first, again, other] = sentPosts();
  expect(first?.id).toMatch(/^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
  expect(again).toEqual(first);
  expect(other?.id).not.toBe(first?.id);
});

it("[C101] words changed after a lost answer are kept, and the next press publishes them too", async () => {
  let answer: () => unknown = () => {
    throw new HeartwireError("CONFLICT", "", { reason: "id-taken" });
  };
  page.answer("POST", "/api/posts", () => answer());
  const close = vi.fn();
  render(<ComposerDialog isOpen close={close} />, { wrapper: page.Wrapper });
  const press = () => fireEvent.click(screen.getByRole("button", { name: "Post" }));
  await screen.findByRole("textbox", { name: "Write a post" });
  const field = write("With other words.");
  press();
  await screen.findByText("because CONFLICT");
  expect((field as HTMLTextAreaElement).value).toBe("With other words.");
  answer = () => sampleContent(9, { body: "With other words." });
  press();
  await waitFor(() => expect(close).toHaveBeenCalledOnce());
  const [refused, sent] = sentPosts();
  expect(sent?.id).not.toBe(refused?.id);
});

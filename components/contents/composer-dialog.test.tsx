// @vitest-environment happy-dom
import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { type Harness, onFreshPages } from "@/hooks/testing/client-harness";
import { POST_BODY_MAX } from "@/protocol/bounds";
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

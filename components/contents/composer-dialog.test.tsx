// @vitest-environment happy-dom
import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { type Harness, onFreshPages } from "@/hooks/testing/client-harness";
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

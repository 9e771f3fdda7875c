// @vitest-environment happy-dom
import { act, render, screen, waitFor } from "@testing-library/react";
import { createRef } from "react";
import { expect, it, vi } from "vitest";
import { type Harness, onFreshPages } from "@/hooks/testing/client-harness";
import { ME, sampleContent } from "../../client/testing/sample-views";
import { sayToast } from "../ui/feedback/toasts";
import { ContentMenuPanel } from "./content-menu-panel";

vi.mock("next/navigation", () => ({ useRouter: () => ({ push: vi.fn() }) }));
vi.mock("../ui/feedback/toasts", () => ({ sayToast: vi.fn() }));

let page: Harness;

onFreshPages(
  () => page,
  (fresh) => {
    page = fresh;
  },
);

it("[C100] Delete pressed twice before it is drawn deletes once, and says so once", async () => {
  const content = sampleContent(9, { author: ME });
  let answer = (_nothing: unknown) => {};
  const path = `/api/content/${content.contentId}`;
  page.answer("DELETE", path, () => new Promise((resolve) => (answer = resolve)));
  const anchor = createRef<HTMLElement>();
  const onOpenChange = vi.fn();
  render(
    <ContentMenuPanel content={content} anchor={anchor} isOpen onOpenChange={onOpenChange} />,
    { wrapper: page.Wrapper },
  );
  const item = await screen.findByRole("menuitem", { name: "Delete" });
  act(() => item.click());
  const button = await screen.findByRole("button", { name: "Delete" });
  act(() => {
    button.click();
    button.click();
  });
  await waitFor(() => expect(page.calls).toHaveLength(1));
  answer({});
  await waitFor(() => expect(sayToast).toHaveBeenCalledWith({ title: "Deleted" }));
  expect(page.calls).toHaveLength(1);
  expect(sayToast).toHaveBeenCalledOnce();
});

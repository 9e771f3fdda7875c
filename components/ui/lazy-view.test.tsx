// @vitest-environment happy-dom
import { cleanup, render, screen, waitFor } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { lazyCode } from "@/client/lazy-code";
import { dropToasts, isToasterWanted, sayToast, takeToasts } from "./feedback/toasts";
import { LazyView } from "./lazy-view";

afterEach(cleanup);

const Part = ({ words }: { words: string }) => <p>{words}</p>;

it("[C88] what could not be fetched leaves the page as it was, and is fetched again when next wanted", async () => {
  let isReachable = false;
  const load = vi.fn(async () => {
    if (!isReachable) throw new Error("no network");
    return Part;
  });
  const part = lazyCode(load);
  part.fetch();
  await waitFor(() => expect(load).toHaveBeenCalledOnce());
  const onMissing = vi.fn();
  const page = (isWanted: boolean) => (
    <main>
      standing{" "}
      {isWanted ? <LazyView part={part} with={{ words: "here" }} onMissing={onMissing} /> : null}
    </main>
  );
  const { rerender } = render(page(true));
  await waitFor(() => expect(onMissing).toHaveBeenCalledOnce());
  expect(screen.getByRole("main").textContent).toContain("standing");

  isReachable = true;
  rerender(page(false));
  rerender(page(true));
  expect(await screen.findByText("here")).toBeTruthy();
  expect(load).toHaveBeenCalledTimes(3);

  rerender(page(false));
  rerender(page(true));
  expect(screen.getByText("here"), "what is here is drawn at once").toBeTruthy();
  expect(load).toHaveBeenCalledTimes(3);
  expect(onMissing).toHaveBeenCalledOnce();
});

it("[C88] messages whose toaster could not be fetched are dropped, and the next one asks for it again", () => {
  sayToast({ title: "old news" });
  expect(isToasterWanted()).toBe(true);
  dropToasts();
  expect(isToasterWanted()).toBe(false);
  sayToast({ title: "new" });
  expect(isToasterWanted()).toBe(true);
  const shown: string[] = [];
  takeToasts((message) => shown.push(message.title))();
  expect(shown).toEqual(["new"]);
});

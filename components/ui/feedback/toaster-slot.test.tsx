// @vitest-environment happy-dom
import { act, cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { ToasterSlot } from "./toaster-slot";
import { SHOWN_MS, sayToast } from "./toasts";

vi.mock("./toaster", () => {
  throw new Error("no network");
});

afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

it("[C76] what is said while the toaster cannot be fetched is said plainly, for as long", async () => {
  render(<ToasterSlot />);
  act(() => sayToast({ title: "Your like was not saved", detail: "It is gone." }));
  await screen.findByText("Your like was not saved");
  expect(screen.getByRole("alert").textContent).toContain("It is gone.");
  vi.useFakeTimers();
  act(() => sayToast({ title: "That could not be opened" }));
  await act(() => vi.advanceTimersByTimeAsync(0));
  expect(screen.queryByText("Your like was not saved")).toBeNull();
  expect(screen.getByText("That could not be opened")).toBeTruthy();
  await act(() => vi.advanceTimersByTimeAsync(SHOWN_MS));
  expect(screen.queryByText("That could not be opened")).toBeNull();
});

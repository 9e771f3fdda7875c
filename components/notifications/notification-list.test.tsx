// @vitest-environment happy-dom
import { act, fireEvent, render, screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { type Harness, onFreshPages } from "@/hooks/testing/client-harness";
import { HeartwireError } from "@/protocol/errors";
import { NotificationList } from "./notification-list";

let page: Harness;

onFreshPages(
  () => page,
  (fresh) => {
    page = fresh;
  },
);

const EMPTY = { items: [], nextCursor: null, unreadCount: 0, inboxVersion: 1 };

it("[C71] while it is read it says that it loads, and only then that it is empty", async () => {
  let answer: (inbox: unknown) => void = () => undefined;
  page.answer("GET", "/api/notifications", () => {
    return new Promise((resolve) => {
      answer = resolve;
    });
  });
  render(<NotificationList isShort />, { wrapper: page.Wrapper });
  expect(screen.getByText("Loading")).toBeTruthy();
  expect(screen.queryByText("No notifications yet")).toBeNull();
  await act(async () => answer(EMPTY));
  await screen.findByText("No notifications yet");
  expect(screen.queryByText("Loading")).toBeNull();
});

it("[C71] a list that could not be read says why and is tried again", async () => {
  page.answer("GET", "/api/notifications", () => {
    throw new HeartwireError("FORBIDDEN", "no");
  });
  render(<NotificationList isShort />, { wrapper: page.Wrapper });
  await screen.findByText("because FORBIDDEN");
  expect(screen.queryByText("Loading")).toBeNull();
  expect(screen.queryByText("No notifications yet")).toBeNull();
  page.answer("GET", "/api/notifications", () => EMPTY);
  fireEvent.click(screen.getByRole("button", { name: "Try again" }));
  await screen.findByText("No notifications yet");
});

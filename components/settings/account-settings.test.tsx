// @vitest-environment happy-dom
import { fireEvent, render, screen } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { type Harness, onFreshPages } from "@/hooks/testing/client-harness";
import { AccountSettings } from "./account-settings";

vi.mock("next-auth/react", () => ({ signOut: () => Promise.reject(new TypeError("no network")) }));

let page: Harness;

onFreshPages(
  () => page,
  (fresh) => {
    page = fresh;
  },
);

it("[C73] a sign-out that failed says why and can be pressed again", async () => {
  render(<AccountSettings />, { wrapper: page.Wrapper });
  fireEvent.click(screen.getByRole("button", { name: "Sign out" }));
  const problem = await screen.findByRole("alert");
  expect(problem.textContent).toContain("cannot be reached");
  expect(screen.getByRole("button", { name: "Sign out" })).toHaveProperty("disabled", false);
});

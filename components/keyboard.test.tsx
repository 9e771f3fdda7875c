// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { Keyboard } from "./keyboard";

const push = vi.fn();
vi.mock("next/navigation", () => ({ useRouter: () => ({ push }) }));

afterEach(cleanup);

it("[C74] keys rest while somebody types, and in a menu, a dialog or a question", () => {
  render(
    <>
      <Keyboard />
      <button type="button">page</button>
      <textarea aria-label="field" />
      {["menu", "dialog", "alertdialog"].map((role) => (
        <div key={role} role={role}>
          <button type="button">{role}</button>
        </div>
      ))}
    </>,
  );
  const goHome = (element: HTMLElement) => {
    for (const key of ["g", "h"]) fireEvent.keyDown(element, { key });
  };
  goHome(screen.getByLabelText("field"));
  for (const role of ["menu", "dialog", "alertdialog"]) goHome(screen.getByText(role));
  expect(push).not.toHaveBeenCalled();
  goHome(screen.getByText("page"));
  expect(push).toHaveBeenCalledWith("/");
});

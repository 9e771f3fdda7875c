// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { Keyboard } from "./keyboard";

const push = vi.fn();
vi.mock("next/navigation", () => ({ useRouter: () => ({ push }) }));

afterEach(cleanup);

it("[C74] keys are ignored while a person types, and in a menu, a dialog or a confirmation", () => {
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

it("[C77] a key held down moves on, and does nothing else again", () => {
  const pressed = vi.fn();
  const cards = ["one", "two", "three"];
  render(
    <>
      <Keyboard />
      {cards.map((name) => (
        <article key={name} data-content-id={name} tabIndex={-1}>
          <button type="button" data-like="" onClick={pressed}>
            {name}
          </button>
        </article>
      ))}
    </>,
  );
  const cardOf = (name: string) => screen.getByText(name).closest("article");
  cardOf("one")?.focus();
  const hold = (key: string) => {
    for (const repeat of [false, true]) {
      fireEvent.keyDown(document.activeElement ?? document, { key, repeat });
    }
  };
  hold("l");
  expect(pressed).toHaveBeenCalledTimes(1);
  hold("j");
  expect(document.activeElement).toBe(cardOf("three"));
  hold("k");
  expect(document.activeElement).toBe(cardOf("one"));
});

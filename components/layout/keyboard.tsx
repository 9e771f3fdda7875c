"use client";
// Listens for the page-wide keys and runs their commands: moves the focus between cards, presses hearts,
// opens the composer, navigates. Silent while a person types or a dialog is open.
import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { toggleDebug } from "../debug/debug-switch";
import { createKeyReader, type KeyCommand } from "../keyboard/key-commands";
import { useDialogs } from "./dialogs";

const CARDS = "[data-content-id]";

/** Renders nothing. */
export function Keyboard() {
  const router = useRouter();
  const { openComposer, openKeys, isAnyOpen } = useDialogs();

  useEffect(() => {
    if (isAnyOpen) return;
    const reader = createKeyReader();
    const act: Record<KeyCommand, () => void> = {
      next: () => moveFocus(1),
      previous: () => moveFocus(-1),
      like: () => focusedCard()?.querySelector<HTMLElement>("[data-like]")?.click(),
      open: () => {
        const contentId = focusedCard()?.dataset.contentId;
        if (contentId !== undefined) router.push(`/p/${contentId}`);
      },
      compose: openComposer,
      "go-home": () => router.push("/"),
      "go-notifications": () => router.push("/notifications"),
      "go-activity": () => router.push("/activity"),
      "show-debug": toggleDebug,
      "show-keys": openKeys,
    };
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      if (isTypedInto(event.target)) return;
      const command = reader.read(event.key, event.timeStamp);
      if (command === null) return;
      event.preventDefault();
      // Held down, a key moves on and on; a heart is not pressed thirty times a second.
      if (event.repeat && command !== "next" && command !== "previous") return;
      act[command]();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [router, openComposer, openKeys, isAnyOpen]);

  return null;
}

function isTypedInto(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target.closest("input, textarea, select, [role=menu], [role$=dialog]") !== null)
  );
}

function focusedCard(): HTMLElement | null {
  return document.activeElement?.closest<HTMLElement>(CARDS) ?? null;
}

/** To the next card from the focused one; from the first card on screen when none is. */
function moveFocus(step: 1 | -1): void {
  const cards = [...document.querySelectorAll<HTMLElement>(CARDS)];
  const at = cards.findIndex((card) => card.contains(document.activeElement));
  const next =
    at === -1 ? cards.find((card) => card.getBoundingClientRect().bottom > 120) : cards[at + step];
  if (next === undefined) return;
  next.focus({ preventScroll: true });
  next.scrollIntoView({
    block: "nearest",
    behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth",
  });
}

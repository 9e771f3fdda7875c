"use client";
// A part of the page whose code is fetched when it is first wanted. If the fetch fails, the page stays as it
// was, its opener gets the error, and the next use fetches again.
import { type ComponentType, useEffect, useEffectEvent, useState } from "react";
import type { LazyCode } from "@/client/lazy-code";
import { sayToast } from "./feedback/toasts";

interface LazyViewProps<Props> {
  part: LazyCode<ComponentType<Props>>;
  with: Props;
  /** The code could not be fetched: the opener closes the part again. */
  onMissing: () => void;
}

/** Draws nothing until the code of its part is here. */
export function LazyView<Props extends object>({
  part,
  with: props,
  onMissing,
}: LazyViewProps<Props>) {
  const [Part, setPart] = useState(() => part.now());
  const giveUp = useEffectEvent(onMissing);
  useEffect(() => {
    let isWanted = true;
    part.take().then(
      (fetched) => isWanted && setPart(() => fetched),
      () => isWanted && giveUp(),
    );
    return () => {
      isWanted = false;
    };
  }, [part]);
  return Part === null ? null : <Part {...props} />;
}

/** A popup that is a late part: drawn from the first time it is wanted, open or shut by its button. */
export function useLazyPopup() {
  const [isWanted, setIsWanted] = useState(false);
  const [isOpen, setIsOpen] = useState(false);
  return {
    isWanted,
    isOpen,
    setIsOpen,
    toggle() {
      setIsWanted(true);
      setIsOpen((isShown) => !isShown);
    },
    giveUp() {
      setIsWanted(false);
      setIsOpen(false);
      sayMissing();
    },
  };
}

/** What is said when something of the page was wanted and could not be fetched. */
export function sayMissing(): void {
  sayToast({
    tone: "problem",
    key: "missing",
    title: "That could not be opened",
    detail: "The server did not answer. Try again in a moment.",
  });
}

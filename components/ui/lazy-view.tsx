"use client";
// A part of the page whose code is fetched when it is first wanted. If it cannot be fetched, as in a tunnel,
// the page stands as it was: whoever wanted it is told, and the next wish fetches anew.
import { type ComponentType, useEffect, useEffectEvent, useState } from "react";
import { sayToast } from "./feedback/toasts";
import type { LazyCode } from "./lazy-code";

interface LazyViewProps<Props> {
  part: LazyCode<ComponentType<Props>>;
  with: Props;
  /** The code could not be fetched: whoever wanted the part takes the wish back. */
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

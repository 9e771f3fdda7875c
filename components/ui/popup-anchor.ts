// Shared by popups that hang on a button of their own: a press on that button is the button's to
// answer, not an "outside press" that closes the popup a moment before the button opens it again.
import type { RefObject } from "react";

interface OpenChangeDetails {
  event: Event;
  cancel(): void;
}

/** Wraps a setter for Base UI's `onOpenChange`. */
export function withoutAnchorPress(
  anchor: RefObject<HTMLElement | null>,
  setOpen: (isOpen: boolean) => void,
): (isOpen: boolean, details: OpenChangeDetails) => void {
  return (isOpen, details) => {
    const { target } = details.event;
    if (!isOpen && target instanceof Node && anchor.current?.contains(target)) {
      details.cancel();
      return;
    }
    setOpen(isOpen);
  };
}

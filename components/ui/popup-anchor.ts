// Shared by popups with a button of their own. A press on that button is not an "outside press": otherwise it
// would close the popup and open it again.
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

"use client";
// Says when a like that was kept could not be given after all, also one from an earlier visit whose
// card is not on this page.
import { useDroppedPresses } from "@/hooks/use-dropped-presses";
import { sayToast } from "./ui/toasts";

/** Renders nothing. The key is the heart's own, so that one failure is told once. */
export function DroppedPresses() {
  useDroppedPresses(({ error }) =>
    sayToast({
      key: "like-failed",
      tone: "problem",
      title: "Your like did not arrive",
      detail: error.message,
    }),
  );
  return null;
}

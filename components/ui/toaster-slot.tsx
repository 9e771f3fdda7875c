"use client";
// Where the toaster appears once something has been said.
import { lazy, Suspense, useSyncExternalStore } from "react";
import { isToasterWanted, subscribeToWish } from "./toasts";

const Toaster = lazy(async () => ({ default: (await import("./toaster")).Toaster }));

/** Stands once in the document. */
export function ToasterSlot() {
  const isShown = useSyncExternalStore(subscribeToWish, isToasterWanted, () => false);
  return isShown ? (
    <Suspense fallback={null}>
      <Toaster />
    </Suspense>
  ) : null;
}

"use client";
// Where the toaster appears once something has been said.
import { useSyncExternalStore } from "react";
import { lateCode } from "./late-code";
import { LateView } from "./late-view";
import { dropToasts, isToasterWanted, subscribeToWish } from "./toasts";

const toaster = lateCode(async () => (await import("./toaster")).Toaster);

/** Stands once in the document. */
export function ToasterSlot() {
  const isShown = useSyncExternalStore(subscribeToWish, isToasterWanted, () => false);
  return isShown ? <LateView part={toaster} with={{}} onMissing={dropToasts} /> : null;
}

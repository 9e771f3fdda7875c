"use client";
// Where the toaster appears once something has been said. While it cannot be fetched, as in a tunnel, the latest
// message stands there plainly: what failed for want of a network must not go unsaid for the same want.
import { useEffect, useState, useSyncExternalStore } from "react";
import { lazyCode } from "../lazy-code";
import { LazyView } from "../lazy-view";
import {
  dropToasts,
  isToasterWanted,
  SHOWN_MS,
  subscribeToWish,
  type ToastMessage,
} from "./toasts";

const toaster = lazyCode(async () => (await import("./toaster")).Toaster);

/** Stands once in the document. */
export function ToasterSlot() {
  const isShown = useSyncExternalStore(subscribeToWish, isToasterWanted, () => false);
  const [plain, setPlain] = useState<ToastMessage | null>(null);
  useEffect(() => {
    if (plain === null) return;
    const timer = setTimeout(() => setPlain(null), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [plain]);
  return (
    <>
      {isShown ? (
        <LazyView part={toaster} with={{}} onMissing={() => setPlain(dropToasts())} />
      ) : null}
      {plain === null ? null : (
        <p role="alert" className="said-plainly">
          <b>{plain.title}</b> {plain.detail}
        </p>
      )}
    </>
  );
}

"use client";
// Mounts the toaster after the first message. While its code cannot be fetched, the latest message is shown
// there as plain text.
import { useEffect, useState, useSyncExternalStore } from "react";
import { lazyCode } from "@/client/lazy-code";
import { LazyView } from "../lazy-view";
import {
  dropToasts,
  isToasterWanted,
  SHOWN_MS,
  subscribeToWish,
  type ToastMessage,
} from "./toasts";

const toaster = lazyCode(async () => (await import("./toaster")).Toaster);

/** Mounted once in the document. */
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

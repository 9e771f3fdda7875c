"use client";
// Where the toaster appears once something has been said. While it cannot be fetched, as in a tunnel, the latest
// message stands there plainly: what failed for want of a network must not go unsaid for the same want.
import { useEffect, useState, useSyncExternalStore } from "react";
import { lateCode } from "./late-code";
import { LateView } from "./late-view";
import {
  dropToasts,
  isToasterWanted,
  SHOWN_MS,
  subscribeToWish,
  type ToastMessage,
} from "./toasts";

const toaster = lateCode(async () => (await import("./toaster")).Toaster);

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
        <LateView part={toaster} with={{}} onMissing={() => setPlain(dropToasts())} />
      ) : null}
      <div
        role="status"
        className="pointer-events-none fixed inset-x-3 bottom-21 z-50 flex justify-center md:bottom-6"
      >
        {plain === null ? null : <PlainToast message={plain} />}
      </div>
    </>
  );
}

function PlainToast({ message }: { message: ToastMessage }) {
  return (
    <p className="w-full animate-rise rounded-row bg-ink px-4 py-3 text-[15px] text-paper leading-5 shadow-lift md:w-90">
      <span className="block font-semibold">{message.title}</span>
      {message.detail === undefined ? null : (
        <span className="block opacity-80">{message.detail}</span>
      )}
    </p>
  );
}

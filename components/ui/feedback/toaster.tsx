"use client";
// The toaster itself, in inverted colours, so that it is legible over any screen in both themes.
import { useEffect } from "react";
import { Toaster as Sonner, toast } from "sonner";
import { SHOWN_MS, type ToastMessage, takeToasts } from "./toasts";

function show(message: ToastMessage): void {
  toast(message.title, {
    ...(message.key === undefined ? {} : { id: message.key }),
    ...(message.detail === undefined ? {} : { description: message.detail }),
    ...(message.action === undefined
      ? {}
      : { action: { label: message.action.label, onClick: message.action.press } }),
    duration: SHOWN_MS,
  });
}

/** Mounted by ToasterSlot alone. */
export function Toaster() {
  useEffect(() => takeToasts(show), []);
  return (
    <Sonner
      position="bottom-center"
      offset={{ bottom: 24 }}
      mobileOffset={{ bottom: 84, left: 12, right: 12 }}
      gap={10}
      toastOptions={{
        unstyled: true,
        classNames: {
          toast:
            "flex w-full items-center gap-3 rounded-row bg-ink px-4 py-3 font-sans text-[15px] leading-5 text-paper shadow-lift md:w-90",
          title: "font-semibold",
          description: "opacity-80",
          content: "min-w-0 flex-1",
          actionButton:
            "ml-auto h-9 shrink-0 rounded-[10px] bg-paper px-3 font-semibold text-[14px] text-ink",
        },
      }}
    />
  );
}

"use client";
// The app's dialog: a card in the middle of a desktop, a sheet from below on a phone.
import { Dialog } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import type { ReactNode, RefObject } from "react";

interface SheetProps {
  title: string;
  isOpen: boolean;
  close: () => void;
  /** What gets the focus; the close button when left out. */
  focusFirst?: RefObject<HTMLElement | null>;
  /** What was begun in it is still there when it opens again. */
  keepsContent?: boolean;
  children: ReactNode;
}

/** Title, close button, content; focus stays inside until it closes. */
export function Sheet({
  title,
  isOpen,
  close,
  focusFirst,
  keepsContent = false,
  children,
}: SheetProps) {
  return (
    <Dialog.Root open={isOpen} onOpenChange={(isShown) => (isShown ? undefined : close())}>
      <Dialog.Portal keepMounted={keepsContent}>
        <Dialog.Backdrop className="fixed inset-0 z-50 animate-fade bg-veil" />
        <Dialog.Viewport className="fixed inset-0 z-50 flex items-end justify-center md:items-start md:pt-[12vh]">
          <Dialog.Popup
            initialFocus={focusFirst ?? true}
            className="surface max-h-[90dvh] w-full animate-rise overflow-y-auto rounded-b-none! p-5 pb-8 shadow-lift outline-none md:max-h-[86dvh] md:w-140 md:rounded-b-card! md:pb-5"
          >
            <div className="mb-4 flex items-center justify-between">
              <Dialog.Title className="font-bold font-display text-[20px] leading-7 tracking-[-0.01em]">
                {title}
              </Dialog.Title>
              <Dialog.Close
                aria-label="Close"
                className="tap -my-2 -mr-2 grid place-items-center rounded-full text-soft hover:bg-faint hover:text-ink"
              >
                <X size={20} aria-hidden="true" />
              </Dialog.Close>
            </div>
            {children}
          </Dialog.Popup>
        </Dialog.Viewport>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

"use client";
// The composer as a dialog over any page.
import { useRef } from "react";
import { Sheet } from "../ui/sheet";
import { Composer } from "./composer";

/** Closes itself once the post is saved; closed before, it keeps what was written. */
export function ComposerDialog({ isOpen, close }: { isOpen: boolean; close: () => void }) {
  const field = useRef<HTMLTextAreaElement>(null);
  return (
    <Sheet title="New post" isOpen={isOpen} close={close} focusFirst={field} keepsContent>
      <Composer isOpenFromStart fieldRef={field} onPosted={close} />
    </Sheet>
  );
}

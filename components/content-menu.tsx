"use client";
// The three dots of a content. The menu itself is fetched when somebody reaches for it.
import { Ellipsis } from "lucide-react";
import { useRef, useState } from "react";
import type { Content } from "@/protocol/views";
import { lateCode } from "./ui/late-code";
import { LateView, sayMissing } from "./ui/late-view";

const panel = lateCode(async () => (await import("./content-menu-panel")).ContentMenuPanel);

/** Button and, once pressed, menu. */
export function ContentMenu({ content }: { content: Content }) {
  const button = useRef<HTMLButtonElement>(null);
  const [isOpen, setIsOpen] = useState(false);
  const [isWanted, setIsWanted] = useState(false);
  return (
    <>
      <button
        ref={button}
        type="button"
        aria-label="More"
        aria-haspopup="menu"
        aria-expanded={isOpen}
        onPointerEnter={panel.fetch}
        onClick={() => {
          setIsWanted(true);
          setIsOpen((isShown) => !isShown);
        }}
        className="tap -mr-3 inline-grid place-items-center rounded-full text-soft hover:text-ink"
      >
        <Ellipsis size={20} aria-hidden="true" />
      </button>
      {isWanted ? (
        <LateView
          part={panel}
          with={{ content, anchor: button, isOpen, onOpenChange: setIsOpen }}
          onMissing={() => {
            setIsWanted(false);
            setIsOpen(false);
            sayMissing();
          }}
        />
      ) : null}
    </>
  );
}
